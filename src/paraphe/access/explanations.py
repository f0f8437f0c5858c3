"""Why and why not on many questions at once."""

from collections.abc import Sequence

from paraphe.access.facts import load_facts
from paraphe.access.policy import Decision, Question, decide


def explain_all(questions: Sequence[Question]) -> list[Decision]:
    """What `selectors.explain` says of each question about one body, in the same two round trips."""
    facts = load_facts(
        questions[0].siren,
        persons={question.person for question in questions},
        sirets={question.siret for question in questions if question.siret},
        services={question.service for question in questions if question.service},
    )
    return [decide(question, facts) for question in questions]
