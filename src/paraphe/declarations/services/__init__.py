"""The verbs of declarations, in the order of a filing's life."""

from paraphe.declarations.services.deposit import MAX_SIZE, receive_file
from paraphe.declarations.services.filing import (
    act_of_dossier,
    act_of_filing,
    file_declaration,
    freeze_draft,
    take_dossier,
    take_receipt,
)
from paraphe.declarations.services.inclusion import include_filing, resume_inclusions

__all__ = [
    "MAX_SIZE",
    "act_of_dossier",
    "act_of_filing",
    "file_declaration",
    "freeze_draft",
    "include_filing",
    "receive_file",
    "resume_inclusions",
    "take_dossier",
    "take_receipt",
]
