"""Reading tokens of the API: whose a secret is, which are open, whether one still opens anything."""

import hashlib
from collections.abc import Sequence

from paraphe.access import events
from paraphe.access.acts import act_of
from paraphe.access.errors import UnknownAct
from paraphe.access.models import ApiToken, Membership
from paraphe.access.selectors import suspended_among
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation

PREFIX = "paraphe_"
"""How every token begins, so that scanners of leaked secrets recognise one."""
LONGEST = 90
"""Days a token lasts at most."""
MOST = 10
"""Tokens a person may have open for one body."""
READ, WRITE = "read", "write"


def hash_token(secret: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(secret.encode()).hexdigest()


def act_of_token(membership: Membership, *, name: str, abilities: Sequence[str], lasts_days: int) -> str:
    """Opening exactly this token."""
    content = {
        "membership": membership.ref,
        "name": name,
        "abilities": sorted(abilities),
        "lasts_days": lasts_days,
    }
    return act_of(events.API_TOKEN_OPENED, content)


def token_by_secret(secret: str) -> ApiToken | None:
    """The token that opens the API now, or None: closed, expired, its membership ended or suspended, or never was.

    Asked anew at each call: nothing of a token is kept in a process or a session.
    """
    if not secret.startswith(PREFIX) or len(secret) > 100:
        return None
    rows = ApiToken.objects.filter(sha256=hash_token(secret), closed_at=None, expires_at__gt=clock.now())
    found = (
        rows.filter(membership__closed_at=None)
        .select_related("membership__person", "membership__organisation")
        .first()
    )
    if found is None or suspended_among([found.membership]):
        return None
    return found


def open_tokens_of(membership: Membership) -> list[ApiToken]:
    """The tokens of a member that can still be used, newest first."""
    rows = ApiToken.objects.filter(membership=membership, closed_at=None, expires_at__gt=clock.now())
    return list(rows.select_related("membership__person").order_by("-opened_at", "-pk"))


def tokens_of_member(membership: Membership) -> list[ApiToken]:
    """Every token of a member, newest first."""
    rows = ApiToken.objects.filter(membership=membership)
    return list(rows.select_related("membership__person").order_by("-opened_at", "-pk"))


def open_tokens_in(organisation: Organisation) -> list[ApiToken]:
    """The tokens of all members of the body that can still be used, by person."""
    rows = ApiToken.objects.filter(
        membership__organisation=organisation,
        membership__closed_at=None,
        closed_at=None,
        expires_at__gt=clock.now(),
    )
    return list(
        rows.select_related("membership__person").order_by("membership__person__family_name", "-opened_at")
    )


def token_of(organisation: Organisation, ref: str) -> ApiToken:
    """A token of the body by reference; UnknownAct otherwise."""
    rows = ApiToken.objects.filter(membership__organisation=organisation, ref=ref)
    found = rows.select_related("membership__person", "membership__organisation").first()
    if found is None:
        raise UnknownAct("access.token_unknown")
    return found
