"""Tokens of the API: opened for oneself, shown once, closed by oneself or by whoever may suspend the person."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.db import transaction
from django.db.models import Q

from paraphe.access import events
from paraphe.access.errors import RightUnsound, SelfDecision
from paraphe.access.models import ApiToken, Membership
from paraphe.access.services.guard import hold_body, require
from paraphe.access.tokens import LONGEST, MOST, PREFIX, READ, WRITE, act_of_token, hash_token, open_tokens_of
from paraphe.access.vocabulary import Action
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref

USE_NOTED_EVERY = timedelta(minutes=5)


@transaction.atomic
def open_token(
    membership: Membership, *, name: str, abilities: Sequence[str], lasts_days: int, actor: Person
) -> tuple[ApiToken, str]:
    """Open a token for one's own programs; the row and its secret, which is kept nowhere and shown once.

    It can do in this body what its person can, by reading alone or writing too, for ninety days at most. Needs the
    actor's step-up (`act_of_token`). SelfDecision for somebody else, RightUnsound for a name, a duration or abilities
    that do not fit, WrongState past ten open tokens, or where the membership has ended.
    """
    organisation = membership.organisation
    chain = hold_body(organisation)
    require(Action.BODY_READ, organisation, actor=actor)
    held = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if held.person_id != actor.pk:
        raise SelfDecision("access.token_other")
    if held.closed_at or len(open_tokens_of(held)) >= MOST:
        raise WrongState("access.token_too_many", most=MOST)
    _require_sound(name, abilities, lasts_days)
    kept = sorted(set(abilities))
    accounts.consume_step_up(actor, act_of_token(held, name=name, abilities=abilities, lasts_days=lasts_days))
    at, secret, ref = clock.now(), PREFIX + secrets.token_urlsafe(32), Ref.new()
    expires_at = at + timedelta(days=lasts_days)
    body = {
        **_body(ref, held, actor=actor),
        "abilities": kept,
        "expires_at": clock.stamp(expires_at),
    }
    entry = journal.record(event=events.API_TOKEN_OPENED, chains=[chain], at=at, body=body)
    row = ApiToken.objects.create(
        ref=ref,
        membership=held,
        name=name.strip(),
        sha256=hash_token(secret),
        abilities=kept,
        expires_at=expires_at,
        opened_at=at,
        opened_entry=entry.pk,
    )
    return row, secret


def _require_sound(name: str, abilities: Sequence[str], lasts_days: int) -> None:
    if not 1 <= len(name.strip()) <= 60:
        raise RightUnsound("access.token_unsound", field="name")
    if set(abilities) not in ({READ}, {READ, WRITE}):
        raise RightUnsound("access.token_unsound", field="abilities")
    if not 1 <= lasts_days <= LONGEST:
        raise RightUnsound("access.token_unsound", field="lasts_days")


def _body(ref: str, membership: Membership, *, actor: Person) -> dict[str, object]:
    return {
        "v": 1,
        "actor": actor.ref,
        "siren": membership.organisation.siren,
        "token": ref,
        "membership": membership.ref,
        "person": membership.person.ref,
    }


@transaction.atomic
def close_token(token: ApiToken, *, actor: Person) -> ApiToken:
    """Close a token, at once, on every worker: one's own, or anybody's for whoever may suspend a person.

    WrongState where it is closed already.
    """
    organisation = token.membership.organisation
    chain = hold_body(organisation)
    own = token.membership.person_id == actor.pk
    require(Action.BODY_READ if own else Action.PERSON_SUSPEND, organisation, actor=actor)
    row = ApiToken.objects.select_for_update(of=("self",)).get(pk=token.pk)
    if row.closed_at:
        raise WrongState("access.token_closed")
    at = clock.now()
    body = _body(row.ref, token.membership, actor=actor)
    entry = journal.record(event=events.API_TOKEN_CLOSED, chains=[chain], at=at, body=body)
    row.closed_at, row.closed_entry = at, entry.pk
    row.save(update_fields=["closed_at", "closed_entry"])
    return row


def apply_token_use(token: ApiToken) -> None:
    """Note when the token was used last, at most once in five minutes, beside the request's transaction."""
    now = clock.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - USE_NOTED_EVERY)
    ApiToken.objects.using("outside").filter(stale, pk=token.pk).update(last_used_at=now)
