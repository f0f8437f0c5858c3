"""Whatever people try, in whatever order, a body that has an active administrator keeps one."""

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paraphe.access import selectors as access
from paraphe.access import services as rights
from paraphe.access.acts import act_of_removal
from paraphe.access.testing import Body, make_body
from paraphe.access.testing import suspend as put_to_sleep
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError
from paraphe.upkeep import handovers, services
from paraphe.upkeep.models import Handover

ACTS = ("announce", "name", "clear", "complete", "cancel", "remove", "suspend", "wake", "watch", "appoint")
ON_ADMINISTRATORS = ("announce", "remove", "suspend")
STEPS = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 4), st.integers(0, 4), st.sampled_from([0, 0, 1, 7, 31])),
    min_size=8,
    max_size=30,
)


def _open(body: Body, which: int) -> Handover:
    rows = handovers.open_handovers(body.organisation)
    if not rows:
        raise PortalError("none")
    return rows[which % len(rows)]


def announce(body: Body, actor: Person, other: Person) -> None:
    day = clock.now().astimezone(handovers.PARIS).date()
    services.announce_handover(body.membership(other), leaves_on=day, reason="Départ", actor=actor)


def name(body: Body, actor: Person, other: Person) -> None:
    services.name_successor(_open(body, other.pk), successor=other, actor=actor)


def clear(body: Body, actor: Person, other: Person) -> None:
    services.clear_successor(_open(body, other.pk), actor=actor)


def complete(body: Body, actor: Person, other: Person) -> None:
    handover = _open(body, other.pk)
    give_step_up(actor, services.act_of_completion(handover))
    services.complete_handover(handover, actor=actor)


def cancel(body: Body, actor: Person, other: Person) -> None:
    services.cancel_handover(_open(body, other.pk), reason="Reste", actor=actor)


def remove(body: Body, actor: Person, other: Person) -> None:
    membership = body.membership(other)
    give_step_up(actor, act_of_removal(membership))
    rights.end_administrator(membership, reason="Départ", actor=actor)


def suspend(body: Body, actor: Person, other: Person) -> None:
    put_to_sleep(body.membership(other), cause="absence", reason="Absence", actor=actor)


def wake(body: Body, actor: Person, other: Person) -> None:
    rights.reactivate_membership(body.membership(other), reason="Retour", actor=actor)


def watch(body: Body, actor: Person, other: Person) -> None:
    services.watch_activity()


def appoint(body: Body, actor: Person, other: Person) -> None:
    rights.appoint_administrator(body.organisation, person=other, actor=actor)


DEEDS: dict[str, Callable[[Body, Person, Person], None]] = {
    "announce": announce,
    "name": name,
    "clear": clear,
    "complete": complete,
    "cancel": cancel,
    "remove": remove,
    "suspend": suspend,
    "wake": wake,
    "watch": watch,
    "appoint": appoint,
}


def pick(body: Body, people: list[Person], step: tuple[str, int, int, int]) -> tuple[Person, Person]:
    """Who acts and on whom: mostly administrators, since the others are refused at once."""
    act, actor, other, _ = step
    ruling = [row.person for row in access.administrators_of(body.organisation)]
    on = ruling if act in ON_ADMINISTRATORS else people
    return ruling[actor % len(ruling)], on[other % len(on)]


@pytest.mark.django_db
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=STEPS)
def test_act_at_random_never_leaves_a_body_without_administrator(
    db: None, steps: list[tuple[str, int, int, int]]
) -> None:
    mark = transaction.savepoint()
    body = make_body(places=2)
    people = [body.administrator, body.add_administrator(), body.add_declarant(), body.add_declarant()]
    people.append(body.add_administrator(scope=[body.places[0].siret], family_name="Portee"))
    at = clock.now()
    for step in steps:
        act, _, _, days = step
        at += timedelta(days=days, minutes=1)
        actor, other = pick(body, people, step)
        # A person who has left is no member any more: the act then fails before it begins.
        with clock.freeze(at), suppress(PortalError, AssertionError), transaction.atomic():
            DEEDS[act](body, actor, other)
        whole = [row for row in access.active_administrators_of(body.organisation) if row.scope is None]
        assert whole, act
    transaction.savepoint_rollback(mark)
