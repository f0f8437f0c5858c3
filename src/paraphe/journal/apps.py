from django.apps import AppConfig


class JournalConfig(AppConfig):
    """The journal."""

    name = "paraphe.journal"
    label = "journal"
