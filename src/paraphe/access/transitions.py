"""State tables of what leads to administering a body: (state, verb) gives the next state, the rest is refused. Pure.

Source: domain.md W1, W2; mission.md, constants.
"""

from paraphe.kernel.machine import Machine

APPLICATION = Machine(
    "access.application",
    {
        ("pending", "prepare"): "pending",
        ("pending", "ask_proof"): "pending",
        ("pending", "prove"): "active",
        ("pending", "contest"): "contested",
        ("pending", "refuse"): "refused",
        ("pending", "withdraw"): "withdrawn",
        ("pending", "expire"): "expired",
        ("contested", "dismiss"): "pending",
        ("contested", "uphold"): "refused",
        ("contested", "withdraw"): "withdrawn",
        ("contested", "expire"): "expired",
    },
)
"""Opening a body's space. `prove` registers the body and makes the applicant its first administrator."""

CANDIDACY = Machine(
    "access.candidacy",
    {
        ("pending", "voice"): "pending",
        ("pending", "accord"): "active",
        ("pending", "redeem"): "active",
        ("pending", "refuse"): "refused",
        ("pending", "withdraw"): "withdrawn",
        ("pending", "expire"): "expired",
        ("pending", "switch_path"): "pending",
        ("pending", "contest"): "contested",
        ("contested", "dismiss"): "pending",
        ("contested", "uphold"): "refused",
        ("contested", "withdraw"): "withdrawn",
        ("contested", "expire"): "expired",
        ("active", "contest"): "frozen",
        ("frozen", "dismiss"): "active",
        ("frozen", "uphold"): "ended",
        ("active", "end"): "ended",
        ("frozen", "end"): "ended",
    },
)
"""Becoming administrator of a body that has one. `voice`: the first of two accords; `end`: of the membership."""

PROOF = Machine(
    "access.proof",
    {
        ("requested", "send"): "sent",
        ("sent", "send"): "sent",
        ("sent", "fail"): "sent",
        ("sent", "burn"): "burnt",
        ("sent", "pass"): "passed",
        ("requested", "check"): "checked",
        ("checked", "pass"): "passed",
        ("requested", "refuse"): "refused",
        ("checked", "refuse"): "refused",
        ("requested", "expire"): "expired",
        ("sent", "expire"): "expired",
        ("checked", "expire"): "expired",
        ("requested", "withdraw"): "withdrawn",
        ("sent", "withdraw"): "withdrawn",
        ("checked", "withdraw"): "withdrawn",
    },
)
"""A proof. Codes and keys burn at the fifth failure; a document is checked by one, passed by another."""

CONTEST = Machine(
    "access.contest",
    {
        ("open", "dismiss"): "dismissed",
        ("open", "uphold"): "upheld",
        ("open", "lapse"): "lapsed",
    },
)
"""A contest: dismissed by a second proof, upheld, or without object when what it contests has ended."""

LETTER = Machine(
    "access.letter",
    {
        ("queued", "print"): "printed",
        ("printed", "print"): "printed",
        ("printed", "post"): "posted",
        ("posted", "return"): "returned",
        ("queued", "cancel"): "cancelled",
        ("printed", "cancel"): "cancelled",
    },
)
"""A letter. Printed again before it is posted, its secret is drawn anew and the former one is void."""

REQUEST = Machine(
    "access.request",
    {
        ("draft", "send"): "sent",
        ("draft", "withdraw"): "withdrawn",
        ("sent", "ask"): "asked",
        ("asked", "answer"): "sent",
        ("sent", "remind"): "sent",
        ("asked", "remind"): "asked",
        ("sent", "escalate"): "sent",
        ("sent", "approve"): "approved",
        ("asked", "approve"): "approved",
        ("sent", "refuse"): "refused",
        ("asked", "refuse"): "refused",
        ("sent", "withdraw"): "withdrawn",
        ("asked", "withdraw"): "withdrawn",
        ("sent", "expire"): "expired",
        ("asked", "expire"): "expired",
    },
)
"""Asking for a right. `ask`: more information is wanted; nothing is given by silence."""

PENDING = Machine(
    "access.pending",
    {
        ("proposed", "confirm"): "applied",
        ("proposed", "refuse"): "refused",
        ("proposed", "withdraw"): "withdrawn",
        ("proposed", "expire"): "expired",
    },
)
"""A change that another administrator must confirm."""

BULK = Machine(
    "access.bulk",
    {
        ("received", "check"): "checked",
        ("received", "reject"): "rejected",
        ("received", "fail"): "failed",
        ("checked", "queue"): "queued",
        ("checked", "drop"): "dropped",
        ("queued", "apply"): "applied",
        ("queued", "reject"): "rejected",
        ("queued", "fail"): "failed",
    },
)
"""A file of rights: `check` is the dry run, `queue` the order to apply it; `fail` when no worker could finish it."""
