"""What every verb of this room does first and last: hold the body, decide; note the act that it was."""

from dataclasses import replace

from paraphe.access.errors import Refused
from paraphe.access.models import RightsAct
from paraphe.access.policy import Decision
from paraphe.access.selectors import ask, decide_all, explain
from paraphe.access.vocabulary import Action
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.journal.selectors import Chain, Entry
from paraphe.kernel.identifiers import Ref
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


def note_act(
    organisation: Organisation, *, kind: str, actor: Person, entry: Entry, source: str = ""
) -> RightsAct:
    """Write that an entry was one act on rights, so that it can be shown and undone. Records nothing."""
    return RightsAct.objects.create(
        ref=Ref.new(),
        organisation=organisation,
        actor=actor,
        kind=kind,
        source=source,
        at=entry.at,
        entry=entry.pk,
    )
