"""The access room as a Django application."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """Who may do what, for whom, when, why."""

    name = "paraphe.access"
    label = "access"
    verbose_name = "Droits"

    def ready(self) -> None:
        """Fill the slots of the toolbox, and give it our sentences."""
        from paraphe.access import events, sentences
        from paraphe.access.web import (
            candidacy_history,
            deciding,
            desk_lists,
            establishing,
            frames,
            history,
            identity_desk,
        )
        from paraphe.access.web.sentences import PROBLEMS
        from paraphe.access.words import (
            api,
            bulk,
            candidacy,
            establishment,
            identity,
            people,
            profile,
            registration,
            request,
            rights,
        )
        from paraphe.journal import sentences as journal
        from paraphe.web import desk, problems, slots

        slots.decider.fill(deciding.answer_guard)
        slots.access_recorder.fill(frames.record_reading)
        slots.refusal_gates.fill(frames.tell_gates)
        slots.refusal_offer.fill(frames.offer_request)
        slots.bodies.fill(frames.list_bodies)
        slots.role_label.fill(frames.name_role)
        desk.register(desk_lists.list_desk)
        desk.register(identity_desk.list_desk)
        history.register_tellers(candidacy_history.TELLERS)
        history.register_tellers(
            {
                events.ESTABLISHMENT_WELCOMED: establishing.tell_welcomed,
                events.REGISTER_IGNORED: establishing.tell_ignored,
            }
        )
        for words in (candidacy, establishment, identity, registration, rights):
            problems.register(words.PROBLEMS)
            journal.register(words.EVENTS)
        for words in (api, bulk, people, profile, request):
            problems.register(words.PROBLEMS)
        problems.register(PROBLEMS)
        problems.register_actions(sentences.ACTIONS)
        journal.register(sentences.EVENTS)
