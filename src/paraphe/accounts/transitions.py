"""State tables of what a person asks about her account: (state, verb) gives the next state, the rest is refused. Pure.

Source: mission.md, « Accounts » and « Lost factor »; domain.md W7, W8.
"""

from paraphe.kernel.machine import Machine

NAME_REQUEST = Machine(
    "accounts.name_request",
    {
        ("pending", "approve"): "approved",
        ("pending", "refuse"): "refused",
        ("pending", "withdraw"): "withdrawn",
        ("pending", "expire"): "expired",
    },
)
"""A correction of a name fixed by a signature: asked by the person, decided by one of her administrators."""

EMAIL_CHANGE = Machine(
    "accounts.email_change",
    {
        ("pending", "agree"): "agreed",
        ("pending", "prove"): "proved",
        ("agreed", "prove"): "done",
        ("proved", "agree"): "done",
        ("pending", "refuse"): "refused",
        ("agreed", "refuse"): "refused",
        ("proved", "refuse"): "refused",
        ("pending", "withdraw"): "withdrawn",
        ("agreed", "withdraw"): "withdrawn",
        ("proved", "withdraw"): "withdrawn",
        ("pending", "expire"): "expired",
        ("agreed", "expire"): "expired",
        ("proved", "expire"): "expired",
    },
)
"""A change of address. `agree`: the former mailbox, or an administrator in its place; `prove`: the new mailbox."""

FACTOR_RECOVERY = Machine(
    "accounts.factor_recovery",
    {
        ("requested", "open"): "opened",
        ("requested", "refuse"): "refused",
        ("requested", "cancel"): "cancelled",
        ("requested", "expire"): "expired",
        ("opened", "use"): "used",
        ("opened", "cancel"): "cancelled",
        ("opened", "expire"): "expired",
    },
)
"""A lost second factor. `use` is refused before the delay of an opened request is over, and after its last day."""

DOUBT = Machine("accounts.doubt", {("open", "clear"): "cleared"})
"""A doubt that one account serves two people."""
