"""The people of the matrix, one for each relation to the hospital, and the objects their addresses name.

Everything is made by the portal's own verbs on the fictional department; each person logs in by the pages.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from paraphe.access import selectors as access
from paraphe.access import services
from paraphe.access.links import mint_invitation_token
from paraphe.access.selectors import Invitation
from paraphe.access.testing import Body
from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import PASSWORD, give_step_up, login, make_newcomer, make_person
from paraphe.cli.demo.seed import department
from paraphe.declarations import services as services_of_files
from paraphe.declarations.selectors import Draft, Filing
from paraphe.declarations.testing import make_file
from paraphe.registry import selectors as registry

HOSPITAL, COMMUNE = "269900015", "219904125"
HELENE = "helene.guivarch@ch-haute-mereuse.example"
YANIS = "yanis.delorme@ch-haute-mereuse.example"
CLAIRE = "claire.maubert@valbrune.example"
NADIA = "nadia.belkhir@valbrune.example"


@dataclass
class Cast:
    """The hospital, who stands where to it, and what its addresses are about."""

    body: Body
    people: dict[str, Person]
    refs: dict[str, Any]
    clients: dict[str, Client] = field(default_factory=dict)

    def invite_someone(self) -> str:
        """A fresh invitation, since taking one back ends it; its reference."""
        person, _ = make_person(given_name="Ida", family_name="Nox")
        invitation = self.body.invite(email=person.email, given_name="Ida", family_name="Nox")
        return invitation.ref

    @staticmethod
    def token_of(invitation: Invitation) -> str:
        """The token of the link that is mailed."""
        return mint_invitation_token(invitation)


def raise_cast() -> Cast:
    """Everyone at their place: the administrator's people come first, the one who leaves last."""
    organisation = registry.organisation_by_siren(HOSPITAL)
    places = registry.establishments_of(organisation)
    body = Body(organisation, find(HELENE), places)
    people = {
        "administrator": find(HELENE),
        "scoped": body.add_administrator(scope=[places[5].siret], family_name="Portee"),
        "entitled": find(YANIS),
        "sibling": body.add_declarant(given_name="Sidonie", family_name="Ailleurs"),
        "unentitled": body.add_declarant(given_name="Ursule", family_name="Sans"),
        "foreign": find(CLAIRE),
        "removed": body.add_declarant(given_name="Rémi", family_name="Parti"),
        "no_factor": make_newcomer(given_name="Noé", family_name="Facteur"),
    }
    body.grant(people["sibling"], places=[places[2]])
    body.grant(people["removed"], places=[places[0]])
    services.end_membership(body.membership(people["removed"]), reason="Départ", actor=body.administrator)
    return Cast(body, people, _name_objects(body, people))


def find(email: str) -> Person:
    """Someone of the department."""
    person = accounts.person_by_email(email)
    assert person is not None, email
    return person


def deposit(body: Body, person: Person, content: bytes) -> Draft:
    """A file received from the person."""
    return services_of_files.receive_file(
        body.organisation, name="paie.dsn", stream=io.BytesIO(content), actor=person
    )


def sign(draft: Draft, person: Person) -> Filing:
    """The file frozen, then signed by the person, who proves her presence for it."""
    ceremony = services_of_files.freeze_draft(draft, actor=person)
    give_step_up(person, services_of_files.act_of_filing(ceremony))
    return services_of_files.file_declaration(draft, ceremony=ceremony.ref, actor=person)


def _name_objects(body: Body, people: Mapping[str, Person]) -> dict[str, Any]:
    """Objects of the hospital and of Yanis, who may sign for its head office."""
    yanis, newcomer = people["entitled"], people["no_factor"]
    head = body.places[0].siret
    draft = deposit(body, yanis, make_file([head], month="2026-10"))
    filing = sign(deposit(body, yanis, make_file([head], month="2026-09")), yanis)
    names = {"given_name": newcomer.given_name, "family_name": newcomer.family_name}
    invitation = body.invite(email=newcomer.email, **names)
    right = access.rights_of(body.organisation, yanis.pk)[0]
    return {
        "body_ref": body.organisation.ref,
        "person_ref": yanis.ref,
        "invitation_ref": invitation.ref,
        "right_ref": right.ref,
        "entry": right.granted_entry,
        "draft_ref": draft.ref,
        "filing_ref": filing.ref,
        "ref": accounts.active_credentials(yanis)[0].ref,
        "token": mint_invitation_token(invitation),
        "key": "absente",
        "act": "ajouter-declarant",
        "name": "absent",
        "session_id": 0,
    }


def enter_all(cast: Cast) -> None:
    """Everyone logs in by the pages; `anonymous` does not, `no_factor` has only a password to give."""
    passwords = {person.pk: department()["password"] for person in map(find, (HELENE, YANIS, CLAIRE))}
    for relation, person in cast.people.items():
        client = cast.clients[relation] = Client()
        if relation == "no_factor":
            client.post("/compte/connexion/", {"email": person.email, "password": PASSWORD})
        else:
            login(client, person, password=passwords.get(person.pk, PASSWORD))
    cast.clients["anonymous"] = Client()
    session = cast.clients["entitled"].get("/compte/sessions/").context["sessions"][0]
    cast.refs["session_id"] = session.id
