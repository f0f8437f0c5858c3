"""The accounts room as a Django application."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.apps import AppConfig
from django.http import HttpRequest

if TYPE_CHECKING:
    from paraphe.web.slots import MenuItem


class AccountsConfig(AppConfig):
    """People, and how they prove that they are themselves."""

    name = "paraphe.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Comptes"

    def ready(self) -> None:
        """Fill the slots of the toolbox, give it and the journal our sentences."""
        from paraphe.accounts.second_factor import where_to_go
        from paraphe.accounts.web.sentences import EVENTS, PROBLEMS
        from paraphe.journal import sentences
        from paraphe.web import problems, slots

        slots.second_factor.fill(where_to_go)
        slots.account_menu.fill(_menu)
        problems.register(PROBLEMS)
        sentences.register(EVENTS)


def _menu(request: HttpRequest) -> "Sequence[MenuItem]":
    """The lines of the account menu."""
    from django.urls import reverse

    from paraphe.web.slots import MenuItem

    return [
        MenuItem("Mes moyens de connexion", reverse("accounts_home")),
        MenuItem("Mes sessions", reverse("accounts_sessions")),
        MenuItem("Se déconnecter", reverse("account_logout"), post=True),
    ]
