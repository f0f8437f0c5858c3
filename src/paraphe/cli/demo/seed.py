"""Loading the fictional department by the portal's own verbs, at instants of its past.

Every act goes through the verb a page would call, with a real one-time code of its moment: nothing is written beside
the verbs, so the department's rights verify like any other.
"""

import hashlib
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib import resources
from typing import Any

from django.test import RequestFactory

from paraphe.access import acts
from paraphe.access import services as access
from paraphe.access.acts import DEFAULT_LASTS, Grant
from paraphe.access.vocabulary import Level
from paraphe.accounts import selectors as people
from paraphe.accounts import services as accounts
from paraphe.accounts import totp
from paraphe.accounts.selectors import Person
from paraphe.journal.sequencer import include_pending
from paraphe.kernel import clock
from paraphe.kernel.identifiers import luhn_sum
from paraphe.notifications.services import start_reading_here
from paraphe.registry import selectors as registry
from paraphe.registry import services as mirror
from paraphe.registry.selectors import Establishment, Organisation
from paraphe.web.demo import mark_demo

OPENED = 4000


@cache
def department() -> dict[str, Any]:
    """The description of the department."""
    return tomllib.loads(resources.files(__package__).joinpath("department.toml").read_text("utf-8"))


class Past:
    """An instant of the past that only moves forward, one step of one-time codes at each act."""

    def __init__(self, days: int) -> None:
        self.at = datetime.now(UTC) - timedelta(days=days)

    @contextmanager
    def act(self) -> Iterator[datetime]:
        """Run one act at the next step."""
        self.at += timedelta(seconds=totp.STEP)
        with clock.freeze(self.at):
            yield self.at


def seed_department() -> None:
    """Fill an empty database with the department and mark it as a demonstration; its past sends no mail."""
    mark_demo()
    mirror.load_catalogue()
    for body in department()["body"]:
        _mirror_body(body)
    newcomers = Past(days=360)
    for email, (given_name, family_name) in department()["people"].items():
        if not any(email in body["declarants"] for body in department()["body"]):
            with newcomers.act():
                person = accounts.apply_new_person(
                    email=email, given_name=given_name, family_name=family_name
                )
            _complete(person, newcomers)
    for email in department()["operators"]:
        with newcomers.act():
            access.appoint_operator(_person(email))
    for body in department()["body"]:
        if "registered" in body:
            _open_body(body)
    for grant in sorted(department()["grant"], key=lambda grant: -grant["days"]):
        _grant(grant)
    with clock.freeze(datetime.now(UTC) - timedelta(days=2)):
        for email in department()["people"]:
            accounts.show_activity(_person(email))
    include_pending()
    start_reading_here()


def _mirror_body(body: dict[str, Any]) -> None:
    mirror.mirror_organisation(
        siren=body["siren"],
        name=body["name"],
        branch=body["branch"],
        agent_kind=body.get("agent_kind", ""),
        mailbox=body["mailbox"],
    )
    opened = (datetime.now(UTC) - timedelta(days=OPENED)).date()
    for position, (siret, name, *address) in enumerate(_places(body)):
        mirror.mirror_establishment(
            siret=siret,
            name=name,
            opened_on=opened,
            is_head_office=position == 0,
            address=(address[0], address[1], address[2]),
        )


def _places(body: dict[str, Any]) -> list[list[str]]:
    """SIRET, name, street, postcode and city of each establishment, the head office first."""
    if "numbered" not in body:
        return list(body["establishments"])
    numbered = body["numbered"]
    names = [
        numbered["first"],
        *(f"{numbered['name']} {number:02d}" for number in range(2, numbered["count"] + 1)),
    ]
    return [
        [_siret(body["siren"], number), name, f"{number} avenue des Soins", "99100", "Sainte-Odile"]
        for number, name in enumerate(names, start=1)
    ]


def _siret(siren: str, number: int) -> str:
    return next(text for digit in range(10) if luhn_sum(text := f"{siren}{number:04d}{digit}") % 10 == 0)


def _complete(person: Person, past: Past) -> Person:
    """Finish an account: names, password, an authentication application, each by its verb."""
    with past.act():
        person = accounts.register_person(
            person,
            given_name=person.given_name,
            family_name=person.family_name,
            password=department()["password"],
        )
    with past.act():
        secret = totp.new_secret()
        code = totp.code_at(secret, totp.counter_now())
        accounts.enrol_totp(person=person, secret=secret, code=code, actor=person)
    return person


def prove(person: Person, act: str) -> None:
    """Prove presence for an act by the person's code of this moment."""
    request = RequestFactory().post("/")
    request.user = person
    accounts.prove_presence(request=request, act=act, code=accounts.current_totp(person.email))


def _open_body(body: dict[str, Any]) -> None:
    organisation = registry.organisation_by_siren(body["siren"])
    past = Past(days=body["registered"]["days"])
    proof = f"Preuve d’inscription de {organisation.name}".encode()
    with past.act():
        access.register_body(
            organisation,
            proof=body["registered"]["proof"],
            proof_sha256=hashlib.sha256(proof).hexdigest(),
            actor=None,
        )
    first, *others = [_person(email) for email in body["administrators"]]
    with past.act():
        access.appoint_administrator(organisation, person=first, actor=None)
    for other in others:
        with past.act():
            access.appoint_administrator(organisation, person=other, actor=first)
    services = [registry.service_by_code(code) for code in body["services"]]
    with past.act():
        access.open_subscriptions(
            organisation,
            establishments=registry.establishments_of(organisation),
            services=services,
            actor=first,
            charters=[service.charter_code for service in services],
        )
    for email in body["declarants"]:
        _bring(organisation, email, actor=first, past=past)


def _bring(organisation: Organisation, email: str, *, actor: Person, past: Past) -> None:
    """Invite a declarant, who completes her account and joins."""
    given_name, family_name = department()["people"][email]
    names = {"email": email, "given_name": given_name, "family_name": family_name}
    with past.act():
        prove(actor, acts.act_of_invitation(organisation, **names))
        invitation = access.invite_declarant(organisation, **names, actor=actor)
    person = _complete(invitation.person, past)
    with past.act():
        access.accept_invitation(invitation, actor=person)


def _grant(grant: dict[str, Any]) -> None:
    organisation = registry.organisation_by_siren(grant["siren"])
    actor = _person(grant["by"])
    with Past(days=grant["days"]).act() as at:
        given = Grant(
            person=_person(grant["to"]),
            establishments=_granted_places(organisation, grant["places"]),
            services=[registry.service_by_code(grant["service"])],
            level=Level.of(grant["level"]),
            valid_to=at + DEFAULT_LASTS,
        )
        prove(actor, acts.act_of_grant(organisation, given))
        access.grant_habilitations(organisation, grant=given, actor=actor)


def _granted_places(organisation: Organisation, places: str | list[int]) -> list[Establishment] | None:
    establishments = registry.establishments_of(organisation)
    if isinstance(places, str):
        return None if places == "all" else establishments
    return [establishments[position] for position in places]


def _person(email: str) -> Person:
    person = people.person_by_email(email)
    assert person is not None, email
    return person
