"""The register changes: the body gives a new establishment the rights of another, and follows one that moved."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import expect

from paraphe.access.testing import with_key
from paraphe.registry.testing import import_rows, link_row, open_place, place_row
from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people

pytestmark = pytest.mark.journey


@dataclass(frozen=True)
class Body:
    """A body, its administrator, the establishment to be like, and who there has which level."""

    siren: str
    count: int
    administrator: str
    model: str
    declarant: str
    level: str

    @property
    def next_siret(self) -> str:
        """The SIRET of its next establishment."""
        return with_key(f"{self.siren}{self.count + 1:04d}")


HOSPITAL = Body("269900015", 40, people.HELENE, "Hôpital Sainte-Odile", "Yanis Delorme", "Signer")
COMMUNE = Body("219904125", 1, people.CLAIRE, "Mairie de Valbrune", "Nadia Belkhir", "Préparer")
NAME = "ANTENNE DES TANNEURS"


def open_news(boss: people.Someone, news: str) -> None:
    """From the navigation to the news of the register."""
    boss.go("Établissements")
    boss.follow(news)


def give(boss: people.Someone, button: str) -> None:
    """On the page where everything is read again: the code, then the button."""
    expect(boss.heading).to_have_text("Relisez avant de donner")
    boss.prove()
    boss.press(button)
    expect(boss.heading).to_have_text("Établissements")


def expect_right(boss: people.Someone, body: Body) -> None:
    """The matrix of the new establishment shows the declarant's level."""
    named = boss.page.get_by_role("rowheader").filter(has_text=NAME)
    boss.page.get_by_role("row").filter(has=named).get_by_role("link", name="droit").click()
    table = boss.page.get_by_role("table")
    expect(table).to_contain_text(NAME)
    expect(table.get_by_role("row").filter(has_text=body.declarant)).to_contain_text(body.level)


@pytest.mark.parametrize(
    "body", [pytest.param(HOSPITAL, id="forty", marks=pytest.mark.drill), pytest.param(COMMUNE, id="one")]
)
def test_welcome_new_establishment_like_another_shows_its_rights_in_the_matrix(
    live_portal: LivePortal, new_visitor: Visitors, tmp_path: Path, body: Body
) -> None:
    siret = body.next_siret
    open_place(siret, name=NAME)
    boss = people.seeded(new_visitor(live_portal.origin), body.administrator)
    boss.log_in()
    open_news(boss, "Nouvel établissement")
    expect(boss.heading).to_contain_text(NAME)
    boss.page.locator("label").get_by_text("Les mêmes droits qu’un autre établissement").check()
    boss.page.get_by_label("Comme quel établissement").select_option(index=0)
    boss.press("Continuer")
    expect(boss.page.get_by_role("main")).to_contain_text(body.model)
    expect(boss.page.get_by_role("row").filter(has_text=body.declarant)).to_contain_text(body.level)
    give(boss, "Donner ces droits")
    expect_right(boss, body)
    if body is not HOSPITAL:
        return
    yanis = people.seeded(new_visitor(live_portal.origin), people.YANIS)
    yanis.log_in()
    content = people.write_file(siret)
    people.deposit(yanis, content)
    people.sign(yanis)
    receipt = people.download(yanis, "Récépissé", tmp_path / "recepisse.asice")
    trust = people.download(yanis, "trust.json", tmp_path / "trust.json")
    (tmp_path / "paie.dsn").write_bytes(content)
    assert people.verify(receipt, trust, tmp_path / "paie.dsn") == "0 VALIDE"


@pytest.mark.parametrize(
    "body", [pytest.param(HOSPITAL, id="forty", marks=pytest.mark.drill), pytest.param(COMMUNE, id="one")]
)
def test_follow_moved_establishment_gives_its_rights_on_the_new_number(
    live_portal: LivePortal, new_visitor: Visitors, body: Body
) -> None:
    former = with_key(f"{body.siren}0001")
    import_rows(
        establishments=[
            place_row(former, etatAdministratifEtablissement="F", dateDebut="2026-11-01"),
            place_row(body.next_siret, denominationUsuelleEtablissement=NAME, etablissementSiege="true"),
        ],
        successions=[link_row(former, body.next_siret)],
    )
    boss = people.seeded(new_visitor(live_portal.origin), body.administrator)
    boss.log_in()
    open_news(boss, "a un nouveau SIRET")
    boss.page.locator("label").get_by_text("Reprendre les services et les droits").check()
    boss.press("Continuer")
    give(boss, "Reprendre ces droits")
    expect_right(boss, body)
