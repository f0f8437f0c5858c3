"""The few mails that carry a secret link of the account; everything else is told from the journal.

They pass by allauth's adapter and Django's mail backend, which the notifications room sets.
"""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.http import HttpRequest
from django.urls import reverse

from paraphe.accounts import browsers, links, throttle
from paraphe.accounts.errors import TooManyTries
from paraphe.accounts.models import EmailChange, Person, SignUp
from paraphe.kernel import clock


class ResetTokens(PasswordResetTokenGenerator):
    """Django's tokens (a keyed hash of the account's password and address), under the one clock of the house."""

    def _now(self) -> datetime:
        return clock.now().replace(tzinfo=None)


reset_tokens = ResetTokens()


def send_reset(request: HttpRequest, email: str) -> None:
    """Send a link to set a new password, or word that the address has no account.

    A mailbox gets three at most in a row, then one after a growing wait, silently. Raises TooManyTries for a
    network that asks for too many.
    """
    throttle.count_try(throttle.key("mail_address", browsers.network_of(request)))
    try:
        throttle.count_try(throttle.key("mail", email))
    except TooManyTries:
        return
    person = Person.objects.filter(email=email.strip().lower(), is_active=True).first()
    known = person is not None and person.registered_at is not None
    subject = person if person is not None and known else Person(email=email)
    key = reset_tokens.make_token(subject)
    path = reverse("accounts_reset_link", args=[subject.ref, key])
    template = "accounts/mail/reset" if known else "accounts/mail/no_account"
    _send(request, template, email, {"person": subject, "url": f"{settings.ORIGIN}{path}"})


def count_sign_up(request: HttpRequest) -> None:
    """Count one demand of an account against the network it comes from; TooManyTries for one that asks too much."""
    throttle.count_try(throttle.key("mail_address", browsers.network_of(request)))


def send_sign_up(request: HttpRequest, sign_up: SignUp) -> None:
    """Send what the mailbox should read: a link that opens the account, or that it has one, or that it is closed.

    A mailbox gets three at most in a row, then one after a growing wait, silently.
    """
    try:
        throttle.count_try(throttle.key("mail", sign_up.email))
    except TooManyTries:
        return
    person = Person.objects.filter(email=sign_up.email).first()
    template = "accounts/mail/sign_up"
    if person is not None and not person.is_active:
        template = "accounts/mail/sign_up_closed"
    elif person is not None and person.registered_at is not None:
        template = "accounts/mail/sign_up_known"
    log_in = f"{settings.ORIGIN}{reverse('account_login')}"
    link = f"{settings.ORIGIN}{links.sign_up_path(sign_up)}"
    _send(request, template, sign_up.email, {"sign_up": sign_up, "url": link, "log_in": log_in})


def send_email_change(request: HttpRequest, change: EmailChange) -> None:
    """Ask both mailboxes: the former to agree or refuse, the new one to prove itself."""
    for side, email in ((links.FORMER, change.former), (links.NEW, change.email)):
        url = f"{settings.ORIGIN}{links.email_change_path(change, side)}"
        _send(request, f"accounts/mail/email_{side}", email, {"person": change.person, "url": url})


def send_email_changed(request: HttpRequest, change: EmailChange) -> None:
    """Tell the former address that the account left it."""
    _send(request, "accounts/mail/email_changed", change.former, {"person": change.person})


def _send(request: HttpRequest, template: str, email: str, context: dict[str, object]) -> None:
    get_adapter(request).send_mail(template, email, context)
