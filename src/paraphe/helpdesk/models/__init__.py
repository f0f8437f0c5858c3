"""Rows of the room: the knowledge base, what people look for, and their tickets."""

from paraphe.helpdesk.models.knowledge import HelpEntry, HelpTerm, Opinion, SearchCount
from paraphe.helpdesk.models.tickets import Message, Piece, Ticket

__all__ = ["HelpEntry", "HelpTerm", "Message", "Opinion", "Piece", "SearchCount", "Ticket"]
