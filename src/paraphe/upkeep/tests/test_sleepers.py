"""People not seen for long: reminded at 90 days, suspended at 120; never the last administrator."""

from datetime import datetime, timedelta

import pytest

from paraphe.access import selectors as access
from paraphe.access import services as rights
from paraphe.access.selectors import Letter
from paraphe.access.testing import Body, make_body
from paraphe.accounts.models import LastActivity
from paraphe.accounts.selectors import Person
from paraphe.journal.selectors import Chain, entries_of
from paraphe.kernel import clock
from paraphe.upkeep import activity, services
from paraphe.upkeep.models import Notice
from paraphe.upkeep.vocabulary import BodyState

pytestmark = pytest.mark.django_db


def after(days: int) -> datetime:
    return clock.now() + timedelta(days=days, minutes=1)


def watch(at: datetime) -> dict[str, int]:
    with clock.freeze(at):
        return services.watch_activity()


def be_seen(person: Person, at: datetime) -> None:
    LastActivity.objects.update_or_create(person=person, defaults={"at": at})


def events_of(body: Body) -> list[str]:
    return list(entries_of(Chain.Kind.BODY, body.organisation.siren).values_list("event", flat=True))


def test_watch_activity_before_ninety_days_does_nothing(body: Body) -> None:
    body.add_declarant()
    assert watch(after(89)) == {"reminded": 0, "suspended": 0, "written": 0}
    assert not Notice.objects.exists()


def test_watch_activity_at_ninety_days_reminds_once(body: Body) -> None:
    body.add_declarant()
    at = after(91)
    assert watch(at)["reminded"] == 2
    assert watch(at + timedelta(days=1))["reminded"] == 0
    assert {"upkeep.member.reminded", "upkeep.administrator.reminded"} <= set(events_of(body))


def test_watch_activity_at_a_hundred_and_twenty_days_suspends_the_declarant(body: Body) -> None:
    odile = body.add_declarant()
    at = after(91)
    watch(at)
    done = watch(at + timedelta(days=31))
    stopped = access.suspended_among([body.membership(odile)])
    assert (done["suspended"], done["written"]) == (1, 1)
    assert [row.cause for row in stopped.values()] == ["inactivity"]


def test_watch_activity_never_suspends_who_was_not_reminded(body: Body) -> None:
    odile = body.add_declarant()
    done = watch(after(200))
    assert (done["reminded"], done["suspended"]) == (2, 0)
    assert access.suspended_among([body.membership(odile)]) == {}


def test_watch_activity_of_person_seen_again_starts_anew(body: Body) -> None:
    odile = body.add_declarant()
    at = after(91)
    watch(at)
    be_seen(odile, at)
    be_seen(body.administrator, at)
    assert watch(at + timedelta(days=89)) == {"reminded": 0, "suspended": 0, "written": 0}
    assert watch(at + timedelta(days=91))["reminded"] == 2


def test_watch_activity_of_last_administrator_writes_once_a_quarter(body: Body) -> None:
    at = after(91)
    watch(at)
    letters = []
    for days in (31, 60, 121, 125):
        watch(at + timedelta(days=days))
        letters.append(Letter.objects.filter(kind="sleeping").count())
    assert letters == [1, 1, 1, 2]


def test_watch_activity_of_two_absent_administrators_leaves_one(body: Body) -> None:
    samuel = body.add_administrator()
    at = after(91)
    be_seen(samuel, clock.now() + timedelta(days=1))
    watch(at + timedelta(days=1))
    watch(at + timedelta(days=33))
    active = access.active_administrators_of(body.organisation)
    assert [row.person for row in active] == [samuel]


def test_watch_activity_after_reactivation_waits_again(body: Body) -> None:
    odile = body.add_declarant()
    at = after(91)
    watch(at)
    watch(at + timedelta(days=31))
    with clock.freeze(at + timedelta(days=32)):
        rights.reactivate_membership(body.membership(odile), reason="Retour", actor=body.administrator)
    watch(at + timedelta(days=33))
    assert access.suspended_among([body.membership(odile)]) == {}


@pytest.mark.parametrize(
    ("days", "state"), [(0, BodyState.ALONE), (29, BodyState.ALONE), (31, BodyState.SLEEPING)]
)
def test_read_administration_of_sole_administrator_sleeps_after_thirty_days(
    body: Body, days: int, state: BodyState
) -> None:
    with clock.freeze(after(days)):
        found = activity.administrations_of([body.organisation])
    assert found[body.organisation.pk].state is state


def test_read_administrations_of_all_states_tells_each() -> None:
    alone, two, scoped = make_body(), make_body(), make_body(places=2)
    two.add_administrator()
    scoped.add_administrator(scope=[scoped.places[0].siret])
    found = activity.administrations_of([body.organisation for body in (alone, two, scoped)])
    states = [found[body.organisation.pk].state for body in (alone, two, scoped)]
    assert states == [BodyState.ALONE, BodyState.ACTIVE, BodyState.ALONE]
