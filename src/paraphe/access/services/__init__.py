"""The verbs of rights: each decides, writes, records one entry."""

from paraphe.access.services.administrators import (
    appoint_administrator,
    choose_accords,
    end_administrator,
    replace_administrator,
)
from paraphe.access.services.bodies import open_subscriptions, register_body
from paraphe.access.services.closing import close_body
from paraphe.access.services.desk import appoint_operator, end_operator
from paraphe.access.services.habilitations import close_habilitations, grant_habilitations
from paraphe.access.services.people import (
    accept_invitation,
    end_membership,
    invite_declarant,
    withdraw_invitation,
)
from paraphe.access.services.suspensions import (
    reactivate_membership,
    suspend_inactive,
    suspend_membership,
)

__all__ = [
    "accept_invitation",
    "appoint_administrator",
    "appoint_operator",
    "choose_accords",
    "close_body",
    "close_habilitations",
    "end_administrator",
    "end_membership",
    "end_operator",
    "grant_habilitations",
    "invite_declarant",
    "open_subscriptions",
    "reactivate_membership",
    "register_body",
    "replace_administrator",
    "suspend_inactive",
    "suspend_membership",
    "withdraw_invitation",
]
