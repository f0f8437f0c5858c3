"""The declarations room as a Django application."""

from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    """Receiving, checking, signing and filing declarations."""

    name = "paraphe.declarations"
    label = "declarations"
    verbose_name = "Déclarations"

    def ready(self) -> None:
        """Give the toolbox and the journal our sentences, the room of rights what people leave behind."""
        from paraphe.access import readings, slots
        from paraphe.declarations import sentences
        from paraphe.declarations.leaving import count_work_left
        from paraphe.declarations.web.sentences import PROBLEMS
        from paraphe.journal import sentences as journal
        from paraphe.web import problems

        problems.register(PROBLEMS)
        journal.register(sentences.EVENTS)
        readings.register_pages(sentences.PAGES)
        slots.work_left.fill(count_work_left)
