"""Somebody opens an account alone; somebody else loses her second factor and is answered for by her administrator."""

import re

import pytest
from playwright.sync_api import expect

from paraphe.access.services import recovery
from paraphe.accounts import links, selectors
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import IdentityDoubt, Person
from paraphe.accounts.testing import give_step_up
from paraphe.accounts.vocabulary import ASK_NAME, CHANGE_EMAIL, act_of_name
from paraphe.kernel import clock
from tests.accessibility.looking import Grid
from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people

pytestmark = pytest.mark.journey
IDA = "ida.nox@exemple.fr"
OLGA = "olga.vasseur@paraphe.example"
FACTOR = "Second facteur de Yanis Delorme"


def _link(portal: LivePortal, to: str, path: str) -> str:
    text = re.sub(r"=\r?\n", "", portal.wait_for_mail(to))
    found = re.search(rf"https?://\S+{path}[^\s=]+", text)
    assert found, text
    return found[0]


def test_open_own_account_from_the_log_in_page_leads_back_there(
    live_portal: LivePortal, new_visitor: Visitors
) -> None:
    ida, grid = people.newcomer(new_visitor(live_portal.origin), IDA, "sept chevaux agrafent"), Grid()
    ida.page.goto("/compte/connexion/?next=/compte/sessions/")
    ida.follow("Ouvrir un compte")
    ida.press("Recevoir le lien")
    grid.look(ida.page, "register-refused")
    ida.fill("Prénom", "Ida")
    ida.fill("Nom", "Nox")
    ida.fill("Adresse électronique", IDA)
    ida.page.get_by_role("checkbox").check()
    ida.press("Recevoir le lien")
    expect(ida.heading).to_have_text("Regardez votre messagerie")
    grid.look(ida.page, "register-sent")
    ida.page.goto(_link(live_portal, IDA, "/compte/creer/lien/"))
    grid.look(ida.page, "register-finish")
    ida.fill("Nouveau mot de passe", ida.password)
    ida.fill("Le même mot de passe", ida.password)
    ida.press("Ouvrir mon compte")
    expect(ida.heading).to_have_text("Choisissez votre second facteur")
    people.enrol_application(ida)
    ida.follow("J’ai noté mes codes")
    expect(ida.heading).to_have_text("Mes sessions")
    for name, address in (("account", "/compte/"), ("name", "/compte/nom/"), ("close", "/compte/fermer/")):
        grid.open(ida.page, name, address)
    ida.page.goto("/compte/nom/")
    ida.fill("Nom", "Knox")
    ida.press("Continuer")
    grid.look(ida.page, "name-check")
    assert grid.faults == []


def test_lose_second_factor_is_opened_by_an_administrator_for_tomorrow(
    live_portal: LivePortal, new_visitor: Visitors
) -> None:
    yanis = people.seeded(new_visitor(live_portal.origin), people.YANIS)
    helene, grid = people.seeded(new_visitor(live_portal.origin), people.HELENE), Grid()
    yanis.page.goto("/compte/connexion/")
    yanis.fill("Adresse électronique", yanis.email)
    yanis.fill("Mot de passe", yanis.password)
    yanis.press("Continuer")
    yanis.follow("Je n’ai pas non plus de code de secours")
    grid.look(yanis.page, "lost")
    yanis.press("Prévenir les administrateurs")
    grid.look(yanis.page, "lost-asked")
    helene.log_in()
    helene.go("Personnes")
    helene.follow("Yanis Delorme")
    helene.page.goto(helene.page.url.rstrip("/") + "/second-facteur")
    expect(helene.heading).to_have_text(FACTOR)
    helene.press("Refuser la demande")
    grid.look(helene.page, "factor-refused")
    helene.prove()
    helene.press("Ouvrir le remplacement")
    expect(helene.page.get_by_role("heading", name="La demande est ouverte")).to_be_visible()
    grid.look(helene.page, "factor-opened")
    yanis.page.goto("/compte/connexion/second-facteur/perdu/")
    expect(yanis.page.get_by_text("Utilisable à partir du")).to_be_visible()
    grid.look(yanis.page, "lost-opened")
    yanis.page.goto("/compte/connexion/second-facteur/")
    grid.look(yanis.page, "second-factor-opened")
    assert grid.faults == []


@pytest.fixture
def waiting(live_portal: LivePortal) -> dict[str, str]:
    """Everything that may wait about Yanis, and a sole administrator without factor; made before a browser opens."""
    yanis, thierry = _find(people.YANIS), _find(people.THIERRY)
    accounts.apply_name_lock(person=yanis, at=clock.now())
    give_step_up(yanis, act_of_name(ASK_NAME, "Yanis", "Delorme-Nox"))
    names = {"given_name": "Yanis", "family_name": "Delorme-Nox"}
    accounts.ask_name(yanis, **names, reason="Mariage le 4 novembre", actor=yanis)
    give_step_up(yanis, CHANGE_EMAIL)
    change = accounts.ask_email_change(yanis, email="yanis@ailleurs.example", actor=yanis)
    accounts.raise_doubt(yanis, cause=IdentityDoubt.Cause.NAME_TYPED)
    accounts.record_bounce(yanis, kind="gone")
    asked = accounts.request_recovery(yanis, actor=yanis)
    return {
        "former": links.email_change_path(change, links.FORMER),
        "new": links.email_change_path(change, links.NEW),
        "cancel": links.recovery_cancel_path(asked.ref),
        "desk": recovery.request_recovery_key(thierry).ref,
        "yanis": yanis.ref,
    }


def _find(email: str) -> Person:
    found = selectors.person_by_email(email)
    assert found is not None
    return found


@pytest.mark.drill
def test_look_at_what_waits_about_somebody_finds_nothing(
    live_portal: LivePortal, waiting: dict[str, str], new_visitor: Visitors
) -> None:
    grid, anybody = Grid(), new_visitor(live_portal.origin)
    for name in ("former", "new", "cancel"):
        grid.open(anybody, f"link-{name}", waiting[name])
    grid.open(anybody, "register-dead", "/compte/creer/finir/", status=410)
    helene = people.seeded(new_visitor(live_portal.origin), people.HELENE)
    helene.log_in()
    helene.go("Personnes")
    for page in ("nom", "adresse", "doutes", "second-facteur"):
        grid.open(helene.page, page, f"{helene.body}/personnes/{waiting['yanis']}/{page}")
    yanis = people.seeded(new_visitor(live_portal.origin), people.YANIS)
    yanis.log_in()
    for name, address in (
        ("account-full", "/compte/"),
        ("name-asked", "/compte/nom/"),
        ("email", "/compte/adresse/"),
    ):
        grid.open(yanis.page, name, address)
    thierry = people.seeded(new_visitor(live_portal.origin), people.THIERRY)
    thierry.page.goto("/compte/connexion/")
    thierry.fill("Adresse électronique", thierry.email)
    thierry.fill("Mot de passe", thierry.password)
    thierry.press("Continuer")
    grid.open(thierry.page, "lost-by-key", "/compte/connexion/second-facteur/perdu/")
    thierry.follow("Saisir la clé reçue")
    thierry.fill("Clé reçue par courrier", "AAAA-AAAA-AAAA")
    thierry.press("Vérifier la clé")
    grid.look(thierry.page, "key-refused")
    olga = people.seeded(new_visitor(live_portal.origin), OLGA)
    olga.log_in()
    grid.open(olga.page, "desk-recoveries", "/exploitation/seconds-facteurs/")
    grid.open(olga.page, "desk-recovery", f"/exploitation/seconds-facteurs/{waiting['desk']}/")
    assert grid.faults == []
