"""Rows of the accounts room."""

from paraphe.accounts.models.activity import LastActivity, Throttle
from paraphe.accounts.models.credential import Credential, StepUp
from paraphe.accounts.models.person import Person, PersonManager
from paraphe.accounts.models.requests import EmailChange, FactorRecovery, IdentityDoubt, NameRequest, SignUp

__all__ = [
    "Credential",
    "EmailChange",
    "FactorRecovery",
    "IdentityDoubt",
    "LastActivity",
    "NameRequest",
    "Person",
    "PersonManager",
    "SignUp",
    "StepUp",
    "Throttle",
]
