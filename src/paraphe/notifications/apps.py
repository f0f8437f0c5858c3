"""The notifications room as a Django application."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Tells people what happened, from the journal, after commit."""

    name = "paraphe.notifications"
    label = "notifications"
    verbose_name = "Messages"

    def ready(self) -> None:
        """Give the toolbox our sentences, and the room of rights the names of our pages."""
        from paraphe.access import readings
        from paraphe.notifications.web.sentences import PAGES, PROBLEMS
        from paraphe.web import problems

        problems.register(PROBLEMS)
        readings.register_pages(PAGES)
