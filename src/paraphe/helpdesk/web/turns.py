"""A ticket as its pages show it: its turns, its files, what may be done now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse

from paraphe.helpdesk import selectors, store
from paraphe.helpdesk.selectors import Message, Ticket
from paraphe.helpdesk.services import Context
from paraphe.helpdesk.transitions import TICKET
from paraphe.helpdesk.vocabulary import State
from paraphe.helpdesk.web.context import tell_context
from paraphe.web.components import Fact, Mark, Tone
from paraphe.web.templatetags.formats import day as write_day

TONES: dict[str, Tone] = {
    State.NEW: "info",
    State.ASSIGNED: "info",
    State.WAITING_USER: "warn",
    State.ANSWERED: "ok",
    State.CLOSED: "off",
}


@dataclass(frozen=True)
class Turn:
    """One message, with its title for this reader."""

    title: str
    message: Message


def mark_of(ticket: Ticket, words: Mapping[Any, str]) -> Mark:
    """The state of the ticket as a tag."""
    return Mark(TONES[ticket.state], words[ticket.state])


def turns_of(ticket: Ticket, words: Mapping[str, str]) -> list[Turn]:
    """Every turn, first to last."""
    return [Turn(words[message.kind], message) for message in selectors.messages_of(ticket)]


def verbs_open(ticket: Ticket, verbs: Sequence[str]) -> list[str]:
    """Those of the verbs that the state allows."""
    return [verb for verb in verbs if (ticket.state, verb) in TICKET.table]


def facts_of(ticket: Ticket) -> list[Fact]:
    """The context joined to the ticket, and the call asked for."""
    context = Context(
        ticket.page, ticket.role, ticket.error, ticket.query, ticket.organisation, ticket.establishment
    )
    facts = tell_context(context)
    if ticket.call_on:
        when = f"{write_day(ticket.call_on)}, {ticket.get_call_half_display()}"
        facts.append(Fact("À rappeler", when, small=ticket.phone))
    return facts


def send_piece(ticket: Ticket, piece_ref: str) -> HttpResponse:
    """A file of the ticket, to save and never to open in the page; UnknownPiece, PieceLost."""
    piece = selectors.piece_of(ticket, piece_ref)
    response = HttpResponse(store.read(piece.ref), content_type=piece.media_type)
    response.headers["Content-Disposition"] = _attachment(piece.name)
    return response


def _attachment(name: str) -> str:
    from django.utils.http import content_disposition_header

    return content_disposition_header(as_attachment=True, filename=name) or "attachment"
