"""Closing a body's space: the whole table through real verbs, and that nobody does it alone or in a hurry."""

import itertools
from datetime import timedelta

import pytest

from paraphe.access import selectors as access
from paraphe.access.errors import Refused
from paraphe.access.selectors import Habilitation
from paraphe.access.testing import Body
from paraphe.accounts.errors import StepUpMissing
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up
from paraphe.journal.selectors import Chain, entries_of
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.upkeep import closures, services
from paraphe.upkeep.acts import act_of_closing, act_of_closure
from paraphe.upkeep.errors import ClosureOpen, ClosureTooSoon, SameHand
from paraphe.upkeep.models import Closure
from paraphe.upkeep.transitions import CLOSURE

pytestmark = pytest.mark.django_db


def count_entries(body: Body) -> int:
    return entries_of(Chain.Kind.BODY, body.organisation.siren).count()


def request(body: Body) -> Closure:
    give_step_up(body.administrator, act_of_closure(body.organisation))
    return services.request_closure(body.organisation, reason="Dissolution", actor=body.administrator)


def confirm(closure: Closure, actor: Person) -> Closure:
    fresh = Closure.objects.get(pk=closure.pk)
    give_step_up(actor, act_of_closing(fresh))
    return services.confirm_closure(fresh, actor=actor)


def close(closure: Closure, actor: Person) -> int:
    fresh = Closure.objects.get(pk=closure.pk)
    with clock.freeze(max(clock.now(), fresh.cooled_at)):
        give_step_up(actor, act_of_closing(fresh))
        return services.close_space(fresh, despite_work=False, actor=actor)


def bring(body: Body, state: str, samuel: Person) -> Closure:
    closure = request(body)
    if state in ("confirmed", "closed"):
        confirm(closure, samuel)
    if state == "cancelled":
        services.cancel_closure(closure, reason="Erreur", actor=samuel)
    if state == "closed":
        close(closure, samuel)
    return Closure.objects.get(pk=closure.pk)


@pytest.mark.parametrize(("state", "verb"), list(itertools.product(CLOSURE.states, CLOSURE.verbs)))
def test_closure_state_by_verb_follows_the_table(body: Body, state: str, verb: str) -> None:
    samuel = body.add_administrator()
    closure = bring(body, state, samuel)
    before = count_entries(body)

    def act() -> None:
        if verb == "confirm":
            confirm(closure, samuel)
        elif verb == "cancel":
            services.cancel_closure(closure, reason="Erreur", actor=samuel)
        else:
            close(closure, samuel)

    if (state, verb) in CLOSURE.table:
        act()
        assert Closure.objects.get(pk=closure.pk).state == CLOSURE.table[state, verb]
        assert count_entries(body) > before
    else:
        later = closure.cooled_at + timedelta(minutes=1)
        with clock.freeze(later), pytest.raises(Refused if state == "closed" else WrongState):
            act()
        assert (Closure.objects.get(pk=closure.pk).state, count_entries(body)) == (state, before)


def test_confirm_closure_by_the_one_who_asked_is_refused(body: Body) -> None:
    closure = request(body)
    with pytest.raises(SameHand):
        confirm(closure, body.administrator)
    assert closures.open_closure(body.organisation) == closure


def test_close_space_before_fourteen_days_is_refused(body: Body) -> None:
    samuel = body.add_administrator()
    closure = confirm(request(body), samuel)
    give_step_up(samuel, act_of_closing(closure))
    with clock.freeze(closure.cooled_at - timedelta(minutes=1)), pytest.raises(ClosureTooSoon):
        services.close_space(closure, despite_work=False, actor=samuel)
    assert len(access.members_of(body.organisation)) == 2


def test_close_space_ends_every_membership_and_right(body: Body) -> None:
    samuel, odile = body.add_administrator(), body.add_declarant()
    body.grant(odile)
    confirm(request(body), samuel)
    ended = close(closures.closure_of(body.organisation), samuel)
    registration = access.registration_of(body.organisation)
    assert (ended, access.members_of(body.organisation)) == (3, [])
    assert Habilitation.objects.filter(person=odile, closed_at=None).count() == 0
    assert registration is not None
    assert registration.closed_at is not None


def test_request_closure_twice_is_refused(body: Body) -> None:
    request(body)
    with pytest.raises(ClosureOpen):
        request(body)
    assert Closure.objects.count() == 1


def test_request_closure_without_proof_of_presence_is_refused(body: Body) -> None:
    with pytest.raises(StepUpMissing):
        services.request_closure(body.organisation, reason="Dissolution", actor=body.administrator)
    assert closures.open_closure(body.organisation) is None


def test_request_closure_by_scoped_administrator_is_refused(body: Body) -> None:
    scoped = body.add_administrator(scope=[body.places[0].siret])
    give_step_up(scoped, act_of_closure(body.organisation))
    with pytest.raises(Refused):
        services.request_closure(body.organisation, reason="Dissolution", actor=scoped)
    assert closures.open_closure(body.organisation) is None
