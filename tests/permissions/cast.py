"""The people of the matrix, one for each relation to the hospital, and the objects their addresses name.

Everything is made by the portal's own verbs on the fictional department; each person logs in by the pages.
"""

import io
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.test import Client
from django.utils.timezone import localdate

from paraphe.access import selectors as access
from paraphe.access import services
from paraphe.access.candidacies import Candidacy
from paraphe.access.candidacy_acts import COOPTATION, CandidacyPlan, act_of_candidacy
from paraphe.access.changes import Change, Wanted, act_of_change
from paraphe.access.links import mint_invitation_token
from paraphe.access.requests import RequestPlan
from paraphe.access.selectors import BodyApplication, Invitation
from paraphe.access.services import proving, request_recovery_key
from paraphe.access.services.contests import open_contest
from paraphe.access.services.registration import hold_applicants, open_application
from paraphe.access.testing import Body, with_key
from paraphe.access.tokens import READ, act_of_token
from paraphe.access.vocabulary import Level
from paraphe.accounts import selectors as accounts
from paraphe.accounts import services as accounts_verbs
from paraphe.accounts.selectors import EmailChange, Person
from paraphe.accounts.testing import PASSWORD, give_step_up, login, make_newcomer, make_person
from paraphe.accounts.vocabulary import CHANGE_EMAIL
from paraphe.cli.demo.seed import department
from paraphe.declarations import services as services_of_files
from paraphe.declarations.selectors import Draft, Filing
from paraphe.declarations.testing import make_file
from paraphe.helpdesk import selectors as tickets
from paraphe.helpdesk.pieces import accept_piece
from paraphe.helpdesk.services import Context, NewTicket, open_ticket
from paraphe.journal.sequencer import include_pending
from paraphe.kernel import clock
from paraphe.kernel.identifiers import Ref
from paraphe.notifications.selectors import Notice
from paraphe.notifications.services import read_journal
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.registry.testing import open_place
from paraphe.upkeep.reviewing import live_items
from paraphe.upkeep.services import Decided, announce_handover, open_review, save_decisions, sign_review

HOSPITAL, COMMUNE = "269900015", "219904125"
HELENE = "helene.guivarch@ch-haute-mereuse.example"
YANIS = "yanis.delorme@ch-haute-mereuse.example"
CLAIRE = "claire.maubert@valbrune.example"
AUDE = "aude.perrin@cga-mereuse.example"
THIERRY = "thierry.lascombes@cdg99.example"
NADIA = "nadia.belkhir@valbrune.example"
OLGA = "olga.vasseur@paraphe.example"
UNOPENED, UNOPENED_HOSPITAL = "219904133", "269900023"
LETTER = b"%PDF-1.7\n%%EOF"


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
        "operator": find(OLGA),
    }
    body.grant(people["sibling"], places=[places[2]])
    body.grant(people["removed"], places=[places[0]])
    services.end_membership(body.membership(people["removed"]), reason="Départ", actor=body.administrator)
    refs = _name_objects(body, people) | _name_arrivals(body, people) | _name_questions(body, people)
    refs |= _name_review(body, people["unentitled"])
    refs = {"proposal_ref": Ref.new()} | refs | _name_token(body, people["entitled"])
    refs |= _name_request(body, people["entitled"])
    refs |= _name_file(body)
    refs |= _name_proposal(body, people["unentitled"])
    return Cast(body, people, refs | {"notice_ref": read_news(people["entitled"])})


def _name_proposal(body: Body, person: Person) -> dict[str, str]:
    """A profile of the hospital, and a right on the DPAE that Hélène proposes and another must confirm."""
    content, helene = [{"service": "dpae", "level": "sign"}], body.administrator
    profile = services.save_profile(body.organisation, name="Embauche", content=content, actor=helene)
    services.choose_four_eyes(body.organisation, services=[body.service("dpae")], actor=helene)
    until = clock.now() + timedelta(days=90)
    wanted = Wanted(person, body.places[0].siret, body.service("dpae"), Level.SIGN, until)
    change = Change("grant", grants=[wanted])
    give_step_up(helene, act_of_change(body.organisation, change))
    pending = services.propose_change(body.organisation, change=change, actor=helene)
    return {"profile_ref": profile.ref, "proposal_ref": pending.ref, "code": "dsn"}


def _name_token(body: Body, person: Person) -> dict[str, str]:
    """A token of the API, of the person."""
    membership = body.membership(person)
    give_step_up(person, act_of_token(membership, name="Paie", abilities=[READ], lasts_days=7))
    row, _ = services.open_token(membership, name="Paie", abilities=[READ], lasts_days=7, actor=person)
    return {"token_ref": row.ref}


def _name_file(body: Body) -> dict[str, str]:
    """A file of rights that the administrator sent, checked."""
    content = "Adresse électronique;SIRET;Service;Niveau\r\n;tous;dsn;signer\r\n".encode()
    file = services.receive_file(
        body.organisation,
        content=content,
        filename="droits.csv",
        complete=False,
        actor=body.administrator,
    )
    services.check_file(file.ref)
    return {"file_ref": file.ref}


def _name_request(body: Body, person: Person) -> dict[str, str]:
    """A right the person asks for, on another establishment than hers."""
    plan = RequestPlan(body.places[1].siret, body.service("dsn"), Level.PREPARE, "Remplacement")
    draft = services.save_request_draft(body.organisation, plan=plan, actor=person)
    row = services.send_request(draft, actor=person)
    return {"request_ref": row.ref, "establishment_ref": body.places[1].ref}


def find(email: str) -> Person:
    """Someone of the department."""
    person = accounts.person_by_email(email)
    assert person is not None, email
    return person


def read_news(person: Person) -> str:
    """The journal read as the worker reads it; the reference of what the person was told first."""
    include_pending()
    for _ in range(50):  # beside a running worker, whoever holds the cursor reads
        read_journal()
        notice = Notice.objects.filter(recipient=person.ref).order_by("pk").first()
        if notice is not None:
            return notice.ref
        time.sleep(0.1)
    raise AssertionError("nobody told the person anything")


def ask_new_address(person: Person) -> EmailChange:
    """A sole administrator asks for another address."""
    give_step_up(person, CHANGE_EMAIL)
    return accounts_verbs.ask_email_change(person, email="aude.perrin@autre.example", actor=person)


def apply_for(siren: str, person: Person) -> BodyApplication:
    """The person asks to open the space of a body, from its head office."""
    seat = registry.establishments_of(registry.organisation_by_siren(siren))[0]
    return open_application(seat, actor=person)


def ask_to_administer(organisation: Organisation, person: Person) -> Candidacy:
    """The person asks the accord of the administrators, for the whole body."""
    plan = CandidacyPlan(None, COOPTATION)
    give_step_up(person, act_of_candidacy(organisation, plan))
    return services.propose_candidacy(organisation, plan=plan, actor=person)


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
        "act_ref": _last_act_of(body),
        "draft_ref": draft.ref,
        "filing_ref": filing.ref,
        "ref": accounts.active_credentials(yanis)[0].ref,
        "token": mint_invitation_token(invitation),
        "key": "absente",
        "act": "ajouter-declarant",
        "organisation_ref": body.organisation.ref,
        "name": "absent",
        "session_id": 0,
    }


def _name_review(body: Body, kept: Person) -> dict[str, Any]:
    """A review of the hospital under way, of which Hélène has signed one line."""
    review, helene = open_review(body.organisation, actor=None), body.administrator
    found = [item for item in live_items(review) if item.membership.person_id == kept.pk]
    save_decisions(review, decisions={item.pk: Decided("keep") for item in found}, actor=helene)
    return {"review_ref": review.ref, "report_ref": sign_review(review, actor=helene).ref}


def _last_act_of(body: Body) -> str:
    """The last act on rights of the administrator: she can still undo it."""
    act = access.undoable_act(body.organisation, actor=body.administrator.pk)
    assert act is not None
    return act.ref


def _name_arrivals(body: Body, people: Mapping[str, Person]) -> dict[str, Any]:
    """People who ask to administer: Yanis for two bodies nobody opened, Ursule for the hospital; Hélène who leaves."""
    yanis, ursule, helene = people["entitled"], people["unentitled"], people["administrator"]
    application, contested = apply_for(UNOPENED, yanis), apply_for(UNOPENED_HOSPITAL, yanis)
    proof = proving.request_proof(application, kind="designation-letter", actor=yanis, content=LETTER)
    key = proving.request_proof(application, kind="posted-key", actor=yanis)
    commune = registry.organisation_by_siren(COMMUNE)
    with transaction.atomic():
        contest = open_contest(contested, reason="Inconnu", chain=hold_applicants(contested), actor=None)
    return {
        "application_ref": application.ref,
        "proof_ref": proof.ref,
        "letter_ref": key.letters.get().ref,
        "contest_ref": contest.ref,
        "candidacy_ref": ask_to_administer(body.organisation, ursule).ref,
        "handover_ref": announce_handover(
            body.membership(helene), leaves_on=localdate(), reason="Retraite", actor=helene
        ).ref,
        "event_ref": open_place(with_key(f"{HOSPITAL}0041")).ref,
        "change_ref": ask_new_address(find(AUDE)).ref,
        "recovery_ref": request_recovery_key(find(THIERRY)).ref,
        "withdrawn": {
            "access:candidacy_withdraw": {"candidacy_ref": ask_to_administer(commune, ursule).ref},
            "access:withdraw_application": {"application_ref": apply_for(UNOPENED, ursule).ref},
        },
    }


def _name_questions(body: Body, people: Mapping[str, Person]) -> dict[str, Any]:
    """A question of Yanis with a file, and an entry of the help."""
    asked = NewTicket(Ref.new(), "Une question", "Comment faire ?", Context(organisation=body.organisation))
    ticket = open_ticket(asked, pieces=[accept_piece("note.txt", b"bonjour")], actor=people["entitled"])
    piece = tickets.messages_of(ticket)[0].pieces.get()
    return {"ticket_ref": ticket.ref, "piece_ref": piece.ref, "slug": "signer", "verb": "completer"}


def enter_all(cast: Cast) -> None:
    """Everyone logs in by the pages; `anonymous` does not, `no_factor` has only a password to give."""
    passwords = {person.pk: department()["password"] for person in map(find, (HELENE, YANIS, CLAIRE, OLGA))}
    for relation, person in cast.people.items():
        client = cast.clients[relation] = Client()
        if relation == "no_factor":
            client.post("/compte/connexion/", {"email": person.email, "password": PASSWORD})
        else:
            login(client, person, password=passwords.get(person.pk, PASSWORD))
    cast.clients["anonymous"] = Client()
    session = cast.clients["entitled"].get("/compte/sessions/").context["sessions"][0]
    cast.refs["session_id"] = session.id
