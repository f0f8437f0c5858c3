"""Two hands at once on one hand-over: one outcome, one entry, and never a body without administrator."""

import threading
from collections.abc import Callable
from datetime import timedelta

from django.db import connections

from paraphe.access import selectors as access
from paraphe.access.testing import Body, make_body
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up
from paraphe.journal.selectors import Chain, entries_of
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError
from paraphe.upkeep import handovers, reviewing, services
from paraphe.upkeep.models import Handover, ReviewCampaign
from paraphe.upkeep.services import Decided
from tests.fixtures.database import LiveDatabase


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads released together; what each returned or the error of the house it raised."""
    gate, results = threading.Barrier(len(acts)), dict.fromkeys(range(len(acts)))

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[number] = act()
        except PortalError as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return list(results.values())


def announce(body: Body, leaver: Person) -> Handover:
    day = clock.now().astimezone(handovers.PARIS).date()
    return services.announce_handover(body.membership(leaver), leaves_on=day, reason="Départ", actor=leaver)


def completing(handover: Handover, actor: Person) -> Callable[[], object]:
    give_step_up(actor, services.act_of_completion(handover))
    return lambda: services.complete_handover(Handover.objects.get(pk=handover.pk), actor=actor)


def refused(results: list[object]) -> int:
    return sum(isinstance(result, PortalError) for result in results)


def test_complete_handover_at_once_by_two_ends_once(live_database: LiveDatabase) -> None:
    body = make_body()
    samuel, odile = body.add_administrator(), body.add_declarant()
    handover = announce(body, body.administrator)
    handover = services.name_successor(handover, successor=odile, actor=samuel)
    before = entries_of(Chain.Kind.BODY, body.organisation.siren).count()
    results = at_once(completing(handover, body.administrator), completing(handover, samuel))
    assert refused(results) == 1
    assert entries_of(Chain.Kind.BODY, body.organisation.siren).count() == before + 1
    assert handovers.state_of(handover) == "done"


def test_complete_and_cancel_handover_at_once_is_one_or_the_other(live_database: LiveDatabase) -> None:
    body = make_body()
    samuel = body.add_administrator()
    handover = announce(body, body.administrator)

    def cancel() -> object:
        row = Handover.objects.get(pk=handover.pk)
        return services.cancel_handover(row, reason="Reste", actor=samuel)

    results = at_once(completing(handover, body.administrator), cancel)
    fresh = Handover.objects.get(pk=handover.pk)
    assert refused(results) == 1
    assert handovers.state_of(fresh) == ("cancelled" if fresh.cancelled_at else "done")


def test_complete_departure_of_both_administrators_at_once_leaves_one(live_database: LiveDatabase) -> None:
    body = make_body()
    samuel = body.add_administrator()
    both = [announce(body, person) for person in (body.administrator, samuel)]
    results = at_once(completing(both[0], body.administrator), completing(both[1], samuel))
    assert refused(results) == 1
    assert len(access.active_administrators_of(body.organisation)) == 1


def test_announce_handover_at_once_by_two_opens_one(live_database: LiveDatabase) -> None:
    body = make_body()
    samuel = body.add_administrator()
    day = clock.now().astimezone(handovers.PARIS).date()
    membership = body.membership(body.administrator)

    def announcing(actor: Person) -> Callable[[], object]:
        return lambda: services.announce_handover(membership, leaves_on=day, reason="Départ", actor=actor)

    results = at_once(announcing(body.administrator), announcing(samuel))
    assert refused(results) == 1
    assert Handover.objects.count() == 1


def test_watch_activity_at_once_reminds_once(live_database: LiveDatabase) -> None:
    body = make_body()
    later = clock.now() + timedelta(days=91)

    def watch() -> object:
        with clock.freeze(later):
            return services.watch_activity()

    at_once(watch, watch)
    told = entries_of(Chain.Kind.BODY, body.organisation.siren).filter(event="upkeep.administrator.reminded")
    assert told.count() == 1


def test_open_review_at_once_by_a_person_and_the_portal_opens_one(live_database: LiveDatabase) -> None:
    body = make_body()

    def opening(actor: Person | None) -> Callable[[], object]:
        return lambda: services.open_review(body.organisation, actor=actor)

    results = at_once(opening(body.administrator), opening(None))
    assert refused(results) == 1
    assert ReviewCampaign.objects.count() == 1


def test_conclude_review_at_once_by_two_changes_rights_and_signs_once(live_database: LiveDatabase) -> None:
    body = make_body()
    samuel, odile = body.add_administrator(), body.add_declarant()
    [right] = body.grant(odile)
    campaign = services.open_review(body.organisation, actor=None)
    for actor in (body.administrator, samuel):
        found = {
            item.pk: Decided("remove" if item.right_id else "keep") for item in reviewing.items_of(campaign)
        }
        services.save_decisions(campaign, decisions=found, actor=actor)

    def concluding(actor: Person) -> Callable[[], object]:
        def conclude() -> object:
            services.apply_review(ReviewCampaign.objects.get(pk=campaign.pk), actor=actor)
            return services.sign_review(ReviewCampaign.objects.get(pk=campaign.pk), actor=actor)

        return conclude

    results = at_once(concluding(body.administrator), concluding(samuel))
    right.refresh_from_db()
    rows = entries_of(Chain.Kind.BODY, body.organisation.siren)
    assert refused(results) == 1
    assert right.closed_at is not None
    assert rows.filter(event="access.rights.changed").count() == 1
    assert rows.filter(event__in=["upkeep.review.signed", "upkeep.review.concluded"]).count() == 1


def test_sign_review_at_once_with_its_lapse_is_one_or_the_other(live_database: LiveDatabase) -> None:
    body = make_body()
    right = body.give(
        body.plan(body.add_declarant(), valid_to=clock.now() + timedelta(days=600)), actor=body.administrator
    )[0]
    campaign = services.open_review(body.organisation, actor=None)
    found = {item.pk: Decided("keep") for item in reviewing.items_of(campaign)}
    services.save_decisions(campaign, decisions=found, actor=body.administrator)
    for days in (0, 46):
        with clock.freeze(campaign.due_at + timedelta(days=days, minutes=1)):
            services.watch_reviews()
    late = campaign.lapses_at + timedelta(days=1)

    def sign() -> object:
        with clock.freeze(late):
            return services.sign_review(campaign, actor=body.administrator)

    def lapse() -> object:
        with clock.freeze(late):
            return services.watch_reviews()

    results = at_once(sign, lapse)
    campaign.refresh_from_db()
    right.refresh_from_db()
    is_lapsed = campaign.state == "lapsed"
    assert campaign.state in ("lapsed", "concluded")
    assert (right.closed_at is not None, refused(results)) == (is_lapsed, int(is_lapsed))
