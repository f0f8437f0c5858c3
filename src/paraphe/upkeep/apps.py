"""The upkeep room as a Django application."""

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    """Hand-over of the administration, yearly review, health of a body."""

    name = "paraphe.upkeep"
    label = "upkeep"
    verbose_name = "Tenue à jour"

    def ready(self) -> None:
        """Give the toolbox our sentences."""
        from paraphe.access import readings
        from paraphe.journal import sentences as journal
        from paraphe.upkeep.sentences import EVENTS, PAGES, PROBLEMS
        from paraphe.upkeep.web.views.desk import list_desk
        from paraphe.web import desk, problems

        journal.register(EVENTS)
        problems.register(PROBLEMS)
        readings.register_pages(PAGES)
        desk.register(list_desk)
