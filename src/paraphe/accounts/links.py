"""Links sent by mail: the signed reference of a row, which says itself whether it still serves. No name, no address."""

from django.core import signing
from django.urls import reverse

from paraphe.accounts.errors import EmailLinkDead, RecoveryUnusable, SignUpOver
from paraphe.accounts.models import EmailChange, FactorRecovery, SignUp
from paraphe.kernel import clock

FORMER, NEW = "former", "new"
_SALT = "paraphe.accounts.links"


def sign_up_path(sign_up: SignUp) -> str:
    """Where the mailbox of a sign-up opens the account."""
    return reverse("accounts_register_link", args=[_sign("sign-up", sign_up.ref)])


def read_sign_up(token: str) -> SignUp:
    """The living sign-up of a link; SignUpOver otherwise."""
    row = SignUp.objects.filter(ref=_read("sign-up", token)).first()
    if row is None or row.used_at is not None or row.expires_at <= clock.now():
        raise SignUpOver
    return row


def email_change_path(change: EmailChange, side: str) -> str:
    """Where a mailbox answers for its side of a change of address."""
    return reverse("accounts_email_confirm", args=[_sign("email", f"{side}.{change.ref}")])


def read_email_change(token: str) -> tuple[EmailChange, str]:
    """The open change and the side that a link answers for; EmailLinkDead otherwise."""
    side, _, ref = _read("email", token).partition(".")
    row = EmailChange.objects.filter(ref=ref).select_related("person").first()
    if row is None or row.closed_at is not None or row.expires_at <= clock.now() or not row.person.is_active:
        raise EmailLinkDead
    return row, side


def recovery_cancel_path(ref: str) -> str:
    """Where the person stops the recovery of this reference, asked or opened; minted when the mail leaves."""
    return reverse("accounts_recovery_cancel", args=[_sign("recovery", ref)])


def read_recovery(token: str) -> FactorRecovery:
    """The open recovery of a link; RecoveryUnusable otherwise."""
    rows = FactorRecovery.objects.filter(ref=_read("recovery", token), state__in=("requested", "opened"))
    row = rows.select_related("person").first()
    if row is None:
        raise RecoveryUnusable
    return row


def _sign(kind: str, text: str) -> str:
    return signing.Signer(salt=f"{_SALT}.{kind}").sign(text)


def _read(kind: str, token: str) -> str:
    """What was signed, or nothing."""
    try:
        return signing.Signer(salt=f"{_SALT}.{kind}").unsign(token)
    except signing.BadSignature:
        return ""
