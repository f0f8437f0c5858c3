"""Rows of the accounts room."""

from paraphe.accounts.models.activity import LastActivity, Throttle
from paraphe.accounts.models.credential import Credential, StepUp
from paraphe.accounts.models.person import Person, PersonManager

__all__ = [
    "Credential",
    "LastActivity",
    "Person",
    "PersonManager",
    "StepUp",
    "Throttle",
]
