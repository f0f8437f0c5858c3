"""How a mail of the portal leaves: plain text and HTML, its headers, the token that names it if it comes back."""

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.crypto import salted_hmac

from paraphe.notifications.news import Mail, preferences_url
from paraphe.notifications.vocabulary import WORDS, Kind


def draw_token() -> str:
    """A fresh token: nobody who was not sent the mail can name it."""
    return secrets.token_hex(16)


def hash_address(address: str) -> str:
    """The keyed hash of an address: it is compared, never read."""
    return salted_hmac(
        "paraphe.notifications.address", address.strip().lower(), algorithm="sha256"
    ).hexdigest()


def send_mail(mail: Mail, *, token: str, kind: Kind) -> None:
    """Hand one mail over to the mail server; whatever it raises is for the caller.

    Where `PARAPHE_MAIL_BOUNCES` names a mailbox, what comes back goes there (envelope sender); From stays the same.
    """
    bounces = str(getattr(settings, "PARAPHE_MAIL_BOUNCES", ""))
    headers = _headers(token, kind)
    if bounces:
        headers["From"] = settings.DEFAULT_FROM_EMAIL
    message = EmailMultiAlternatives(mail.subject, mail.text, bounces or None, [mail.to], headers=headers)
    message.attach_alternative(mail.html, "text/html")
    message.send()


def _headers(token: str, kind: Kind) -> dict[str, str]:
    """Sources: RFC 3834 (Auto-Submitted), RFC 2919 (List-Id), RFC 2369 (List-Unsubscribe)."""
    host = urlsplit(settings.ORIGIN).hostname or "localhost"
    headers = {
        "Message-ID": f"<{token}@{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
        "List-Id": f"<{kind.value}.avis.{host}>",
    }
    if kind is Kind.SECURITY:
        headers["Importance"] = "high"
    if not WORDS[kind].fixed:
        headers["List-Unsubscribe"] = f"<{preferences_url()}>"
    return headers
