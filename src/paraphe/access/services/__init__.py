"""The verbs of rights: each decides, writes, records one entry."""

from paraphe.access.services.bodies import appoint_administrator, open_subscriptions, register_body
from paraphe.access.services.habilitations import close_habilitations, grant_habilitations
from paraphe.access.services.people import (
    accept_invitation,
    end_membership,
    invite_declarant,
    withdraw_invitation,
)

__all__ = [
    "accept_invitation",
    "appoint_administrator",
    "close_habilitations",
    "end_membership",
    "grant_habilitations",
    "invite_declarant",
    "open_subscriptions",
    "register_body",
    "withdraw_invitation",
]
