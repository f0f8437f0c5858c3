"""The link of an invitation: a signed (reference, version), minted when the mail leaves and kept nowhere."""

from datetime import timedelta

from django.core import signing

from paraphe.access.errors import UnknownInvitation
from paraphe.access.models import Invitation

SALT = "paraphe.access.invitation"
LASTS = timedelta(days=8)
"""A day more than the invitation, so that the page can still say that it is over."""


def mint_invitation_token(invitation: Invitation) -> str:
    """The token that opens this version of the invitation."""
    return signing.dumps([invitation.ref, invitation.version], salt=SALT)


def read_invitation_token(token: str) -> tuple[str, int]:
    """Reference and version; UnknownInvitation for a token that was not minted here, or long ago."""
    try:
        ref, version = signing.loads(token, salt=SALT, max_age=LASTS)
    except signing.BadSignature:
        raise UnknownInvitation("access.invitation_unknown") from None
    return str(ref), int(version)
