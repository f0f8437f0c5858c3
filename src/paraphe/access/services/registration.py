"""Opening a body's space: an application, then, on a proof, the registration and the first administrator (W1).

Until a proof passes the body has no registration, so every decision about it is no. Before that, what happens is
written on the applicant's own chain; the body's chain begins with its registration. Source: mission.md, « First
administrator of a body ».
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.db import transaction

from paraphe.access import events, registrations
from paraphe.access.errors import ApplicationRefused, UnknownArrival
from paraphe.access.models import AuthorityProof, BodyApplication, Letter, Membership
from paraphe.access.services.administrators import Appointment, settle_appointment
from paraphe.access.services.bodies import open_subscriptions, register_body
from paraphe.access.services.guard import hold_body
from paraphe.access.services.letters import queue_letter
from paraphe.access.services.proofs import close_proofs, running_proofs
from paraphe.access.transitions import APPLICATION
from paraphe.accounts import selectors as people
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref
from paraphe.registry.selectors import Establishment, Organisation, establishments_of, look_up, services_for
from paraphe_proof import jcs

OVERTAKEN = "Une autre personne a prouvé la première qu’elle agit pour l’organisme"
MOST_PEOPLE = 20
"""How many people one may prepare to invite."""


def require_open(place: Establishment) -> None:
    """ApplicationRefused where no space can be opened for the body of that establishment; says which of W1's cases."""
    organisation = place.organisation
    space = registrations.space_of(organisation)
    if space is not None:
        raise ApplicationRefused("access.space_closed" if space.closed_at else "access.space_open")
    outcome = look_up(place.siret).outcome
    if outcome == "closed":
        raise ApplicationRefused("access.place_closed")
    if outcome == "non-public" and not organisation.agent_kind:
        raise ApplicationRefused("access.body_not_public")
    if outcome == "undisclosed":
        raise ApplicationRefused("access.body_undisclosed")


def require_settled(*, actor: Person) -> None:
    """WrongState for a factor enrolled after a loss: it takes no power for a day."""
    until = people.standings([actor.pk])[actor.pk].restricted_until
    if until is not None and clock.now() < until:
        raise WrongState("access.candidacy_factor_fresh")


@transaction.atomic
def open_application(place: Establishment, *, actor: Person) -> BodyApplication:
    """Ask to open the space of the body of that establishment, the terms being accepted; ninety days.

    ApplicationRefused where it cannot be, or where the person has too many open. The person's own open application is
    given back as it is.
    """
    hold_body(place.organisation)
    mine = registrations.open_application(place.organisation, actor)
    if mine is not None:
        return mine
    require_open(place)
    chain = journal.chain_of_person(actor.ref)
    journal.lock_chains(chain)
    if (
        BodyApplication.objects.filter(person=actor, state__in=registrations.OPEN).count()
        >= registrations.MOST_OPEN
    ):
        raise ApplicationRefused("access.applications_many", most=registrations.MOST_OPEN)
    ref, at = Ref.new(), clock.now()
    body = {
        "v": 1,
        "actor": actor.ref,
        "siren": place.organisation.siren,
        "siret": place.siret,
        "person": actor.ref,
        "application": ref,
        "terms": registrations.TERMS_VERSION,
    }
    entry = journal.record(event=events.REGISTRATION_OPENED, chains=[chain], at=at, body=body)
    return BodyApplication.objects.create(
        ref=ref,
        organisation=place.organisation,
        establishment=place,
        person=actor,
        terms_version=registrations.TERMS_VERSION,
        opened_at=at,
        opened_entry=entry.pk,
        expires_at=at + registrations.APPLICATION_LASTS,
    )


@transaction.atomic
def prepare_application(
    application: BodyApplication, *, services: Sequence[str], guests: Sequence[dict[str, str]], actor: Person
) -> None:
    """Keep what the applicant will do once proved: services, people to invite. Private: nothing is recorded or given.

    Services not offered to the branch are dropped. WrongState where the application waits no more.
    """
    row = lock_own(application, actor=actor)
    row.state = APPLICATION.next(row.state, "prepare")
    offered = {service.code for service in services_for(row.organisation.branch)}
    kept = [{name: one[name] for name in ("given_name", "family_name", "email")} for one in guests]
    row.prepared = {"services": [s for s in services if s in offered], "people": kept[:MOST_PEOPLE]}
    row.save(update_fields=["state", "prepared"])


def lock_own(application: BodyApplication, *, actor: Person) -> BodyApplication:
    """The application, locked; UnknownArrival for anybody but the applicant."""
    rows = BodyApplication.objects.select_for_update(of=("self",))
    row = rows.select_related("organisation", "establishment", "person").get(pk=application.pk)
    if row.person_id != actor.pk:
        raise UnknownArrival("access.application_unknown")
    return row


@transaction.atomic
def withdraw_application(application: BodyApplication, *, actor: Person) -> None:
    """The applicant takes the application back; its proofs are void. WrongState where it waits no more."""
    chain = hold_applicants(application)
    row = lock_own(application, actor=actor)
    close_application(row, "withdraw", chain=chain, actor=actor.ref)


@transaction.atomic
def expire_application(application: BodyApplication) -> None:
    """The portal ends an application nobody proved in ninety days. WrongState where it waits no more, or still may."""
    chain = hold_applicants(application)
    row = lock_own(application, actor=application.person)
    APPLICATION.next(row.state, "expire")
    if clock.now() < row.expires_at:
        raise WrongState("access.not_due")
    close_application(row, "expire", chain=chain, actor="portal")


def hold_applicants(application: BodyApplication) -> Chain:
    """Hold the body and the chains of all its applicants at once; the applicant's own is given."""
    hold_body(application.organisation)
    own = journal.chain_of_person(application.person.ref)
    others = registrations.open_applications(application.organisation)
    journal.lock_chains(*{c.public: c for c in [own, *_chains_of(others)]}.values())
    return own


def _chains_of(applications: Sequence[BodyApplication]) -> list[Chain]:
    return [journal.chain_of_person(row.person.ref) for row in applications]


def close_application(row: BodyApplication, verb: str, *, chain: Chain, actor: str, reason: str = "") -> None:
    """Write the end of an application without effect, and its entry: its proofs and contests end with it."""
    row.state, at = APPLICATION.next(row.state, verb), clock.now()
    body = {
        "v": 1,
        "actor": actor,
        "siren": row.organisation.siren,
        "person": row.person.ref,
        "application": row.ref,
        "state": row.state,
    }
    body |= {"reason": reason} if reason else {}
    entry = journal.record(event=events.REGISTRATION_CLOSED, chains=[chain], at=at, body=body)
    close_proofs(running_proofs(row), "expire" if verb == "expire" else "withdraw")
    for contest in row.contests.filter(state="open"):
        close_proofs(running_proofs(contest), "withdraw")
    row.contests.filter(state="open").update(state="lapsed", closed_at=at, closed_entry=entry.pk)
    row.closed_at, row.closed_entry, row.reason = at, entry.pk, reason
    row.save(update_fields=["state", "closed_at", "closed_entry", "reason"])


def describe_proof(proof: AuthorityProof) -> str:
    """The fingerprint recorded with a registration: SHA-256 of the canonical description of the proof."""
    content: dict[str, Any] = {
        "proof": proof.ref,
        "kind": proof.kind,
        "siren": proof.organisation.siren,
        "person": proof.person.ref,
        "requested_at": clock.stamp(proof.requested_at),
        "document": proof.sha256 or None,
    }
    return hashlib.sha256(jcs.encode(content)).hexdigest()


def require_first(application: BodyApplication) -> None:
    """ApplicationRefused where somebody else opened the body's space meanwhile."""
    if registrations.space_of(application.organisation) is not None:
        raise ApplicationRefused("access.space_open")
    APPLICATION.next(application.state, "prove")


def settle_registration(application: BodyApplication, proof: AuthorityProof) -> Membership:
    """The proof has passed: the body is registered, the applicant is its first administrator, the seat is written to.

    A part of a verb that holds the body and every applicant (`hold_applicants`): the others are told in the same act.
    """
    organisation, person = application.organisation, application.person
    state = APPLICATION.next(application.state, "prove")
    chain = hold_body(organisation)
    space = register_body(organisation, proof=proof.kind, proof_sha256=describe_proof(proof), actor=person)
    plan = Appointment(person, None, "registration")
    membership = settle_appointment(organisation, plan, chain=chain, actor=person.ref)
    close_proofs(running_proofs(application), "withdraw")
    application.state, application.closed_at = state, space.registered_at
    application.closed_entry = space.registered_entry
    application.save(update_fields=["state", "closed_at", "closed_entry"])
    write_to_representative(organisation, application)
    for other in registrations.open_applications(organisation):
        if other.state == "pending":
            own = journal.chain_of_person(other.person.ref)
            close_application(other, "refuse", chain=own, actor="portal", reason=OVERTAKEN)
    return membership


def write_to_representative(organisation: Organisation, application: BodyApplication) -> None:
    """Queue the courtesy letter, by function, to the register's address of the seat; none where it has no address."""
    seat = registrations.seat_of(organisation)
    if seat is not None and registrations.has_address(seat):
        kind = Letter.Kind.COURTESY
        queue_letter(kind, organisation=organisation, establishment=seat, about=application)


@transaction.atomic
def open_prepared(application: BodyApplication, *, actor: Person) -> int:
    """Open the services prepared, on every open establishment, in one act; how many were opened.

    The page shows the charters of these services above its button, which accepts them.
    Refused where the actor does not administer the body. What was prepared is used up.
    """
    row = lock_own(application, actor=actor)
    codes = set(row.prepared.get("services", ()))
    services = [s for s in services_for(row.organisation.branch) if s.code in codes]
    places = [place for place in establishments_of(row.organisation) if place.closed_on is None]
    if not services or not places:
        return 0
    opened = open_subscriptions(
        row.organisation,
        establishments=places,
        services=services,
        actor=actor,
        charters=[service.charter_code for service in services],
    )
    row.prepared = {**row.prepared, "services": []}
    row.save(update_fields=["prepared"])
    return len(opened)
