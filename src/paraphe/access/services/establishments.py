"""Answering the register: an establishment welcomed like another, one that moved followed, a news left aside.

The import of the register gives nothing by itself. A copy gives anew, by the actor and on the new SIRET, the services
and the running rights of another establishment; it never gives the actor a right of his own while another
administrator is there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from paraphe.access import events
from paraphe.access.acts import act_of
from paraphe.access.changes import Wanted
from paraphe.access.establishments import rights_on
from paraphe.access.models import Habilitation, Subscription
from paraphe.access.plans import services_under_four_eyes
from paraphe.access.selectors import active_administrators_of, members_of, open_invitations_of
from paraphe.access.services.bodies import insert_subscriptions, subscription_body
from paraphe.access.services.guard import hold_body, require
from paraphe.access.services.habilitations import build_right, grant_body, insert_rights
from paraphe.access.vocabulary import Action, Level
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref
from paraphe.registry.errors import RegisterEventSettled
from paraphe.registry.selectors import Establishment, Organisation, RegisterEvent, Service
from paraphe.registry.services import apply_settlement

OWN, TWICE, GONE, FOUR_EYES = "own", "twice", "gone", "four_eyes"
"""Why a right of the model is not copied: it is the actor's, it runs there already, its person left, two give it."""


@dataclass(frozen=True)
class Copy:
    """What welcoming `place` gives: services it does not use yet and rights, each like one of `like` (None: nothing).

    `left` are the rights of `like` that are not copied, with the reason; `everywhere` counts the running rights on all
    establishments, which hold on `place` as soon as it uses their service.
    """

    place: Establishment
    like: Establishment | None
    services: list[Service] = field(default_factory=list)
    rights: list[Habilitation] = field(default_factory=list)
    left: list[tuple[Habilitation, str]] = field(default_factory=list)
    everywhere: int = 0


def foresee_copy(place: Establishment, *, like: Establishment | None, actor: Person) -> Copy:
    """What a copy of `like` on `place` would give if this actor made it now; writes nothing."""
    if like is None:
        return Copy(place, None)
    already = set(
        Subscription.objects.filter(establishment=place, closed_at=None).values_list("service_id", flat=True)
    )
    used = Subscription.objects.filter(establishment=like, closed_at=None).select_related("service")
    copy = Copy(
        place,
        like,
        [row.service for row in used.order_by("service__position") if row.service_id not in already],
        everywhere=sum(right.siret is None for right in rights_on(like, everywhere=True)),
    )
    left_out = _left_out(place, actor)
    for right in rights_on(like):
        why = left_out(right)
        if why:
            copy.left.append((right, why))
        else:
            copy.rights.append(right)
    return copy


def _left_out(place: Establishment, actor: Person) -> Callable[[Habilitation], str]:
    """Why a right is not copied, "" where it is; the rows it looks at are read once."""
    organisation, now = place.organisation, clock.now()
    fellows = [row for row in active_administrators_of(organisation) if row.person_id != actor.pk]
    here = {row.person_id for row in members_of(organisation)}
    here |= {row.person_id for row in open_invitations_of(organisation) if row.expires_at > now}
    rows = Habilitation.objects.filter(siret=int(place.siret), ends_at__gt=now)
    running = set(rows.values_list("person_id", "service_id"))
    guarded = services_under_four_eyes(organisation)

    def why(right: Habilitation) -> str:
        if right.person_id not in here:
            return GONE
        if (right.person_id, right.service_id) in running:
            return TWICE
        if right.service.code in guarded:
            return FOUR_EYES
        return OWN if right.person_id == actor.pk and fellows else ""

    return why


def act_of_welcome(copy: Copy) -> str:
    """Giving exactly these services and rights to this establishment."""
    return act_of(
        events.ESTABLISHMENT_WELCOMED,
        {
            "siret": copy.place.siret,
            "like": copy.like.siret if copy.like else None,
            "services": sorted(service.code for service in copy.services),
            "rights": sorted(
                f"{right.person.ref} {right.service.code} {Level(right.level).code} {clock.stamp(right.valid_to)}"
                for right in copy.rights
            ),
        },
    )


@transaction.atomic
def welcome_establishment(event: RegisterEvent, *, like: Establishment | None, actor: Person) -> Copy:
    """Welcome a new establishment with the services and rights of `like`, or with none; one entry. What was given.

    A copy needs the actor's step-up for exactly what it gives (`act_of_welcome`), and a scope that holds both. Refused;
    RegisterEventSettled where it was answered; WrongState where the register told something else.
    """
    _require_kind(event, RegisterEvent.Kind.OPENED)
    assert event.establishment is not None
    return _welcome(event, event.establishment, like=like, actor=actor)


@transaction.atomic
def transfer_establishment(event: RegisterEvent, *, actor: Person) -> Copy:
    """Follow an establishment that moved: its services and rights are given on the new SIRET, in one entry.

    The former keeps its own, to be read; the register has closed it. Errors as `welcome_establishment`.
    """
    _require_kind(event, RegisterEvent.Kind.MOVED)
    assert event.other is not None
    return _welcome(event, event.other, like=event.establishment, actor=actor)


def ignore_register_event(event: RegisterEvent, *, actor: Person) -> None:
    """Put a news of the register aside: seen, nothing given, nothing ended; one entry."""
    ignore_register_events(event.organisation, told=[event], actor=actor)


@transaction.atomic
def ignore_register_events(
    organisation: Organisation, *, told: Sequence[RegisterEvent], actor: Person
) -> None:
    """Put several news of one body aside in one act and one entry; errors as `welcome_establishment`."""
    if not told or any(event.organisation_id != organisation.pk for event in told):
        raise WrongState("access.register_event_other")
    chain = hold_body(organisation)
    sirets = sorted({event.establishment.siret for event in told if event.establishment})
    require(Action.ESTABLISHMENT_WELCOME, organisation, actor=actor, sirets=sirets or None)
    for event in told:
        _require_waiting(event)
    at = clock.now()
    listed = [
        {
            "event": event.ref,
            "kind": event.kind,
            "siret": event.establishment.siret if event.establishment else None,
        }
        for event in told
    ]
    body = {"v": 1, "actor": actor.ref, "siren": organisation.siren, "events": listed}
    entry = journal.record(event=events.REGISTER_IGNORED, chains=[chain], at=at, body=body)
    for event in told:
        apply_settlement(event, settlement=RegisterEvent.Settlement.IGNORED, entry=entry.pk, at=at)


def _welcome(
    event: RegisterEvent, place: Establishment, *, like: Establishment | None, actor: Person
) -> Copy:
    organisation = event.organisation
    if any(one.organisation_id != organisation.pk for one in (place, like) if one is not None):
        raise WrongState("access.establishment_elsewhere")
    chain = hold_body(organisation)
    sirets = [one.siret for one in (place, like) if one is not None]
    require(Action.ESTABLISHMENT_WELCOME, organisation, actor=actor, sirets=sirets)
    _require_waiting(event)
    copy = foresee_copy(place, like=like, actor=actor)
    if like is not None:
        accounts.consume_step_up(actor, act_of_welcome(copy))
    at = clock.now()
    subscriptions, rights = _new_rows(copy, at)
    entry = journal.record(
        event=events.ESTABLISHMENT_WELCOMED,
        chains=[chain],
        at=at,
        body={
            "v": 1,
            "actor": actor.ref,
            "siren": organisation.siren,
            "siret": place.siret,
            "like": like.siret if like else None,
            "subscriptions": [subscription_body(row) for row in subscriptions],
            "grants": [grant_body(row) for row in rights],
        },
    )
    insert_subscriptions(subscriptions, entry=entry.pk)
    insert_rights(rights, entry=entry.pk)
    apply_settlement(event, settlement=RegisterEvent.Settlement.WELCOMED, entry=entry.pk, at=at)
    return copy


def _new_rows(copy: Copy, at: datetime) -> tuple[list[Subscription], list[Habilitation]]:
    """The rows of a copy, from now to the same ends."""
    subscriptions = [
        Subscription(ref=Ref.new(), establishment=copy.place, service=service, opened_at=at)
        for service in copy.services
    ]
    wanted = [
        Wanted(right.person, copy.place.siret, right.service, Level(right.level), right.valid_to)
        for right in copy.rights
    ]
    rights = [build_right(copy.place.organisation, row, at=at) for row in wanted]
    return subscriptions, rights


def _require_kind(event: RegisterEvent, kind: str) -> None:
    if event.kind != kind:
        raise WrongState("access.register_event_other")


def _require_waiting(event: RegisterEvent) -> None:
    event.refresh_from_db(fields=["settlement", "settled_at"])
    if event.settlement:
        raise RegisterEventSettled("registry.event_settled")
