"""Opening a body's space, and the services its establishments use."""

from collections.abc import Collection, Sequence

from django.db import transaction

from paraphe.access import events
from paraphe.access.errors import RightUnsound
from paraphe.access.models import BodyRegistration, Subscription
from paraphe.access.services.guard import hold_body, require
from paraphe.access.vocabulary import STRENGTHS, Action
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref
from paraphe.registry.selectors import Establishment, Organisation, Service


@transaction.atomic
def register_body(
    organisation: Organisation, *, proof: str, proof_sha256: str, actor: Person | None
) -> BodyRegistration:
    """Open the body's space on one proof; `actor` None is the operator. WrongState where it is open already.

    The proof itself is judged by the caller; its kind, strength and fingerprint are recorded.
    """
    chain = hold_body(organisation)
    if BodyRegistration.objects.filter(organisation=organisation).exists():
        raise WrongState("access.body_registered_already")
    at, ref = clock.now(), Ref.new()
    entry = journal.record(
        event=events.BODY_REGISTERED,
        chains=[chain],
        at=at,
        body={
            "v": 1,
            "actor": _ref(actor),
            "siren": organisation.siren,
            "name": organisation.name,
            "proof": {"kind": proof, "strength": STRENGTHS[proof], "sha256": proof_sha256},
        },
    )
    return BodyRegistration.objects.create(
        ref=ref,
        organisation=organisation,
        proof=proof,
        proof_sha256=proof_sha256,
        registered_at=at,
        registered_entry=entry.pk,
    )


@transaction.atomic
def open_subscriptions(
    organisation: Organisation,
    *,
    establishments: Sequence[Establishment],
    services: Sequence[Service],
    actor: Person,
    charters: Collection[str] = (),
) -> list[Subscription]:
    """Let establishments use services, those already open left as they are.

    `charters` are the codes of the charters accepted in this act (`Service.charter_code`); its entry says which.
    RightUnsound where the branch is not offered a service, or where the charter of one that opens is not accepted.
    """
    chain = hold_body(organisation)
    require(Action.SUBSCRIPTION_OPEN, organisation, actor=actor, sirets=[e.siret for e in establishments])
    for service in services:
        if organisation.branch not in service.branches:
            raise RightUnsound("access.service_not_offered", service=service.code)
    already = set(
        Subscription.objects.filter(establishment__in=establishments, closed_at__isnull=True).values_list(
            "establishment_id", "service_id"
        )
    )
    at = clock.now()
    fresh = [
        Subscription(ref=Ref.new(), establishment=establishment, service=service, opened_at=at)
        for establishment in establishments
        for service in services
        if (establishment.pk, service.pk) not in already
    ]
    if not fresh:
        return []
    accepted = _accepted_charters([row.service for row in fresh], charters)
    entry = journal.record(
        event=events.SUBSCRIPTION_OPENED,
        chains=[chain],
        at=at,
        body={
            "v": 1,
            "actor": actor.ref,
            "siren": organisation.siren,
            "subscriptions": [subscription_body(row) for row in fresh],
            **({"charters": accepted} if accepted else {}),
        },
    )
    return insert_subscriptions(fresh, entry=entry.pk)


def _accepted_charters(services: Sequence[Service], charters: Collection[str]) -> list[str]:
    """The charters of the services that open, each accepted; RightUnsound for the first that is not."""
    needed = {service.charter_code: service for service in services if service.charter_code}
    for code, service in needed.items():
        if code not in charters:
            raise RightUnsound("access.charter_unaccepted", field="accept", service=service.name)
    return sorted(needed)


@transaction.atomic
def close_subscriptions(
    organisation: Organisation, *, subscriptions: Sequence[Subscription], reason: str, actor: Person
) -> None:
    """Establishments stop using services, at once and in one entry; the rights on them wait, and open nothing.

    WrongState where one is closed already. What was signed stays valid at its date.
    """
    chain = hold_body(organisation)
    keys = [row.pk for row in subscriptions]
    rows = list(
        Subscription.objects.select_for_update(of=("self",))
        .filter(pk__in=keys, establishment__organisation=organisation, closed_at=None)
        .select_related("establishment", "service")
        .order_by("pk")
    )
    if not rows or len(rows) != len(set(keys)):
        raise WrongState("access.subscription_closed")
    sirets = sorted({row.establishment.siret for row in rows})
    require(Action.SUBSCRIPTION_CLOSE, organisation, actor=actor, sirets=sirets)
    at = clock.now()
    entry = journal.record(
        event=events.SUBSCRIPTION_CLOSED,
        chains=[chain],
        at=at,
        body={
            "v": 1,
            "actor": actor.ref,
            "siren": organisation.siren,
            "subscriptions": sorted(row.ref for row in rows),
            "reason": reason,
        },
    )
    Subscription.objects.filter(pk__in=keys).update(closed_at=at, closed_entry=entry.pk)


def subscription_body(row: Subscription) -> dict[str, str]:
    """A subscription as its entry says it."""
    return {"subscription": row.ref, "siret": row.establishment.siret, "service": row.service.code}


def insert_subscriptions(rows: list[Subscription], *, entry: int) -> list[Subscription]:
    """Write subscriptions that an entry opens."""
    for row in rows:
        row.opened_entry = entry
    return Subscription.objects.bulk_create(rows)


def _ref(actor: Person | None) -> str:
    return "operator" if actor is None else actor.ref
