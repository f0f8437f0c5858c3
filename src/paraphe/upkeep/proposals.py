"""What the yearly review proposes for a right or a membership, from its use; a person decides. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from paraphe.access.vocabulary import Level
from paraphe.upkeep.vocabulary import RECENT, SUSPENDED_AFTER, UNUSED_AFTER

KEEP, LIMIT, REMOVE = "keep", "limit", "remove"

CAUSES = {
    "used": "a servi récemment",
    "recent": "donné il y a moins de trois mois",
    "unobserved": "le portail ne voit pas l’usage de ce service",
    "unsigned": "n’a pas servi à signer depuis un an",
    "unused": "n’a pas servi depuis un an",
    "idle": "n’a pas servi depuis qu’il est donné",
    "unseen": "personne pas vue depuis quatre mois",
    "suspended": "accès suspendu",
    "administers": "vu récemment",
    "bare": "vu récemment, sans aucun droit",
}
"""Why something is proposed, in words."""


@dataclass(frozen=True, slots=True)
class Presence:
    """How a member stands: last seen when, suspended or not."""

    seen_at: datetime
    is_suspended: bool


@dataclass(frozen=True, slots=True)
class RightUse:
    """What is known of a right's use; `is_observed` is False where the portal cannot see it."""

    level: Level
    given_at: datetime
    used_at: datetime | None
    signed_at: datetime | None
    is_observed: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed, why, and the use that speaks for it."""

    decision: str
    cause: str
    used_at: datetime | None = None


def propose_for_member(presence: Presence, *, administers: bool, now: datetime) -> Proposal:
    """Keep who is there; remove who has left or is not seen any more."""
    if presence.is_suspended:
        return Proposal(REMOVE, "suspended", presence.seen_at)
    if presence.seen_at <= now - SUSPENDED_AFTER:
        return Proposal(REMOVE, "unseen", presence.seen_at)
    return Proposal(KEEP, "administers" if administers else "bare", presence.seen_at)


def propose_for_right(presence: Presence, use: RightUse, *, now: datetime) -> Proposal:
    """Keep what serves, limit what is signed with no more, remove what serves nobody."""
    if presence.is_suspended or presence.seen_at <= now - SUSPENDED_AFTER:
        return Proposal(REMOVE, "suspended" if presence.is_suspended else "unseen", use.used_at)
    if use.given_at > now - RECENT:
        return Proposal(KEEP, "recent", use.used_at)
    if not use.is_observed:
        return Proposal(KEEP, "unobserved")
    before = now - UNUSED_AFTER
    if use.used_at is None or use.used_at <= before:
        is_old = use.given_at <= before
        return Proposal(REMOVE if is_old else LIMIT, "unused" if is_old else "idle", use.used_at)
    if use.level is Level.SIGN and (use.signed_at is None or use.signed_at <= before):
        return Proposal(LIMIT, "unsigned", use.used_at)
    return Proposal(KEEP, "used", use.used_at)


SOUND: Mapping[str, bool] = {"used": True, "recent": True, "administers": True, "unobserved": True}
"""Causes that call for no attention."""
