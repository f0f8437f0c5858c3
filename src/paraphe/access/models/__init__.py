"""Rows of the room: rights, and how people come to administer a body."""

from paraphe.access.models.acts import UNDO_FOR, PendingChange, RightsAct
from paraphe.access.models.arrivals import (
    AuthorityProof,
    BodyApplication,
    Candidacy,
    Contest,
    Letter,
    Voice,
)
from paraphe.access.models.bulk import BulkChange
from paraphe.access.models.desk import Operator
from paraphe.access.models.profiles import Profile
from paraphe.access.models.requests import Absence, AccessRequest
from paraphe.access.models.rights import (
    BodyRegistration,
    Habilitation,
    Invitation,
    Membership,
    ProofKind,
    Subscription,
    Suspension,
)
from paraphe.access.models.tokens import ApiToken

__all__ = [
    "UNDO_FOR",
    "Absence",
    "AccessRequest",
    "ApiToken",
    "AuthorityProof",
    "BodyApplication",
    "BodyRegistration",
    "BulkChange",
    "Candidacy",
    "Contest",
    "Habilitation",
    "Invitation",
    "Letter",
    "Membership",
    "Operator",
    "PendingChange",
    "Profile",
    "ProofKind",
    "RightsAct",
    "Subscription",
    "Suspension",
    "Voice",
]
