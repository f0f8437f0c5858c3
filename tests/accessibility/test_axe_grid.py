"""Every page, in both themes, wide and at 320 px, as whoever opens it: axe finds nothing and nothing scrolls sideways.

No rule, page or selector is excluded. Beside the addresses, the pages that only an act shows are looked at in passing:
answers read again, refusals, errors in forms.
"""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from paraphe.accounts.testing import PASSWORD, next_code
from paraphe.cli.demo.seed import department
from paraphe.declarations.testing import make_file
from tests.accessibility.looking import Grid
from tests.accessibility.places import (
    ADMINISTRATOR,
    CANDIDATE,
    DECLARANT,
    NEWCOMER,
    NO_PAGE,
    OPERATOR,
    PLACES,
    PUBLIC,
    RETURNING,
)
from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people
from tests.journeys.people import Someone
from tests.permissions.asking import walk_routes
from tests.permissions.cast import Cast, deposit, raise_cast

Say = Callable[[str], None]
Enter = Callable[[str], Someone]
ROUTES = {route.name: route for route in walk_routes()}


@pytest.fixture
def cast(live_portal: LivePortal) -> Cast:
    """The people and objects of the permission matrix, made before any browser opens: signing needs no event loop."""
    return raise_cast()


@pytest.fixture
def enter(live_portal: LivePortal, cast: Cast, new_visitor: Visitors) -> Enter:
    """A browser for someone of the cast; nobody's for `public`."""

    def give(relation: str) -> Someone:
        page, person = new_visitor(live_portal.origin), cast.people.get(relation)
        if person is None:
            return people.newcomer(page, "personne@exemple.fr", "rien du tout")
        if relation in (DECLARANT, ADMINISTRATOR, OPERATOR):
            return people.seeded(page, person.email)
        return Someone(page, person.email, PASSWORD, lambda: next_code(person))

    return give


def look_at_places(grid: Grid, someone: Someone, who: str, refs: Mapping[str, Any]) -> None:
    """Open every address that is this person's to look at."""
    for name, place in PLACES.items():
        if place.who == who:
            address = ROUTES[name].address(refs) + place.query
            grid.open(someone.page, name, address, status=place.status)


def conclude(grid: Grid, who: str, say: Say) -> list[str]:
    """Say the count; give the faults, or that nothing was looked at."""
    say(grid.told(who))
    return grid.faults if grid.looks else ["nothing was looked at"]


def test_read_places_holds_every_address() -> None:
    pages = [name for name, route in ROUTES.items() if "GET" in route.methods]
    assert sorted([*PLACES, *NO_PAGE]) == sorted(pages)


@pytest.mark.journey
@pytest.mark.drill
def test_look_as_anybody_finds_nothing(enter: Enter, cast: Cast, live_portal: LivePortal, say: Say) -> None:
    live_portal.wait_for_mail(cast.people[NEWCOMER].email)
    cast.refs["name"] = max(path.stem for path in live_portal.mails.glob("*.eml"))
    grid, anybody = Grid(), enter(PUBLIC)
    page = anybody.page
    look_at_places(grid, anybody, PUBLIC, cast.refs)
    grid.open(page, "absent", "/nulle-part", status=404)
    for name, siret in (("registered", "21990412500016"), ("unknown", "00000000000000"), ("wrong", "123")):
        page.goto(f"/inscription/?siret={siret}")
        grid.look(page, f"apply-{name}")
    grid.open(page, "help-none", "/aide/?q=xylophone+quantique")
    grid.open(page, "invitation-dead", "/invitation/jeton-faux", status=404)
    invited = cast.body.invite(email="ida.nox@exemple.fr", given_name="Ida", family_name="Nox")
    grid.open(page, "invitation-account", f"/invitation/{cast.token_of(invited)}")
    page.goto("/verifier")
    anybody.press("Vérifier")
    grid.look(page, "verify-refused")
    page.goto("/compte/connexion/")
    anybody.fill("Adresse électronique", cast.people[DECLARANT].email)
    anybody.fill("Mot de passe", "faux, tout à fait faux")
    anybody.press("Continuer")
    grid.look(page, "log-in-refused")
    anybody.fill("Mot de passe", department()["password"])
    anybody.press("Continuer")
    grid.look(page, "second-factor")
    grid.open(page, "factor-lost", "/compte/connexion/second-facteur/perdu/")
    page.goto("/compte/connexion/second-facteur/")
    anybody.fill("Code", "000000")
    anybody.press("Se connecter")
    grid.look(page, "second-factor-refused")
    assert conclude(grid, PUBLIC, say) == []


@pytest.mark.journey
@pytest.mark.drill
def test_look_as_newcomer_and_returning_finds_nothing(enter: Enter, cast: Cast, say: Say) -> None:
    grid, newcomer = Grid(), enter(NEWCOMER)
    newcomer.page.goto("/compte/connexion/")
    newcomer.fill("Adresse électronique", newcomer.email)
    newcomer.fill("Mot de passe", newcomer.password)
    newcomer.press("Continuer")
    look_at_places(grid, newcomer, NEWCOMER, cast.refs)

    returning = enter(RETURNING)
    person = cast.people[RETURNING]
    again = cast.body.invite(email=person.email, given_name=person.given_name, family_name=person.family_name)
    returning.log_in()
    look_at_places(grid, returning, RETURNING, cast.refs)
    grid.open(returning.page, "absent-signed-in", "/nulle-part", status=404)
    grid.open(returning.page, "invitation-accept", f"/invitation/{cast.token_of(again)}")
    grid.open(returning.page, "invitation-other", f"/invitation/{cast.refs['token']}", status=403)
    returning.page.goto(f"/invitation/{cast.token_of(again)}")
    returning.press("Accepter l’invitation")
    grid.look(returning.page, "home-no-right")
    grid.open(returning.page, "list-no-right", f"{returning.body}/declarations/")
    grid.open(returning.page, "deposit-refused", f"{returning.body}/declarations/deposer/", status=403)
    grid.open(returning.page, "people-refused", f"{returning.body}/personnes/", status=403)
    assert conclude(grid, "no_factor and removed", say) == []


@pytest.mark.journey
@pytest.mark.drill
def test_look_as_declarant_finds_nothing(enter: Enter, cast: Cast, say: Say) -> None:
    here, there = (place.siret for place in cast.body.places[:2])
    signed = {
        **cast.refs,
        "draft_ref": _deposit(cast, make_file([here], fault="nir-impossible", employees=12)),
    }
    grid, yanis = Grid(), enter(DECLARANT)
    page = yanis.page
    yanis.log_in()
    grid.look(page, "home-declarant")
    look_at_places(grid, yanis, DECLARANT, signed)
    home = f"/organismes/{cast.refs['body_ref']}"
    page.goto(f"{home}/")
    people.deposit(yanis, make_file([here, there]))
    grid.look(page, "file-refused")
    yanis.go("Déclarations")
    people.deposit(yanis, b"ceci n'est pas une DSN")
    grid.look(page, "file-unknown")
    grid.open(page, "draft-clean", f"{home}/declarations/{cast.refs['draft_ref']}/")
    yanis.press("Figer et signer")
    grid.look(page, "sign-open")
    yanis.fill("Code de votre application", "000000")
    yanis.press("Signer et déposer")
    grid.look(page, "sign-refused")
    page.goto("/compte/codes-de-secours/")
    yanis.press("Créer dix codes de secours")
    grid.look(page, "recovery-codes")
    assert conclude(grid, DECLARANT, say) == []


@pytest.mark.journey
@pytest.mark.drill
def test_look_as_administrator_finds_nothing(enter: Enter, cast: Cast, say: Say) -> None:
    grid, helene = Grid(), enter(ADMINISTRATOR)
    page = helene.page
    helene.log_in()
    home = helene.body
    look_at_places(grid, helene, ADMINISTRATOR, cast.refs)
    page.goto(f"{home}/droits/donner")
    helene.press("Continuer")
    grid.look(page, "grant-refused")
    page.goto(f"{home}/droits/donner")
    people.choose_right(helene, person="Ursule Sans", places=["Pôle 02", "Pôle 03"], level="Signer")
    grid.look(page, "grant-check")
    page.goto(f"{home}/personnes/ajouter")
    for label, text in (("Prénom", "Zoé"), ("Nom", "Vial"), ("Adresse électronique", "zoe.vial@exemple.fr")):
        helene.fill(label, text)
    helene.press("Continuer")
    grid.look(page, "add-check")
    grid.open(page, "people-none", f"{home}/personnes/?nom=personne-de-ce-nom")
    page.goto(f"{home}/droits/{cast.refs['right_ref']}/retirer")
    helene.fill("Motif", " ")
    helene.press("Retirer ce droit")
    grid.look(page, "close-refused")
    assert conclude(grid, ADMINISTRATOR, say) == []


@pytest.mark.journey
@pytest.mark.drill
def test_look_as_administrator_at_another_one_finds_nothing(enter: Enter, cast: Cast, say: Say) -> None:
    grid, helene = Grid(), enter(ADMINISTRATOR)
    page, fellow = helene.page, {**cast.refs, "person_ref": cast.people["scoped"].ref}
    helene.log_in()
    for name in ("access:end_administrator", "access:suspend", "access:person"):
        grid.open(page, f"{name}-fellow", ROUTES[name].address(fellow))
    page.goto(ROUTES["access:suspend"].address(fellow))
    helene.press("Suspendre l’accès")
    grid.look(page, "suspend-refused")
    assert conclude(grid, "administrator and a fellow", say) == []


@pytest.mark.journey
@pytest.mark.drill
def test_look_as_candidate_finds_nothing(enter: Enter, cast: Cast, say: Say) -> None:
    grid, ursule = Grid(), enter(CANDIDATE)
    ursule.log_in()
    look_at_places(grid, ursule, CANDIDATE, cast.refs)
    grid.open(ursule.page, "become-search", "/candidature/?q=valbrune")
    grid.open(ursule.page, "body-chosen", "/organismes/")
    assert conclude(grid, CANDIDATE, say) == []


@pytest.mark.journey
@pytest.mark.drill
def test_look_as_operator_finds_nothing(enter: Enter, cast: Cast, say: Say) -> None:
    grid, olga = Grid(), enter(OPERATOR)
    olga.log_in()
    look_at_places(grid, olga, OPERATOR, cast.refs)
    assert conclude(grid, OPERATOR, say) == []


def _deposit(cast: Cast, content: bytes) -> str:
    return deposit(cast.body, cast.people[DECLARANT], content).ref


@pytest.mark.journey
def test_look_at_faulty_page_tells_each_fault_where_it_shows(new_visitor: Visitors) -> None:
    """The grid can fail: a name missing everywhere, a pale text in the dark only, a page too wide for 320 px only."""
    page, grid = new_visitor("http://localhost"), Grid()
    page.set_content(
        "<!DOCTYPE html><html lang=fr><meta name=viewport content=width=device-width><title>x</title>"
        "<style>@media (prefers-color-scheme: dark) { p { color: #ddd } }</style>"
        "<main><h1>x</h1><input><p>pâle</p><div style='inline-size: 500px'>large</div></main>"
    )
    grid.look(page, "faulty")
    assert len([fault for fault in grid.faults if "label" in fault]) == grid.looks == 4
    assert [fault.split()[1] for fault in grid.faults if "color-contrast" in fault] == ["dark", "dark"]
    assert [fault.split()[2] for fault in grid.faults if "sideways" in fault] == ["320:", "320:"]
