"""Writes: each calls the verb that the pages call, and nothing else."""

from django.db import transaction

from paraphe.access import proposals, requests, selectors, services
from paraphe.access.api import giving, shapes, telling
from paraphe.access.api.asking import DryRun
from paraphe.access.api.giving import change_of, memberships_of
from paraphe.access.api.operations import Call, post
from paraphe.access.api.rehearsing import difference_of, rehearse
from paraphe.access.vocabulary import Action
from paraphe.kernel import clock


@post("changes", Action.HABILITATION_GRANT, body=giving.ChangeIn, query=DryRun, group="Actes")
def change_rights(call: Call) -> shapes.ChangeDone:
    """Donner, retirer et inviter en un seul acte.

    Avec dry_run=true : la différence et les mêmes refus, rien n’est écrit. Ce qui donne demande une preuve de présence
    (POST /step-ups) pour ce contenu exact.
    """
    query: DryRun = call.query
    change = change_of(call.organisation, call.body)
    if query.dry_run:
        rehearse(call.organisation, change, actor=call.person)
        act = None
    else:
        done = services.change_rights(call.organisation, change=change, actor=call.person)
        act = telling.act_shown(done)
    return shapes.ChangeDone(
        dry_run=query.dry_run,
        needs_step_up=change.gives,
        act=act,
        difference=difference_of(change, at=clock.now()),
    )


@post("proposals", Action.PEOPLE_READ, body=giving.ChangeIn, group="Actes")
def propose_change(call: Call) -> shapes.Proposal:
    """Proposer un changement à un second administrateur, là où l’organisme en demande deux."""
    change = change_of(call.organisation, call.body)
    return telling.proposal_shown(
        services.propose_change(call.organisation, change=change, actor=call.person)
    )


@post("proposals/<slug:proposal_ref>/confirm", Action.HABILITATION_GRANT, body=giving.Nothing, group="Actes")
def confirm_proposal(call: Call) -> shapes.Act:
    """Confirmer un changement proposé par un autre administrateur."""
    pending = proposals.proposal_of(call.organisation, call.refs["proposal_ref"])
    return telling.act_shown(services.confirm_change(pending, actor=call.person))


@post("proposals/<slug:proposal_ref>/refuse", Action.HABILITATION_GRANT, body=giving.ReasonIn, group="Actes")
def refuse_proposal(call: Call) -> shapes.Done:
    """Refuser un changement proposé."""
    pending = proposals.proposal_of(call.organisation, call.refs["proposal_ref"])
    services.refuse_change(pending, reason=call.body.reason, actor=call.person)
    return shapes.Done(ref=pending.ref, state="refused")


@post("proposals/<slug:proposal_ref>/withdraw", Action.HABILITATION_GRANT, body=giving.Nothing, group="Actes")
def withdraw_proposal(call: Call) -> shapes.Done:
    """Retirer un changement qu’on a proposé."""
    pending = proposals.proposal_of(call.organisation, call.refs["proposal_ref"])
    services.withdraw_change(pending, actor=call.person)
    return shapes.Done(ref=pending.ref, state="withdrawn")


@post("removals", Action.PERSON_REMOVE, body=giving.RemovalIn, group="Personnes")
def remove_people(call: Call) -> shapes.Act:
    """Retirer des déclarants en un seul acte : droits, sessions et jetons s’arrêtent aussitôt."""
    given: giving.RemovalIn = call.body
    rows = memberships_of(call.organisation, given.people)
    return telling.act_shown(
        services.end_memberships(call.organisation, memberships=rows, reason=given.reason, actor=call.person)
    )


@post("suspensions", Action.PERSON_SUSPEND, body=giving.SuspensionIn, group="Personnes")
def suspend_person(call: Call) -> shapes.Done:
    """Suspendre une personne : tous ses droits attendent, aussitôt."""
    given: giving.SuspensionIn = call.body
    (row,) = memberships_of(call.organisation, [given.person])
    stop = services.suspend_membership(
        row, cause="order", reason=given.reason, actor=call.person, lifts_on=given.lifts_on
    )
    return shapes.Done(ref=stop.ref, state="suspended")


@post("reactivations", Action.PERSON_SUSPEND, body=giving.ReactivationIn, group="Personnes")
def reactivate_person(call: Call) -> shapes.Done:
    """Rétablir l’accès d’une personne suspendue : ses droits valent de nouveau, tels quels."""
    given: giving.ReactivationIn = call.body
    (row,) = memberships_of(call.organisation, [given.person])
    services.reactivate_membership(row, reason=given.reason, actor=call.person)
    return shapes.Done(ref=row.ref, state="active")


@post("invitations/<slug:invitation_ref>/renew", Action.PERSON_INVITE, body=giving.Nothing, group="Personnes")
def renew_invitation(call: Call) -> shapes.InvitationShown:
    """Renvoyer une invitation : sept jours neufs, l’ancien lien ne s’ouvre plus."""
    row = selectors.invitation_of(call.organisation, call.refs["invitation_ref"])
    renewed = services.renew_invitation(row, actor=call.person)
    return telling.invitation_shown(renewed, now=clock.now())


@post(
    "invitations/<slug:invitation_ref>/withdraw", Action.PERSON_INVITE, body=giving.Nothing, group="Personnes"
)
def withdraw_invitation(call: Call) -> shapes.Done:
    """Retirer une invitation et les droits préparés avec elle."""
    row = selectors.invitation_of(call.organisation, call.refs["invitation_ref"])
    services.withdraw_invitation(row, actor=call.person)
    return shapes.Done(ref=row.ref, state="withdrawn")


@post("requests", Action.RIGHT_REQUEST, body=giving.RequestIn, group="Demandes")
def send_request(call: Call) -> shapes.RequestShown:
    """Demander un droit pour soi."""
    plan = giving.plan_of(call.organisation, call.body)
    with transaction.atomic():
        draft = services.save_request_draft(call.organisation, plan=plan, actor=call.person)
        return telling.request_shown(services.send_request(draft, actor=call.person))


@post("requests/<slug:request_ref>/approve", Action.REQUEST_DECIDE, body=giving.ApprovalIn, group="Demandes")
def approve_request(call: Call) -> shapes.Act:
    """Accorder une demande, ou moins qu’elle ne demande."""
    row = requests.request_of(call.organisation, call.refs["request_ref"])
    approval = giving.approval_of(call.body)
    return telling.act_shown(services.approve_request(row, approval=approval, actor=call.person))


@post("requests/<slug:request_ref>/refuse", Action.REQUEST_DECIDE, body=giving.ReasonIn, group="Demandes")
def refuse_request(call: Call) -> shapes.RequestShown:
    """Refuser une demande, en disant pourquoi."""
    row = requests.request_of(call.organisation, call.refs["request_ref"])
    return telling.request_shown(services.refuse_request(row, reason=call.body.reason, actor=call.person))


@post("requests/<slug:request_ref>/ask", Action.REQUEST_DECIDE, body=giving.QuestionIn, group="Demandes")
def ask_requester(call: Call) -> shapes.RequestShown:
    """Demander une précision avant de décider."""
    row = requests.request_of(call.organisation, call.refs["request_ref"])
    return telling.request_shown(services.ask_requester(row, question=call.body.question, actor=call.person))


@post("requests/<slug:request_ref>/answer", Action.RIGHT_REQUEST, body=giving.AnswerIn, group="Demandes")
def answer_request(call: Call) -> shapes.RequestShown:
    """Répondre à la précision demandée sur sa propre demande."""
    row = requests.own_request(call.organisation, call.person, call.refs["request_ref"])
    return telling.request_shown(services.answer_request(row, answer=call.body.answer, actor=call.person))


@post("requests/<slug:request_ref>/withdraw", Action.RIGHT_REQUEST, body=giving.Nothing, group="Demandes")
def withdraw_request(call: Call) -> shapes.RequestShown:
    """Retirer sa propre demande."""
    row = requests.own_request(call.organisation, call.person, call.refs["request_ref"])
    return telling.request_shown(services.withdraw_request(row, actor=call.person))


@post("acts/<slug:act_ref>/undo", Action.PEOPLE_READ, body=giving.Nothing, group="Actes")
def undo_act(call: Call) -> shapes.Act:
    """Annuler son propre acte, exactement, dans les quinze minutes."""
    act = selectors.act_of_body(call.organisation, call.refs["act_ref"])
    return telling.act_shown(services.undo_act(act, actor=call.person))
