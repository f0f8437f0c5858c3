"""The notifications room as a Django application."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Tells people what happened, from the journal, after commit."""

    name = "paraphe.notifications"
    label = "notifications"
    verbose_name = "Messages"
