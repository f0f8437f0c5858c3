"""What every verb of this room does first: hold the body, then decide."""

from dataclasses import replace

from paraphe.access.errors import Refused
from paraphe.access.policy import Decision
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
    action: Action, organisation: Organisation, *, actor: Person, sirets: list[str] | None = None
) -> list[Decision]:
    """Decide now, for each establishment named; Refused with the full explanation at the first no."""
    first = ask(actor.pk, action, organisation.siren)
    decisions = decide_all([replace(first, siret=siret) for siret in sirets] if sirets else [first])
    refused = next((decision for decision in decisions if not decision.allowed), None)
    if refused is not None:
        raise Refused(explain(refused.question))
    return decisions
