"""What allauth asks of us: who may come in, what is told, how secrets are kept."""

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from paraphe.accounts import browsers
from paraphe.accounts.models import Person

INACTIVE = "Votre compte n’est plus actif. Demandez à un administrateur de votre organisme."


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up alone; a log-in makes the browser known; allauth's own sentences are not shown."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are opened by invitation or with a body, never here."""
        return False

    def respond_user_inactive(self, request: HttpRequest, user: AbstractBaseUser) -> HttpResponse:
        """Someone who proved who he is, on a closed account: told so, on the log-in page."""
        messages.error(request, INACTIVE)
        return redirect("account_login")

    def post_login(self, request: HttpRequest, user: Person, **kwargs: Any) -> HttpResponse:
        """Answer as allauth does, and remember the browser for this account."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        browsers.forget_failures(request, user.email)
        browsers.remember(request, response, user.email)
        return response

    def add_message(self, request: HttpRequest, level: int, *args: Any, **kwargs: Any) -> None:
        """Say nothing: our pages tell what was done."""


class FactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """The secrets of applications are sealed with the portal's key."""

    def encrypt(self, text: str) -> str:
        """`text` sealed by the current key."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text, whichever of the portal's keys sealed it; cryptography's InvalidToken otherwise."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """The relying party: the host people see, under the portal's name."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return {**entity, "name": settings.MFA_TOTP_ISSUER}


def _box() -> MultiFernet:
    keys = [str(key) for key in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return MultiFernet([Fernet(_derive(key)) for key in keys])


def _derive(secret: str) -> bytes:
    return base64.urlsafe_b64encode(hashlib.sha256(f"paraphe.factors\x1f{secret}".encode()).digest())
