"""One body and everybody who may hear of it, with a row of each kind that entries speak of."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from paraphe.access import events as access
from paraphe.access.changes import Change, pack_change
from paraphe.access.selectors import (
    AccessRequest,
    ApiToken,
    AuthorityProof,
    BodyApplication,
    BulkChange,
    Candidacy,
    Contest,
    Habilitation,
    Invitation,
    Letter,
    PendingChange,
)
from paraphe.access.testing import Body, make_body, make_operator
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import make_person
from paraphe.helpdesk.services import NewTicket, open_ticket
from paraphe.journal import services as journal
from paraphe.journal.models import Entry, Place
from paraphe.kernel import clock
from paraphe.kernel.identifiers import Ref
from paraphe.notifications import services
from paraphe.upkeep.services import announce_handover, name_successor

MEMBERSHIP = {"membership": "m" * 20}
BESIDE: dict[str, dict[str, Any]] = {
    access.ADMINISTRATOR_APPOINTED: {**MEMBERSHIP, "scope": None},
    access.DECLARANT_JOINED: {**MEMBERSHIP, "invitation": "i" * 20},
    access.MEMBERSHIP_ENDED: MEMBERSHIP,
    access.MEMBERSHIP_SUSPENDED: MEMBERSHIP,
    access.MEMBERSHIP_REACTIVATED: MEMBERSHIP,
}
"""What the shape of an entry wants beside what its rules read."""


@dataclass
class Scene:
    """Claire and Samuel administer all, Lucie the second establishment; Odile declares; Ursule asks from outside."""

    body: Body
    people: dict[str, Person]
    rights: list[Habilitation]
    rows: dict[str, Any]

    @property
    def siren(self) -> str:
        """The body's number."""
        return self.body.organisation.siren

    def ref(self, name: str) -> str:
        """The reference of somebody."""
        return str(self.people[name].ref)

    def name_of(self, ref: str) -> str:
        """Who has this reference; the reference itself for nobody."""
        return next((name for name, person in self.people.items() if person.ref == ref), ref)

    def record(self, event: str, body: dict[str, Any], *, about: str = "") -> None:
        """An entry as a verb would write it: on the body's chain, or on the chain of somebody."""
        chain = journal.chain_of_person(self.ref(about)) if about else journal.chain_of_body(self.siren)
        with transaction.atomic():
            journal.record(event=event, chains=[chain], body={"v": 1, **BESIDE.get(event, {}), **body})


def make_scene() -> Scene:
    """The scene, whose past was told already."""
    body = make_body(places=2)
    body.organisation.official_mailbox = "mairie@valbrune.example"
    body.organisation.save()
    people = {"claire": body.administrator, "samuel": body.add_administrator()}
    people["lucie"] = body.add_administrator(scope=[body.places[1].siret], family_name="Lucet")
    people["odile"] = make_person(email="odile@exemple.fr", family_name="d’Aubigné & Fils")[0]
    body.join(people["odile"])
    people["ursule"] = make_person(given_name="Ursule", family_name="Prigent")[0]
    people["olga"] = make_operator()
    rights = body.grant(people["odile"], places=body.places[:1])
    made = Scene(body, people, rights, {})
    made.rows = _make_rows(made)
    include()
    services.deliver_pending()
    return made


def _make_rows(scene: Scene) -> dict[str, Any]:
    organisation, ursule, now = scene.body.organisation, scene.people["ursule"], clock.now()
    later = now + timedelta(days=30)
    about = {"organisation": organisation, "person": ursule}
    candidacy = Candidacy.objects.create(
        **about, path="cooptation", accords_needed=2, opened_at=now, opened_entry=1, expires_at=later
    )
    application = BodyApplication.objects.create(
        **about, establishment=scene.body.places[0], opened_at=now, opened_entry=1, expires_at=later
    )
    proof = {**about, "requested_at": now, "expires_at": later}
    key = AuthorityProof.objects.create(**proof, kind="posted-key", candidacy=candidacy)
    letter = Letter.objects.create(
        organisation=organisation,
        establishment=scene.body.places[0],
        kind="activation-key",
        proof=key,
        queued_at=now,
    )
    contest = Contest.objects.create(
        organisation=organisation, candidacy=candidacy, reason="Inconnue", opened_at=now, opened_entry=1
    )
    handover = announce_handover(
        scene.body.membership(scene.people["samuel"]),
        leaves_on=now.date() + timedelta(days=30),
        reason="Retraite",
        actor=scene.people["claire"],
    )
    name_successor(handover, successor=scene.people["odile"], actor=scene.people["claire"])
    ticket = open_ticket(NewTicket(Ref.new(), "Question", "Comment ?"), actor=scene.people["odile"])
    return {
        **_make_asked(scene, now=now, later=later),
        "candidacy": candidacy,
        "application": application,
        "key": key,
        "code": AuthorityProof.objects.create(**proof, kind="official-mailbox", application=application),
        "designation": AuthorityProof.objects.create(
            **proof, kind="designation-letter", application=application
        ),
        "letter": letter,
        "contest": contest,
        "ticket": ticket,
        "handover": handover,
    }


def _make_asked(scene: Scene, *, now: datetime, later: datetime) -> dict[str, Any]:
    """A request of Odile's, a file of Claire's, a token of Odile's, an invitation of Ursule."""
    organisation, people = scene.body.organisation, scene.people
    request = AccessRequest(
        organisation=organisation, person=people["odile"], reason="Je remplace <i>Bruno</i>"
    )
    request.service, request.level, request.state = scene.rights[0].service, 3, "sent"
    request.made_at = request.sent_at = now
    request.question, request.answer = "Dites jusqu’à quand.", "Jusqu’en mai."
    request.save()
    file = BulkChange.objects.create(
        organisation=organisation, made_by=people["claire"], filename="droits.csv", made_at=now, total=12
    )
    opened = {"opened_at": now, "opened_entry": 1, "expires_at": later}
    token = ApiToken.objects.create(
        **opened,
        membership=scene.body.membership(people["odile"]),
        name="Paie",
        sha256="0" * 64,
        abilities=[],
    )
    invitation = Invitation.objects.create(
        person=people["ursule"],
        organisation=organisation,
        email="ursule@exemple.fr",
        invited_by=people["claire"],
        invited_at=now,
        expires_at=later,
        invited_entry=1,
    )
    proposal = PendingChange.objects.create(
        organisation=organisation,
        content=pack_change(Change("matrix", closures=scene.rights)),
        proposed_by=people["samuel"],
        proposed_at=now,
        expires_at=later,
    )
    return {
        "request": request,
        "file": file,
        "token": token,
        "invitation": invitation,
        "proposal": proposal,
    }


def include() -> None:
    """Number the committed entries, as the sequencer does, without its files: a rollback test never commits."""
    size = Place.objects.count()
    pending = Entry.objects.filter(place__isnull=True).order_by("pk").values_list("pk", flat=True)
    Place.objects.bulk_create(Place(index=size + n, entry_id=pk) for n, pk in enumerate(pending))
