"""The verbs of help: what is loaded, what is counted, what happens to a ticket."""

from paraphe.helpdesk.services.entries import load_entries

__all__ = ["load_entries"]
