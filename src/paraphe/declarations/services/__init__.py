"""The verbs of declarations, in the order of a filing's life."""

from paraphe.declarations.services.deposit import receive_file
from paraphe.declarations.services.filing import file_declaration, freeze_draft, take_dossier, take_receipt

__all__ = ["file_declaration", "freeze_draft", "receive_file", "take_dossier", "take_receipt"]
