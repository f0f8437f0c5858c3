"""Becoming administrator of a body that has one: by accord, by a posted key, refused, contested; on 1 and 40 places."""

import io
import re
from dataclasses import dataclass

import pypdf
import pytest
from playwright.sync_api import expect

from paraphe.registry import selectors as registry
from tests.accessibility.looking import Grid
from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys.people import CLAIRE, HELENE, SAMUEL, Someone, seeded

pytestmark = pytest.mark.journey

CAMILLE = "camille.roussel@saint-aubin-le-vif.example"
MARC = "marc.tessier@ch-haute-mereuse.example"
OLGA = "olga.vasseur@paraphe.example"
SECRET = "[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}"


@dataclass(frozen=True)
class Case:
    """A body, with two of its administrators."""

    siren: str
    name: str
    first: str
    second: str


BODIES = [
    pytest.param(Case("219904125", "Commune de Valbrune", CLAIRE, SAMUEL), id="1-establishment"),
    pytest.param(
        Case("269900015", "Centre hospitalier de la Haute-Mereuse", HELENE, MARC),
        id="40-establishments",
        marks=pytest.mark.drill,
    ),
]


@dataclass
class Enter:
    """Opens a browser for someone of the department, logged in."""

    portal: LivePortal
    visitors: Visitors

    def __call__(self, email: str) -> Someone:
        person = seeded(self.visitors(self.portal.origin), email)
        person.log_in()
        return person


@pytest.fixture
def enter(live_portal: LivePortal, new_visitor: Visitors) -> Enter:
    """A browser each, on the running portal."""
    return Enter(live_portal, new_visitor)


def find_body(person: Someone, case: Case) -> None:
    """Search the body by its name, and choose it."""
    person.page.goto("/candidature/")
    person.page.get_by_role("main").get_by_role("searchbox").fill(case.name)
    person.press("Chercher")
    person.follow(case.name)
    expect(person.heading).to_have_text(f"Devenir administrateur : {case.name}")


def ask(person: Someone, case: Case, way: str) -> None:
    """Ask for the whole body, by the way so named; read it again, prove, ask."""
    find_body(person, case)
    person.page.locator("label").get_by_text(way, exact=True).check()
    person.fill("Message aux administrateurs", "Je remplace Nadia à la paie.")
    person.press("Continuer")
    expect(person.heading).to_have_text("Relisez avant de candidater")
    person.prove()
    person.press("Déposer ma candidature")
    expect(person.page.get_by_role("heading", name="Où en est votre candidature")).to_be_visible()


def open_candidacy(administrator: Someone, name: str = "Camille Roussel") -> None:
    """From the navigation to the candidacy of somebody."""
    administrator.go("Administrateurs")
    administrator.page.get_by_role("link", name=f"Examiner la candidature de {name}").click()
    expect(administrator.heading).to_contain_text(name)


def print_key(operator: Someone, siren: str) -> str:
    """Print the batch at the desk, post it, and read the key in the text of the letter."""
    page = operator.page
    page.goto("/exploitation/courriers/")
    with page.expect_download() as waited:
        operator.press("Imprimer les courriers cochés (PDF)")
    pages = pypdf.PdfReader(io.BytesIO(waited.value.path().read_bytes())).pages
    seat = registry.head_office_of(registry.organisation_by_siren(siren))
    assert seat is not None
    letters = [text for text in (one.extract_text() for one in pages) if seat.street in text]
    found = re.search(rf"Clé d.activation.*?({SECRET})", "\n".join(letters), re.DOTALL)
    assert found, letters
    return found[1]


def enter_by_key(candidate: Someone, operator: Someone, case: Case) -> None:
    """Ask by key, receive it, type it."""
    ask(candidate, case, "Une clé envoyée par courrier")
    mine = candidate.page.url
    key = print_key(operator, case.siren)
    candidate.page.goto(mine)
    candidate.follow("Taper la clé reçue")
    candidate.fill("Clé reçue par courrier", key.lower())
    candidate.prove()
    candidate.press("Devenir administrateur")
    expect(candidate.page.get_by_text("La clé est bonne")).to_be_visible()


@pytest.mark.parametrize("case", BODIES)
def test_become_by_accord_opens_the_body(enter: Enter, case: Case) -> None:
    camille, first = enter(CAMILLE), enter(case.first)
    ask(camille, case, "Un administrateur en place")
    mine = camille.page.url
    open_candidacy(first)
    first.prove()
    first.press("Donner mon accord")
    expect(first.page.get_by_text("Camille Roussel administre désormais l’organisme.")).to_be_visible()
    camille.page.goto(mine)
    camille.follow("Ouvrir l’organisme")
    camille.go("Administrateurs")
    expect(camille.page.get_by_role("row").filter(has_text="Camille Roussel")).to_contain_text("accord de")


@pytest.mark.parametrize("case", BODIES)
def test_become_by_key_opens_the_body_and_is_shown_first(enter: Enter, case: Case) -> None:
    camille, olga, first = enter(CAMILLE), enter(OLGA), enter(case.first)
    enter_by_key(camille, olga, case)
    first.go("Administrateurs")
    expect(
        first.page.get_by_role("heading", name="Arrivés par une clé depuis moins d’un jour")
    ).to_be_visible()
    camille.follow("Ouvrir l’organisme")
    camille.go("Administrateurs")
    expect(camille.page.get_by_text("vous pourrez décider de son accès après le").first).to_be_visible()


@pytest.mark.parametrize("case", BODIES)
def test_become_refused_reads_the_reason(enter: Enter, case: Case) -> None:
    camille, first, second = enter(CAMILLE), enter(case.first), enter(case.second)
    ask(camille, case, "Un administrateur en place")
    mine = camille.page.url
    open_candidacy(second)
    open_candidacy(first)
    first.follow("Refuser, avec un motif")
    first.fill("Motif", "Pas de ce service")
    first.press("Refuser cette candidature")
    expect(first.page.get_by_text("La candidature est refusée.")).to_be_visible()
    camille.page.goto(mine)
    expect(camille.page.get_by_text("Motif : Pas de ce service")).to_be_visible()
    second.prove()
    second.press("Donner mon accord")
    expect(second.page.get_by_text("a déjà refusé le")).to_be_visible()


@pytest.mark.parametrize("case", BODIES)
def test_become_by_key_then_contested_is_frozen(enter: Enter, case: Case) -> None:
    camille, olga, first = enter(CAMILLE), enter(OLGA), enter(case.first)
    enter_by_key(camille, olga, case)
    mine = camille.page.url
    first.go("Administrateurs")
    first.page.get_by_role("link", name="Contester Camille Roussel").first.click()
    first.fill("Motif", "Personne ne la connaît")
    first.prove()
    first.press("Contester")
    row = first.page.get_by_role("row").filter(has_text="Camille Roussel")
    expect(row).to_contain_text("Gelé par une contestation")
    camille.page.goto(mine)
    expect(camille.page.get_by_text("Votre accès est gelé")).to_be_visible()
    answer = camille.page.goto(f"{first.body}/administrateurs/")
    assert answer is not None
    assert answer.status == 403


@pytest.mark.drill
def test_look_at_each_page_of_an_accord_finds_nothing(enter: Enter) -> None:
    hospital: Case = BODIES[1].values[0]  # type: ignore[assignment]
    grid, camille, helene = Grid(), enter(CAMILLE), enter(HELENE)
    grid.open(camille.page, "candidacy-find", "/candidature/?q=valbrune")
    find_body(camille, hospital)
    grid.look(camille.page, "candidacy-form")
    camille.page.get_by_text("Choisir parmi les 40 établissements").click()
    camille.page.get_by_label("Chercher parmi les établissements").fill("pôle 1")
    camille.page.get_by_role("button", name="Filtrer").click()
    grid.look(camille.page, "candidacy-form-filtered")
    ask(camille, hospital, "Un administrateur en place")
    mine = camille.page.url
    grid.look(camille.page, "candidacy-status")
    grid.open(camille.page, "candidacy-withdraw", f"{mine}retirer")
    open_candidacy(helene)
    grid.look(helene.page, "candidacy-decide")
    helene.follow("Refuser, avec un motif")
    grid.look(helene.page, "candidacy-refuse")
    for step in ("Retirer Marc", "Suspendre Marc"):
        helene.go("Administrateurs")
        helene.page.get_by_role("link", name=step).click()
        grid.look(helene.page, f"administrator-{step}")
    grid.open(helene.page, "administrator-accords", f"{helene.body}/administrateurs/accords")
    assert grid.faults == []


@pytest.mark.drill
def test_look_at_each_page_of_a_key_finds_nothing(enter: Enter) -> None:
    commune: Case = BODIES[0].values[0]  # type: ignore[assignment]
    grid, camille, olga, claire = Grid(), enter(CAMILLE), enter(OLGA), enter(CLAIRE)
    ask(camille, commune, "Un administrateur en place")
    mine = camille.page.url
    grid.open(camille.page, "candidacy-key-none", f"{mine}cle")
    grid.open(camille.page, "candidacy-path", f"{mine}voie")
    camille.press("Continuer")
    grid.look(camille.page, "candidacy-path-check")
    camille.prove()
    camille.press("Changer de voie")
    key = print_key(olga, commune.siren)
    grid.open(camille.page, "candidacy-key", f"{mine}cle")
    camille.fill("Clé reçue par courrier", key)
    camille.prove()
    camille.press("Devenir administrateur")
    claire.go("Administrateurs")
    grid.look(claire.page, "administrator-list")
    claire.page.get_by_role("link", name="Contester Camille Roussel").first.click()
    grid.look(claire.page, "candidacy-contest")
    claire.fill("Motif", "Personne ne la connaît")
    claire.prove()
    claire.press("Contester")
    claire.follow("Camille Roussel")
    grid.open(camille.page, "candidacy-frozen", mine)
    assert grid.faults == []
