"""State tables of the hand-over, of the closing of a space and of the yearly review. Pure.

A hand-over's state is never stored: it is read from who administers now, so that an act done elsewhere (an accord, a
key, a removal) moves it too. The table says what each verb may do from there, and what such acts make of it.
Source: domain.md W6, W7.
"""

from dataclasses import dataclass

from paraphe.kernel.machine import Machine

HANDOVER = Machine(
    "upkeep.handover",
    {
        ("announced", "name"): "named",
        ("announced", "complete"): "done",
        ("announced", "remind"): "announced",
        ("announced", "cancel"): "cancelled",
        ("announced", "leave"): "done",
        ("named", "name"): "named",
        ("named", "clear"): "announced",
        ("named", "remind"): "named",
        ("named", "cancel"): "cancelled",
        ("named", "ask"): "candidate",
        ("named", "arrive"): "ready",
        ("named", "appoint"): "active",
        ("named", "leave"): "done",
        ("candidate", "name"): "named",
        ("candidate", "clear"): "announced",
        ("candidate", "complete"): "done",
        ("candidate", "remind"): "candidate",
        ("candidate", "cancel"): "cancelled",
        ("candidate", "lapse"): "named",
        ("candidate", "appoint"): "active",
        ("candidate", "leave"): "done",
        ("ready", "name"): "named",
        ("ready", "clear"): "announced",
        ("ready", "complete"): "done",
        ("ready", "remind"): "ready",
        ("ready", "cancel"): "cancelled",
        ("ready", "appoint"): "active",
        ("ready", "leave"): "done",
        ("active", "name"): "named",
        ("active", "clear"): "announced",
        ("active", "complete"): "done",
        ("active", "remind"): "active",
        ("active", "cancel"): "cancelled",
        ("active", "leave"): "done",
    },
)
"""`named`: a successor who is not yet in the body; `candidate`: one accord makes him administrator, in the act by which
the leaver leaves; `ready`: he is in the body, and is promoted in that act; `active`: he administers already. `ask`,
`lapse`, `arrive`, `appoint` and `leave` are acts of the room of rights. From `announced`, nobody succeeds: another
administrator must remain, which the act itself checks.
"""

OVER = ("done", "cancelled")

CLOSURE = Machine(
    "upkeep.closure",
    {
        ("requested", "confirm"): "confirmed",
        ("requested", "cancel"): "cancelled",
        ("confirmed", "cancel"): "cancelled",
        ("confirmed", "close"): "closed",
    },
)
"""Closing a body's space: asked by one administrator, confirmed by another, done after the days of reflection."""

REVIEW = Machine(
    "upkeep.review",
    {
        ("open", "decide"): "open",
        ("open", "apply"): "open",
        ("open", "remind"): "open",
        ("open", "announce"): "open",
        ("open", "sign"): "open",
        ("open", "conclude"): "concluded",
        ("open", "lapse"): "lapsed",
    },
)
"""A yearly review: decisions are drafts; `apply` changes the rights, `sign` vouches for a part, `conclude` for the last
part; sixty days after the deadline what nobody vouched for lapses, and the review with it.
"""


@dataclass(frozen=True, slots=True)
class Standing:
    """What is true now of a hand-over; `successor` is "" (nobody), absent, candidate, member or administrator."""

    is_cancelled: bool
    has_left: bool
    successor: str


def read_handover(standing: Standing) -> str:
    """The state of a hand-over, from what is true now."""
    if standing.is_cancelled:
        return "cancelled"
    if standing.has_left:
        return "done"
    found = {
        "": "announced",
        "absent": "named",
        "candidate": "candidate",
        "member": "ready",
        "administrator": "active",
    }
    return found[standing.successor]
