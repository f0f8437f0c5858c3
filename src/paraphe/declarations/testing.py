"""A small office for tests, made by the verbs: a body, its administrator, a clerk, and files to deposit."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from paraphe.access import acts
from paraphe.access import selectors as access_reads
from paraphe.access import services as access
from paraphe.access.acts import Grant
from paraphe.access.vocabulary import Level
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up, make_person
from paraphe.declarations.dsn.generate import Spec, write
from paraphe.declarations.models import Draft, Filing
from paraphe.declarations.services import act_of_filing, file_declaration, freeze_draft, receive_file
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry import services as mirror
from paraphe.registry.selectors import Establishment, Organisation

VALBRUNE = ("219904125", "Commune de Valbrune", ("21990412500016", "21990412500024"))
MEREUSE = ("289900011", "Centre de gestion de la Mereuse", ("28990001100015",))


@dataclass
class Past:
    """An instant of an hour ago that moves forward at each act: times are certified to the second."""

    at: datetime = field(default_factory=lambda: clock.now() - timedelta(hours=1))

    @contextmanager
    def act(self) -> Iterator[None]:
        """Run an act of set-up, two seconds after the one before; none comes after what is done in the present."""
        self.at += timedelta(seconds=2)
        with clock.freeze(self.at):
            yield


@contextmanager
def present(office: "Office") -> Iterator[None]:
    """Set-up acts inside the block happen now, after what was done in the present."""
    before, office.past.at = office.past.at, clock.now() - timedelta(seconds=2)
    try:
        yield
    finally:
        office.past.at = before


@dataclass(frozen=True)
class Office:
    """A body at work; the clerk is a declarant with a second factor and no right yet."""

    organisation: Organisation
    places: Sequence[Establishment]
    administrator: Person
    clerk: Person
    past: Past

    @property
    def ref(self) -> str:
        """The body's reference in addresses."""
        return self.organisation.ref

    def sirets(self) -> tuple[str, ...]:
        """Its establishments."""
        return tuple(place.siret for place in self.places)


def make_office(body: tuple[str, str, tuple[str, ...]] = VALBRUNE) -> Office:
    """Register a body, name its administrator, open the DSN everywhere, bring a declarant; all an hour ago."""
    past = Past()
    with past.act():
        organisation = _mirror(*body)
        administrator, _ = make_person(given_name="Claire", family_name="Maubert")
        access.register_body(organisation, proof="official-mailbox", proof_sha256="0" * 64, actor=None)
        access.appoint_administrator(organisation, person=administrator, actor=None)
        places = registry.establishments_of(organisation)
        dsn = registry.service_by_code("dsn")
        access.open_subscriptions(
            organisation,
            establishments=places,
            services=[dsn],
            actor=administrator,
            charters=[dsn.charter_code],
        )
    office = Office(organisation, places, administrator, administrator, past)
    return replace(office, clerk=bring_declarant(office))


def _mirror(siren: str, name: str, sirets: tuple[str, ...]) -> Organisation:
    mirror.load_catalogue()
    organisation = mirror.mirror_organisation(siren=siren, name=name, branch="territorial")
    for rank, siret in enumerate(sirets):
        label = "Annexe" if rank else "Siège"
        mirror.mirror_establishment(
            siret=siret, name=label, opened_on=date(2000, 1, 1), is_head_office=not rank
        )
    return organisation


def bring_declarant(office: Office, *, given_name: str = "Nadia", family_name: str = "Belkhir") -> Person:
    """Invite a person with a second factor, who joins."""
    with office.past.act():
        person, _ = make_person(given_name=given_name, family_name=family_name)
        names = {"email": person.email, "given_name": given_name, "family_name": family_name}
        give_step_up(office.administrator, acts.act_of_invitation(office.organisation, **names))
        invitation = access.invite_declarant(office.organisation, **names, actor=office.administrator)
        access.accept_invitation(invitation, actor=person)
    return person


def grant(
    office: Office, level: Level, *, places: Sequence[Establishment] | None = None, to: Person | None = None
) -> None:
    """Give the clerk (or `to`) a right on the DSN for these places, the first one by default."""
    with office.past.act():
        given = Grant(
            person=to or office.clerk,
            establishments=office.places[:1] if places is None else places,
            services=[registry.service_by_code("dsn")],
            level=level,
            valid_to=clock.now() + timedelta(days=365),
        )
        give_step_up(office.administrator, acts.act_of_grant(office.organisation, given))
        access.grant_habilitations(office.organisation, grant=given, actor=office.administrator)


def close_rights(office: Office, *, siret: str | None = None, reason: str = "Changement de poste") -> None:
    """End every running right of the clerk, or those of one establishment."""
    rights = access_reads.rights_of(office.organisation, office.clerk.pk)
    running = [r for r in rights if r.closed_at is None and siret in (None, r.siret_text)]
    access.close_habilitations(
        office.organisation, habilitations=running, reason=reason, actor=office.administrator
    )


def make_file(
    sirets: Sequence[str],
    *,
    employees: int = 3,
    fault: str | None = None,
    test: bool = False,
    month: str = "2026-10",
) -> bytes:
    """A synthetic DSN for these establishments."""
    stream = io.BytesIO()
    spec = Spec(employees=employees, sirets=tuple(sirets), fault=fault, test=test, month=month)
    write(stream, spec)
    return stream.getvalue()


def deposit(office: Office, content: bytes, *, actor: Person | None = None) -> Draft:
    """Deposit a file as the clerk."""
    return receive_file(
        office.organisation, name="declaration.dsn", stream=io.BytesIO(content), actor=actor or office.clerk
    )


def sign(office: Office, draft: Draft, *, actor: Person | None = None) -> Filing:
    """Freeze, prove presence and file, as the clerk."""
    person = actor or office.clerk
    ceremony = freeze_draft(draft, actor=person)
    give_step_up(person, act_of_filing(ceremony))
    return file_declaration(draft, ceremony=ceremony.ref, actor=person)
