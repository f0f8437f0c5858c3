"""How fresh a body and its profiles are, part by part, and the hints of the register."""

from datetime import timedelta

import pytest

from paraphe.access.testing import Body
from paraphe.access.vocabulary import Level
from paraphe.accounts import services as accounts
from paraphe.kernel import clock
from paraphe.upkeep import freshness, health, hints, reviewing, services
from paraphe.upkeep.freshness import Freshness
from paraphe.upkeep.services import Decided
from paraphe.upkeep.tests.conftest import LogIn

pytestmark = pytest.mark.django_db


def look(body: Body, *, days: int = 0) -> Freshness:
    with clock.freeze(clock.now() + timedelta(days=days)):
        return freshness.freshness_of(freshness.watch(body.organisation))


def missing(found: Freshness) -> set[str]:
    return {part.title for part in found.missing}


def test_read_freshness_of_sound_body_says_how_many_of_how_many(body: Body) -> None:
    body.add_administrator()
    body.grant(body.add_declarant(), places=body.places)
    found = look(body)
    assert (missing(found), found.words, found.mark.tone) == (set(), "8\u00a0points en ordre sur 8", "ok")


def test_read_freshness_of_weak_body_names_each_part(body: Body) -> None:
    odile = body.add_declarant()
    body.grant(odile)
    accounts.record_bounce(odile, kind="gone")
    now, later = missing(look(body)), missing(look(body, days=350))
    assert now == {
        "Moins de deux administrateurs",
        "Adresses qui ne reçoivent plus rien",
        "Établissements sans signataire",
    }
    assert later - now == {
        "Absents depuis trois mois",
        "Noms et adresses à confirmer",
        "Des droits finissent dans les deux mois",
        "Des droits ne servent pas",
    }


def test_read_freshness_of_body_follows_its_review(body: Body) -> None:
    campaign = services.open_review(body.organisation, actor=body.administrator)
    assert "Revue annuelle en cours" in missing(look(body))
    assert freshness.profiles_of(freshness.watch(body.organisation))[0].freshness.missing != []
    found = {item.pk: Decided("keep") for item in reviewing.live_items(campaign)}
    services.save_decisions(campaign, decisions=found, actor=body.administrator)
    services.sign_review(campaign, actor=body.administrator)
    titles = [part.title for part in look(body).parts]
    assert "Droits relus dans l’année" in titles
    assert "Droits non relus dans l’année" in missing(look(body, days=401))


def test_read_profiles_puts_the_least_fresh_first(body: Body) -> None:
    body.add_administrator()
    odile = body.add_declarant()
    accounts.record_bounce(odile, kind="full")
    found = freshness.profiles_of(freshness.watch(body.organisation))
    assert found[0].membership.person == odile
    assert missing(found[0].freshness) == {"Ses courriels nous reviennent"}
    assert found[-1].freshness.words == "6\u00a0points en ordre sur 6"


def test_hint_of_closed_establishment_lasts_while_rights_run_there(body: Body) -> None:
    place = body.places[1]
    [right] = body.grant(body.add_declarant(), places=[place], level=Level.PREPARE)
    assert hints.register_hints(body.organisation) == []
    place.closed_on = reviewing.today()
    place.save(update_fields=["closed_on"])
    titles = [check.title for check in hints.register_hints(body.organisation)]
    assert titles == [f"L’établissement {place.name} a fermé"]
    assert titles[0] in [check.title for check in health.health_of(body.organisation)]
    body.close(right)
    assert hints.register_hints(body.organisation) == []


def test_show_profiles_and_health_by_page_tell_the_parts(body: Body, logged_in: LogIn) -> None:
    body.grant(body.add_declarant())
    claire = logged_in(body.administrator)
    profiles = claire.get(f"/organismes/{body.organisation.ref}/sante/profils?vue=tous").text
    shown = claire.get(f"/organismes/{body.organisation.ref}/sante/").text
    assert "6\u00a0points en ordre sur 6" in profiles
    assert "6\u00a0points en ordre sur 8" in shown
