"""The administrator changes: present, already gone, gone and alone; on a body of one establishment and of forty."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from paraphe.access import selectors as access
from paraphe.access import services
from paraphe.access.candidacy_acts import CandidacyPlan, act_of_candidacy, act_of_key
from paraphe.access.selectors import Letter
from paraphe.access.services.letters import print_letter
from paraphe.access.testing import Body
from paraphe.accounts.selectors import Person, person_by_email
from paraphe.accounts.testing import give_step_up
from paraphe.kernel import clock
from paraphe.kernel.identifiers import Ref
from paraphe.registry import selectors as registry
from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people
from tests.journeys.people import Someone

pytestmark = pytest.mark.journey

CAMILLE = "camille.roussel@saint-aubin-le-vif.example"
OLGA = "olga.vasseur@paraphe.example"


@dataclass(frozen=True)
class Place:
    """A body, who leaves it, who stays, and who takes over."""

    siren: str
    leaver: str
    leaver_name: str
    other: str
    successor: str
    successor_name: str


COMMUNE = Place(
    "219904125",
    people.CLAIRE,
    "Claire Maubert",
    people.SAMUEL,
    "nadia.belkhir@valbrune.example",
    "Nadia Belkhir",
)
HOSPITAL = Place(
    "269900015",
    people.HELENE,
    "Hélène Guivarc’h",
    "marc.tessier@ch-haute-mereuse.example",
    people.INES,
    "Inès Rouvière",
)
BODIES = pytest.mark.parametrize(
    "place", [pytest.param(COMMUNE, id="one"), pytest.param(HOSPITAL, id="forty", marks=pytest.mark.drill)]
)


def announce(someone: Someone, leaver: str, *, reason: str = "Retraite") -> None:
    """From the page of hand-overs: who leaves, today, why."""
    someone.page.goto(f"{someone.body}/passation/")
    someone.follow("Annoncer un départ")
    someone.page.locator("label").get_by_text(leaver).first.click()
    someone.page.locator("label").get_by_text("Aujourd’hui, ou déjà parti").click()
    someone.fill("Motif", reason)
    someone.press("Annoncer le départ")
    expect(someone.heading).to_contain_text("Départ")


def designate(someone: Someone, successor: str) -> None:
    """Say who takes over, among those the body knows."""
    someone.follow("Désigner")
    someone.page.locator("label").get_by_text(successor).first.click()
    someone.press("Désigner")
    expect(someone.page.get_by_text(successor).first).to_be_visible()


def finish(someone: Someone) -> None:
    """Read again, prove presence, end it: the record is shown."""
    someone.follow("Terminer la passation")
    expect(someone.heading).to_have_text("Relisez avant de terminer")
    someone.prove()
    someone.press("Terminer la passation")
    expect(someone.heading).to_contain_text("Passation")
    expect(someone.page.get_by_text("La passation est terminée")).to_be_visible()


def administrators(place: Place) -> set[str]:
    """The names of those who administer the body now."""
    organisation = registry.organisation_by_siren(place.siren)
    return {row.person.full_name for row in access.active_administrators_of(organisation)}


@BODIES
def test_leave_with_a_successor_designated_hands_over_in_one_act(
    live_portal: LivePortal, new_visitor: Visitors, place: Place
) -> None:
    leaver = people.seeded(new_visitor(live_portal.origin), place.leaver)
    successor = people.seeded(new_visitor(live_portal.origin), place.successor)
    leaver.log_in()
    announce(leaver, place.leaver_name)
    designate(leaver, place.successor_name)
    finish(leaver)
    assert place.successor_name in administrators(place)
    assert place.leaver_name not in administrators(place)

    leaver.page.goto("/organismes/")
    expect(leaver.page.get_by_role("main")).not_to_contain_text(_name(place))
    successor.log_in()
    successor.go("Personnes")
    expect(successor.heading).to_have_text("Personnes")


@BODIES
def test_remove_predecessor_already_gone_and_give_the_same_rights(
    live_portal: LivePortal, new_visitor: Visitors, place: Place
) -> None:
    other = people.seeded(new_visitor(live_portal.origin), place.other)
    other.log_in()
    announce(other, place.leaver_name, reason="Mutation")
    designate(other, place.successor_name)
    finish(other)
    main = other.page.get_by_role("main")
    expect(main).to_contain_text(place.leaver_name)
    expect(main.locator(".ledger li")).to_have_count(3)
    assert place.leaver_name not in administrators(place)

    other.page.goto(f"{other.body}/passation/")
    expect(other.page.get_by_text("Terminée")).to_be_visible()


def test_sign_after_the_hand_over_verifies_with_the_right_of_who_left(
    live_portal: LivePortal, new_visitor: Visitors, tmp_path: Path
) -> None:
    """The successor signs under her own name by a right the predecessor gave; the receipt says so offline."""
    other = people.seeded(new_visitor(live_portal.origin), HOSPITAL.other)
    successor = people.seeded(new_visitor(live_portal.origin), HOSPITAL.successor)
    head = registry.establishments_of(registry.organisation_by_siren(HOSPITAL.siren))[0]
    other.log_in()
    announce(other, HOSPITAL.leaver_name)
    designate(other, HOSPITAL.successor_name)
    finish(other)

    successor.log_in()
    content = people.write_file(head.siret)
    people.deposit(successor, content)
    people.sign(successor)
    expect(successor.page.locator(".verdict-word")).to_have_text("VALIDE")
    receipt = people.download(successor, "Récépissé", tmp_path / "recepisse.asice")
    trust = people.download(successor, "trust.json", tmp_path / "trust.json")
    declaration = tmp_path / "paie.dsn"
    declaration.write_bytes(content)
    assert people.verify(receipt, trust, declaration) == "0 VALIDE"


@BODIES
def test_take_over_by_key_from_predecessor_gone_and_alone_after_seven_days(
    live_portal: LivePortal, new_visitor: Visitors, place: Place
) -> None:
    camille = _person(CAMILLE)
    with _left_alone(place) as body:
        _come_by_key(body, camille)
    newcomer = people.seeded(new_visitor(live_portal.origin), CAMILLE)
    newcomer.log_in()
    announce(newcomer, place.leaver_name, reason="Parti sans prévenir")
    designate(newcomer, camille.full_name)
    finish(newcomer)
    assert administrators(place) == {camille.full_name}
    newcomer.page.goto(f"{newcomer.body}/sante/")
    expect(newcomer.page.get_by_text("Il faut deux administrateurs")).to_be_visible()


def _name(place: Place) -> str:
    return registry.organisation_by_siren(place.siren).name


def _person(email: str) -> Person:
    found = person_by_email(email)
    assert found is not None, email
    return found


@contextmanager
def _left_alone(place: Place) -> Iterator[Body]:
    """Eight days ago, the body had one administrator left, whom nobody sees any more."""
    organisation = registry.organisation_by_siren(place.siren)
    body = Body(organisation, _person(place.leaver), registry.establishments_of(organisation))
    with clock.freeze(clock.now() - timedelta(days=8)):
        body.remove_administrator(_person(place.other), actor=body.administrator)
        yield body


def _come_by_key(body: Body, person: Person) -> None:
    """A candidate asks for a key, the desk prints it, and she types what the letter says."""
    plan = CandidacyPlan(None, "key", letter_to=body.places[0])
    give_step_up(person, act_of_candidacy(body.organisation, plan))
    candidacy = services.propose_candidacy(body.organisation, plan=plan, actor=person)
    letter = Letter.objects.get(candidacy=candidacy, kind="activation-key")
    printed = print_letter(letter, batch=Ref.new(), actor=_person(OLGA))
    give_step_up(person, act_of_key(candidacy))
    services.redeem_key(candidacy, typed=printed.key, actor=person)
