"""What every verb of this room does first: hold the body, then decide."""

from paraphe.access.errors import Refused
from paraphe.access.policy import Decision, Question
from paraphe.access.selectors import ask, decide_all, explain
from paraphe.access.vocabulary import Action
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain
from paraphe.registry.selectors import Organisation


def hold_body(organisation: Organisation) -> Chain:
    """Lock the body's chain until the verb ends, so that two verbs on one body follow each other."""
    chain = journal.chain_of_body(organisation.siren)
    journal.lock_chains(chain)
    return chain


def require(
    actor: Person, action: Action, organisation: Organisation, *, sirets: list[str] | None = None
) -> list[Decision]:
    """Decide now, for each establishment named; Refused with the full explanation at the first no."""
    questions = [ask(actor.pk, action, organisation.siren, siret=siret) for siret in (sirets or [None])]  # type: ignore[list-item]
    at_once = [Question(q.person, q.action, q.siren, q.siret, q.service, questions[0].at) for q in questions]
    decisions = decide_all(at_once)
    refused = next((decision for decision in decisions if not decision.allowed), None)
    if refused is not None:
        raise Refused(explain(refused.question))
    return decisions
