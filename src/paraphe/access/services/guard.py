"""What every verb of this room does first and last: hold the body, decide; note the act that it was."""

from dataclasses import replace

from paraphe.access.errors import Refused
from paraphe.access.models import RightsAct
from paraphe.access.selectors import ask, decide, decide_all, explain
from paraphe.access.vocabulary import WHOLE_BODY, Action
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
) -> None:
    """Decide now, for each establishment named; Refused with the full explanation at the first no.

    Whoever may do it for the whole body may for each establishment: that is asked first, and is most often the answer.
    """
    whole = ask(actor.pk, action, organisation.siren)
    if action in WHOLE_BODY and decide(whole).allowed:
        return
    asked = [replace(whole, siret=siret) for siret in sirets] if sirets else [whole]
    refused = next((decision for decision in decide_all(asked) if not decision.allowed), None)
    if refused is not None:
        raise Refused(explain(refused.question))


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
