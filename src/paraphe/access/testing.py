"""Bodies, people and rights for tests: made by the verbs, so that every row has its entry."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from paraphe.access import selectors, services
from paraphe.access.acts import (
    Grant,
    act_of_grant,
    act_of_invitation,
    act_of_removal,
    act_of_replacement,
    act_of_suspension,
)
from paraphe.access.models import Habilitation, Invitation, Membership, Suspension
from paraphe.access.services.administrators import Appointment, settle_appointment
from paraphe.access.services.guard import hold_body
from paraphe.access.vocabulary import Level
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up, make_person
from paraphe.kernel import clock
from paraphe.kernel.identifiers import luhn_sum
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation
from paraphe.registry.services import load_catalogue, mirror_establishment, mirror_organisation

YEAR = timedelta(days=365)
_numbers = itertools.count(1)


def with_key(digits: str) -> str:
    """The digits followed by the Luhn key that makes them valid."""
    return next(f"{digits}{key}" for key in range(10) if luhn_sum(f"{digits}{key}") % 10 == 0)


@dataclass
class Body:
    """A registered body with its administrator, and hands to do the usual acts."""

    organisation: Organisation
    administrator: Person
    places: list[Establishment]

    def service(self, code: str) -> registry.Service:
        """A service of the catalogue."""
        return registry.service_by_code(code)

    def invite(self, *, email: str, given_name: str, family_name: str) -> Invitation:
        """An invitation by the administrator."""
        names = {"email": email, "given_name": given_name, "family_name": family_name}
        give_step_up(self.administrator, act_of_invitation(self.organisation, **names))
        return services.invite_declarant(self.organisation, **names, actor=self.administrator)

    def add_declarant(self, *, given_name: str = "Odile", family_name: str = "Farge") -> Person:
        """A registered person with a second factor, invited and joined."""
        person, _ = make_person(given_name=given_name, family_name=family_name)
        self.join(person)
        return person

    def join(self, person: Person) -> Membership:
        """Invite a registered person, and accept for her."""
        invitation = self.invite(
            email=person.email, given_name=person.given_name, family_name=person.family_name
        )
        return services.accept_invitation(invitation, actor=person)

    def add_administrator(
        self, *, scope: Sequence[str] | None = None, family_name: str = "Kerbrat"
    ) -> Person:
        """Another administrator, of all or of some establishments."""
        person, _ = make_person(given_name="Samuel", family_name=family_name)
        services.appoint_administrator(
            self.organisation, person=person, actor=self.administrator, scope=scope
        )
        return person

    def grant(
        self,
        person: Person,
        *,
        level: Level = Level.SIGN,
        places: Sequence[Establishment] | None = (),
        codes: Sequence[str] = ("dsn",),
    ) -> list[Habilitation]:
        """Rights given by the administrator for a year; on the head office unless said otherwise, None for all."""
        grant = self.plan(person, level=level, places=places, codes=codes)
        return self.give(grant, actor=self.administrator)

    def plan(
        self,
        person: Person,
        *,
        level: Level = Level.SIGN,
        places: Sequence[Establishment] | None = (),
        codes: Sequence[str] = ("dsn",),
        valid_to: datetime | None = None,
    ) -> Grant:
        """A grant not yet given."""
        where = None if places is None else list(places) or [self.places[0]]
        offered = [self.service(code) for code in codes]
        return Grant(person, where, offered, level, valid_to or clock.now() + YEAR)

    def give(self, grant: Grant, *, actor: Person) -> list[Habilitation]:
        """Give it, with the proof of presence its actor owes."""
        give_step_up(actor, act_of_grant(self.organisation, grant))
        return services.grant_habilitations(self.organisation, grant=grant, actor=actor)

    def close(self, *rights: Habilitation, reason: str = "Départ") -> datetime:
        """Take rights back."""
        return services.close_habilitations(
            self.organisation, habilitations=rights, reason=reason, actor=self.administrator
        )

    def settle_by_key(self, person: Person) -> Membership:
        """Somebody who becomes administrator by a posted key, once the key is known to be right."""
        with transaction.atomic():
            plan = Appointment(person, None, "key")
            chain = hold_body(self.organisation)
            return settle_appointment(self.organisation, plan, chain=chain, actor=person.ref)

    def replace(self, leaver: Person, *, successor: Person, actor: Person) -> Membership:
        """The successor takes the leaver's place in one act, with the proof of presence its actor owes."""
        left = self.membership(leaver)
        give_step_up(actor, act_of_replacement(left, successor=successor))
        return services.replace_administrator(left, successor=successor, reason="Départ", actor=actor)

    def remove_administrator(self, person: Person, *, actor: Person) -> int:
        """An administrator removed, with the proof of presence its actor owes; the number of rights ended."""
        membership = self.membership(person)
        give_step_up(actor, act_of_removal(membership))
        return services.end_administrator(membership, reason="Départ", actor=actor)

    def membership(self, person: Person) -> Membership:
        """The running membership of someone who has one."""
        found = selectors.membership_of(self.organisation, person.pk)
        assert found is not None
        return found


def suspend(
    membership: Membership, *, cause: str = "absence", reason: str = "Congé", actor: Person
) -> Suspension:
    """A member put to sleep, with the proof of presence owed for an administrator."""
    if membership.is_administrator:
        give_step_up(actor, act_of_suspension(membership))
    return services.suspend_membership(membership, cause=cause, reason=reason, actor=actor)


def make_operator() -> Person:
    """A person of the operator's desk, who belongs to no body."""
    person, _ = make_person(given_name="Olga", family_name="Exploitant")
    services.appoint_operator(person)
    return person


def make_body(
    *,
    name: str = "Commune de Valbrune",
    places: int = 1,
    branch: str = "territorial",
    codes: Sequence[str] = ("dsn",),
) -> Body:
    """A body registered on a letter, its administrator Claire Maubert, its establishments using `codes`."""
    load_catalogue()
    siren = with_key(f"{21990000 + next(_numbers):08d}")
    organisation = mirror_organisation(siren=siren, name=name, branch=branch)
    made = [make_place(siren, number) for number in range(1, places + 1)]
    administrator, _ = make_person(given_name="Claire", family_name="Maubert")
    services.register_body(organisation, proof="designation-letter", proof_sha256="0" * 64, actor=None)
    services.appoint_administrator(organisation, person=administrator, actor=None)
    body = Body(organisation, administrator, made)
    if codes:
        offered = [body.service(code) for code in codes]
        services.open_subscriptions(
            organisation,
            establishments=made,
            services=offered,
            actor=administrator,
            charters=[service.charter_code for service in offered],
        )
    return body


def make_place(siren: str, number: int) -> Establishment:
    """The establishment of this number, the first one head office."""
    return mirror_establishment(
        siret=with_key(f"{siren}{number:04d}"),
        name="Mairie (siège)" if number == 1 else f"Établissement {number}",
        opened_on=date(2000, 1, 1),
        is_head_office=number == 1,
    )
