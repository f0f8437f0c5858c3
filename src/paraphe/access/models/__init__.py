"""Rows of the room: rights, and how people come to administer a body."""

from paraphe.access.models.arrivals import (
    AuthorityProof,
    BodyApplication,
    Candidacy,
    Contest,
    Letter,
    Voice,
)
from paraphe.access.models.desk import Operator
from paraphe.access.models.rights import (
    BodyRegistration,
    Habilitation,
    Invitation,
    Membership,
    ProofKind,
    Subscription,
    Suspension,
)

__all__ = [
    "AuthorityProof",
    "BodyApplication",
    "BodyRegistration",
    "Candidacy",
    "Contest",
    "Habilitation",
    "Invitation",
    "Letter",
    "Membership",
    "Operator",
    "ProofKind",
    "Subscription",
    "Suspension",
    "Voice",
]
