"""The helpdesk room as a Django application."""

from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    """Help that leads to the act, and tickets."""

    name = "paraphe.helpdesk"
    label = "helpdesk"
    verbose_name = "Aide et demandes"
