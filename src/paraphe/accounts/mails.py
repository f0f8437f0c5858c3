"""The few mails that carry a secret link of the account; everything else is told from the journal.

They pass by allauth's adapter and Django's mail backend, which the notifications room sets.
"""

from datetime import datetime

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core import signing
from django.http import HttpRequest
from django.urls import reverse

from paraphe.accounts import browsers, throttle
from paraphe.accounts.errors import EmailLinkDead, TooManyTries
from paraphe.accounts.models import Person
from paraphe.kernel import clock

SALT = "paraphe.accounts.email"
LIFE = 24 * 3600


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


def send_email_change(request: HttpRequest, person: Person, email: str) -> None:
    """Send the link that gives the account its new address, to that address."""
    token = signing.dumps({"person": person.ref, "from": person.email, "to": email}, salt=SALT)
    url = f"{settings.ORIGIN}{reverse('accounts_email_confirm', args=[token])}"
    _send(request, "accounts/mail/confirm_email", email, {"person": person, "url": url})


def send_email_changed(request: HttpRequest, person: Person, former: str) -> None:
    """Tell the former address that the account left it."""
    _send(request, "accounts/mail/email_changed", former, {"person": person})


def read_email_change(token: str) -> tuple[Person, str]:
    """The person and the new address of a living link; EmailLinkDead otherwise."""
    try:
        kept = signing.loads(token, salt=SALT, max_age=LIFE)
        person = Person.objects.get(ref=kept["person"], email=kept["from"], is_active=True)
    except (signing.BadSignature, Person.DoesNotExist):
        raise EmailLinkDead from None
    return person, str(kept["to"])


def _send(request: HttpRequest, template: str, email: str, context: dict[str, object]) -> None:
    get_adapter(request).send_mail(template, email, context)
