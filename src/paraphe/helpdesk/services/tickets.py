"""What happens to a ticket: each verb moves it by the state table, writes its message, records one entry.

The entry lies on the author's chain, and on the body's where the author joined the body to the context. Its body holds
references only: never the subject, the text nor a name.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from paraphe.access import selectors as access
from paraphe.access.errors import Refused
from paraphe.access.vocabulary import Action
from paraphe.accounts.selectors import Person
from paraphe.helpdesk import events, store
from paraphe.helpdesk.calendar import offer_calls
from paraphe.helpdesk.errors import SlotRefused, TextRefused, TooManyTickets, UnknownTicket
from paraphe.helpdesk.models import Message, Piece, Ticket
from paraphe.helpdesk.pieces import NewPiece
from paraphe.helpdesk.transitions import TICKET
from paraphe.helpdesk.vocabulary import Half, State
from paraphe.helpdesk.wording import has_nir
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.registry.selectors import Establishment, Organisation

LONGEST_SUBJECT, LONGEST_TEXT = 120, 4_000
ANSWERED_LASTS = timedelta(days=30)
CLOSED_KEPT = timedelta(days=730)
MOST_A_DAY = 20
"""Tickets one person may open in twenty-four hours."""
DESK_KINDS = ("ask", "answer")
"""What the desk says, by the verb that says it."""


@dataclass(frozen=True)
class Context:
    """What the author saw and agreed to join: where he was, for whom, in which role, what error he met."""

    page: str = ""
    role: str = ""
    error: str = ""
    query: str = ""
    organisation: Organisation | None = None
    establishment: Establishment | None = None


@dataclass(frozen=True)
class Call:
    """When and where to call the author back."""

    day: date
    half: Half
    phone: str


@dataclass(frozen=True)
class NewTicket:
    """What is asked. `ref` is drawn with the form, so that a form sent twice opens one ticket."""

    ref: str
    subject: str
    text: str
    context: Context | None = None
    call: Call | None = None


@transaction.atomic
def open_ticket(new: NewTicket, *, pieces: Sequence[NewPiece] = (), actor: Person) -> Ticket:
    """Ask the desk; the same ticket again where this form was sent already.

    TextRefused where the text is empty or holds a social-security number; SlotRefused for a call not offered;
    TooManyTickets after twenty in a day.
    """
    _check_text(new.subject, "subject", LONGEST_SUBJECT)
    _check_text(new.text, "text", LONGEST_TEXT)
    if new.call is not None and (new.call.day, new.call.half) not in offer_calls(clock.now().date()):
        raise SlotRefused("helpdesk.slot_refused", field="call")
    context = new.context or Context()
    chains = _chains_of(actor, context.organisation)
    journal.lock_chains(*chains)
    twin = Ticket.objects.filter(ref=new.ref).first()
    if twin is not None:
        return _own(twin, actor)
    at = clock.now()
    if Ticket.objects.filter(author=actor, opened_at__gt=at - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooManyTickets("helpdesk.tickets_too_many", most=MOST_A_DAY)
    ticket = Ticket.objects.create(
        ref=new.ref,
        author=actor,
        subject=new.subject,
        opened_at=at,
        changed_at=at,
        page=context.page,
        role=context.role,
        error=context.error,
        query=context.query,
        organisation=context.organisation,
        establishment=context.establishment,
        **_columns_of_call(new.call),
    )
    _say(ticket, "opening", new.text, pieces=pieces, actor=actor)
    _record(events.TICKET_OPENED, ticket, at=at, actor=actor)
    return ticket


def _columns_of_call(call: Call | None) -> dict[str, Any]:
    return {"call_on": call.day, "call_half": call.half.value, "phone": call.phone} if call else {}


@transaction.atomic
def assign_ticket(ticket: Ticket, *, actor: Person) -> Ticket:
    """Someone of the desk takes the ticket, or takes it over."""
    _need_desk(actor)
    row = _move(ticket, "assign")
    row.assigned_to = actor
    return _settle(row, events.TICKET_ASSIGNED, actor=actor, is_desk=True)


@transaction.atomic
def ask_author(ticket: Ticket, *, text: str, actor: Person) -> Ticket:
    """The desk asks its author for a precision: the ticket waits for him."""
    return _speak_for_desk(ticket, "ask", text, event=events.TICKET_ASKED, actor=actor)


@transaction.atomic
def answer_ticket(ticket: Ticket, *, text: str, actor: Person) -> Ticket:
    """The desk answers; its author closes the ticket, reopens it, or thirty days close it."""
    return _speak_for_desk(ticket, "answer", text, event=events.TICKET_ANSWERED, actor=actor)


def _speak_for_desk(ticket: Ticket, verb: str, text: str, *, event: str, actor: Person) -> Ticket:
    _need_desk(actor)
    _check_text(text, "text", LONGEST_TEXT)
    row = _move(ticket, verb)
    row.assigned_to = actor
    _say(row, verb, text, actor=actor)
    return _settle(row, event, actor=actor, is_desk=True)


@transaction.atomic
def reply_to_desk(ticket: Ticket, *, text: str, pieces: Sequence[NewPiece] = (), actor: Person) -> Ticket:
    """The author adds to his ticket; one that waited for him goes back to the desk."""
    return _speak_for_author(ticket, "reply", text, pieces=pieces, actor=actor)


@transaction.atomic
def reopen_ticket(ticket: Ticket, *, text: str, pieces: Sequence[NewPiece] = (), actor: Person) -> Ticket:
    """The author says why the answer does not do; the ticket goes back to the desk."""
    return _speak_for_author(ticket, "reopen", text, pieces=pieces, actor=actor)


def _speak_for_author(
    ticket: Ticket, verb: str, text: str, *, pieces: Sequence[NewPiece], actor: Person
) -> Ticket:
    _own(ticket, actor)
    _check_text(text, "text", LONGEST_TEXT)
    row = _move(ticket, verb)
    _say(row, verb, text, pieces=pieces, actor=actor)
    event = events.TICKET_REOPENED if verb == "reopen" else events.TICKET_REPLIED
    return _settle(row, event, actor=actor)


@transaction.atomic
def close_ticket(ticket: Ticket, *, actor: Person | None) -> Ticket:
    """The author or the desk ends the ticket; None: its answer was left thirty days without a word."""
    is_desk = actor is not None and actor.pk != ticket.author_id
    if is_desk and actor is not None:
        _need_desk(actor)
    return _settle(_move(ticket, "close"), events.TICKET_CLOSED, actor=actor, is_desk=is_desk)


def close_answered() -> int:
    """Close the tickets answered thirty days ago, each by its own act; how many."""
    before = clock.now() - ANSWERED_LASTS
    rows = list(Ticket.objects.filter(state=State.ANSWERED, changed_at__lte=before))
    for ticket in rows:
        close_ticket(ticket, actor=None)
    return len(rows)


@transaction.atomic
def erase_old_tickets() -> int:
    """Erase the tickets closed two years ago with their texts; how many. Their files go with the next sweep.

    Retention, not an act: the journal keeps its entries, which hold references only.
    """
    old = Ticket.objects.filter(state=State.CLOSED, changed_at__lte=clock.now() - CLOSED_KEPT)
    keys = list(old.select_for_update().values_list("pk", flat=True))
    Piece.objects.filter(message__ticket__in=keys).delete()
    Message.objects.filter(ticket__in=keys).delete()
    Ticket.objects.filter(pk__in=keys).delete()
    return len(keys)


def _own(ticket: Ticket, actor: Person) -> Ticket:
    if ticket.author_id != actor.pk:
        raise UnknownTicket("helpdesk.ticket_unknown")
    return ticket


def _need_desk(actor: Person) -> None:
    decision = access.decide_desk(actor.pk, Action.DESK_ANSWER)
    if not decision.allowed:
        raise Refused(decision)


def _check_text(text: str, field: str, longest: int) -> None:
    if not text.strip() or len(text) > longest or "\x00" in text:
        raise TextRefused("helpdesk.text_unsound", field=field, longest=longest)
    if has_nir(text):
        raise TextRefused("helpdesk.text_nir", field=field)


def _chains_of(author: Person, organisation: Organisation | None) -> list[Chain]:
    own = journal.chain_of_person(author.ref)
    return [own, journal.chain_of_body(organisation.siren)] if organisation else [own]


def _move(ticket: Ticket, verb: str) -> Ticket:
    """Hold the ticket and give it its next state; WrongState where the table has none."""
    journal.lock_chains(*_chains_of(ticket.author, ticket.organisation))
    row = (
        Ticket.objects.select_for_update(of=("self",))
        .select_related("author", "organisation")
        .get(pk=ticket.pk)
    )
    row.state = TICKET.next(row.state, verb)
    return row


def _say(ticket: Ticket, kind: str, text: str, *, pieces: Sequence[NewPiece] = (), actor: Person) -> None:
    message = Message.objects.create(
        ticket=ticket, author=actor, is_desk=kind in DESK_KINDS, kind=kind, text=text, at=clock.now()
    )
    for piece in pieces:
        Piece.objects.create(
            ref=piece.ref,
            message=message,
            name=piece.name,
            media_type=piece.media_type,
            size=len(piece.content),
            sha256=piece.sha256,
        )
        store.keep(piece.ref, piece.content)


def _settle(ticket: Ticket, event: str, *, actor: Person | None, is_desk: bool = False) -> Ticket:
    ticket.changed_at = clock.now()
    ticket.save(update_fields=["state", "changed_at", "assigned_to"])
    _record(event, ticket, at=ticket.changed_at, actor=actor, is_desk=is_desk)
    return ticket


def _record(event: str, ticket: Ticket, *, at: datetime, actor: Person | None, is_desk: bool = False) -> None:
    body: dict[str, Any] = {"v": 1, "actor": actor.ref if actor else "portal", "ticket": ticket.ref}
    if is_desk and actor is not None:
        body |= {"actor": "operator", "by": actor.ref}
    if ticket.organisation:
        body["siren"] = ticket.organisation.siren
    journal.record(event=event, chains=_chains_of(ticket.author, ticket.organisation), body=body, at=at)
