"""The helpdesk room as a Django application."""

from django.apps import AppConfig


class HelpdeskConfig(AppConfig):
    """Help that leads to the act, and tickets."""

    name = "paraphe.helpdesk"
    label = "helpdesk"
    verbose_name = "Aide et demandes"

    def ready(self) -> None:
        """Give the toolbox our sentences, our lines of the desk and what the public home offers."""
        from paraphe.access import readings
        from paraphe.helpdesk import sentences
        from paraphe.helpdesk.web import frames
        from paraphe.helpdesk.web.sentences import PROBLEMS
        from paraphe.journal import sentences as journal
        from paraphe.web import desk, problems, slots

        journal.register(sentences.EVENTS)
        problems.register(PROBLEMS)
        readings.register_pages(sentences.PAGES)
        desk.register(frames.list_desk)
        slots.front_topics.fill(frames.list_front_topics)
