"""Proving presence for an act to come, by the same service and the same limits as the pages."""

from paraphe.access import proposals, requests, selectors
from paraphe.access.acts import act_of_suspension
from paraphe.access.api import giving, shapes
from paraphe.access.api.giving import StepUpIn, memberships_of
from paraphe.access.api.operations import Call, post
from paraphe.access.changes import act_of_change, act_of_removals, act_of_undo
from paraphe.access.services.pending import change_of as proposed_change
from paraphe.access.vocabulary import Action
from paraphe.accounts import services as accounts
from paraphe.registry.selectors import Organisation


@post("step-ups", Action.PEOPLE_READ, body=StepUpIn, group="Vous")
def prove_presence(call: Call) -> shapes.Presence:
    """Prouver sa présence, par un code à usage unique, pour un acte à venir.

    Le contenu de l’acte est envoyé ici tel qu’il le sera ensuite : la preuve ne vaut que pour lui, une fois, cinq
    minutes. Les essais sont comptés comme sur les pages.
    """
    act = act_of(call.organisation, call)
    kept = accounts.prove_presence(request=call.request, act=act, code=call.body.code)
    return shapes.Presence(act=kept.act, given_at=kept.at)


def act_of(organisation: Organisation, call: Call) -> str:
    """The name of the act that the body describes, as its verb will ask it."""
    given: StepUpIn = call.body
    if given.change is not None:
        return act_of_change(organisation, giving.change_of(organisation, given.change))
    if given.removal is not None:
        rows = memberships_of(organisation, given.removal.people)
        return act_of_removals([row.ref for row in rows])
    if given.suspension is not None:
        (row,) = memberships_of(organisation, [given.suspension.person])
        return act_of_suspension(row)
    if given.approval is not None:
        request = requests.request_of(organisation, given.approval.request)
        change = requests.change_of(request, giving.approval_of(given.approval))
        return act_of_change(organisation, change)
    if given.confirmation is not None:
        pending = proposals.proposal_of(organisation, given.confirmation)
        return act_of_change(organisation, proposed_change(pending))
    return act_of_undo(selectors.act_of_body(organisation, given.undo or ""))
