"""The verbs of help: what is loaded, what is counted, what happens to a ticket."""

from paraphe.helpdesk.services.counting import count_opinion, count_search, forget_old_searches
from paraphe.helpdesk.services.entries import load_entries
from paraphe.helpdesk.services.tickets import (
    Call,
    Context,
    NewTicket,
    answer_ticket,
    ask_author,
    assign_ticket,
    close_answered,
    close_ticket,
    erase_old_tickets,
    open_ticket,
    reopen_ticket,
    reply_to_desk,
)

__all__ = [
    "Call",
    "Context",
    "NewTicket",
    "answer_ticket",
    "ask_author",
    "assign_ticket",
    "close_answered",
    "close_ticket",
    "count_opinion",
    "count_search",
    "erase_old_tickets",
    "forget_old_searches",
    "load_entries",
    "open_ticket",
    "reopen_ticket",
    "reply_to_desk",
]
