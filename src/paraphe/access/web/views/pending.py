"""Four eyes: the services concerned, proposing a change, and another administrator's answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import plans, proposals, services
from paraphe.access.changes import act_of_change
from paraphe.access.models import PendingChange
from paraphe.access.services.pending import change_of
from paraphe.access.vocabulary import Action
from paraphe.access.web import presence, proposing
from paraphe.access.web.differences import Difference, change_differences
from paraphe.access.web.pages import act_url, after_other_acts, body_of, crumbs
from paraphe.access.web.rights import rights_url
from paraphe.kernel.errors import PortalError, WrongState
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation, Service
from paraphe.web import problems
from paraphe.web.components import Mark
from paraphe.web.forms import ReasonForm, add_problem
from paraphe.web.guards import FORM, POST, requires
from paraphe.web.http import portal, see_other

MARKS = {
    "proposed": Mark("warn", "En attente", "clock"),
    "applied": Mark("ok", "Confirmée"),
    "refused": Mark("bad", "Refusée"),
    "withdrawn": Mark("off", "Retirée"),
    "expired": Mark("off", "Expirée"),
}


class FourEyesForm(forms.Form):
    """Which services two administrators give."""

    services = forms.MultipleChoiceField(
        label="Services dont les droits se donnent à deux",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun si vous ne cochez rien : un administrateur suffit alors partout.",
    )

    def __init__(self, data: Any, *, offered: Sequence[Service], chosen: Sequence[str]) -> None:
        super().__init__(data, initial={"services": list(chosen)})
        self.offered = {service.code: service for service in offered}
        field = self.fields["services"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(code, service.name) for code, service in self.offered.items()]

    @property
    def chosen(self) -> list[Service]:
        """The services ticked, once the form is valid."""
        return [self.offered[code] for code in self.cleaned_data["services"]]


@requires(Action.BODY_CONFIGURE, methods=FORM)
def choose_four_eyes(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The services whose rights are given by two, ticked."""
    organisation = body_of(request)
    sent = request.POST if request.method == "POST" and "choisir" in request.POST else None
    offered = registry.services_for(organisation.branch)
    form = FourEyesForm(sent, offered=offered, chosen=sorted(plans.services_under_four_eyes(organisation)))
    if form.is_bound and form.is_valid():
        try:
            services.choose_four_eyes(organisation, services=form.chosen, actor=portal(request).user)
        except WrongState as error:
            add_problem(form, error)
        else:
            messages.success(request, "Le choix est enregistré. Les autres administrateurs en sont avertis.")
            return see_other(_list_url(organisation))
    unanswered = request.method == "POST" and sent is None
    context = {"form": form, "back": _list_url(organisation), "crumbs": _trail(organisation, "Quatre yeux")}
    status = 422 if form.errors or unanswered else 200
    return render(request, "access/four_eyes.html", context, status=status)


@requires(Action.PEOPLE_READ, personal=True)
def list_proposals(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The changes that wait for a second administrator, and what became of the others."""
    organisation = body_of(request)
    chosen = plans.services_under_four_eyes(organisation)
    context = {
        "open": [(row, proposal_url(row)) for row in proposals.open_proposals(organisation)],
        "settled": [
            (row, MARKS["expired" if row.state == "proposed" else row.state], proposal_url(row))
            for row in proposals.settled_proposals(organisation)
        ],
        "services": [row.name for row in registry.services_for(organisation.branch) if row.code in chosen],
        "body_ref": body_ref,
        "crumbs": crumbs(("Droits", rights_url(organisation)), ("Propositions", "")),
    }
    return render(request, "access/proposals.html", context)


@requires(Action.HABILITATION_GRANT, methods=POST, personal=True)
def propose(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Propose the change another page prepared, with a proof of presence."""
    organisation = body_of(request)
    change, actor = proposing.change_sent(request, organisation), portal(request).user
    sent = after_other_acts(organisation, lambda: proposals.proposal_like(organisation, change, actor=actor))
    if sent is not None:
        return see_other(proposal_url(sent))
    try:
        presence.prove(request, act_of_change(organisation, change))
        pending = services.propose_change(organisation, change=change, actor=actor)
    except presence.REFUSALS as error:
        return proposing.offer(request, organisation, change, error)
    messages.success(request, "Le changement est proposé. Les autres administrateurs en sont avertis.")
    return see_other(proposal_url(pending))


@requires(Action.PEOPLE_READ, personal=True)
def show_proposal(request: HttpRequest, body_ref: str, proposal_ref: str) -> HttpResponse:
    """One proposal: what it would change, who asks, and what the reader can do about it."""
    pending = proposals.proposal_of(body_of(request), proposal_ref)
    return _show(request, pending, ReasonForm())


@requires(Action.HABILITATION_GRANT, methods=POST, personal=True)
def confirm(request: HttpRequest, body_ref: str, proposal_ref: str) -> HttpResponse:
    """Do what another administrator proposed, with a proof of presence, then the page of the act."""
    organisation = body_of(request)
    pending = after_other_acts(organisation, lambda: proposals.proposal_of(organisation, proposal_ref))
    if pending.act is not None and pending.decided_by == portal(request).user:
        return see_other(act_url(organisation, pending.act))
    try:
        presence.prove(request, act_of_change(organisation, change_of(pending)))
        act = services.confirm_change(pending, actor=portal(request).user)
    except presence.REFUSALS as error:
        return _show(request, pending, ReasonForm(), error)
    return see_other(act_url(organisation, act))


@requires(Action.HABILITATION_GRANT, methods=POST, personal=True)
def refuse(request: HttpRequest, body_ref: str, proposal_ref: str) -> HttpResponse:
    """Refuse with a reason."""
    organisation = body_of(request)
    pending, form = proposals.proposal_of(organisation, proposal_ref), ReasonForm(request.POST)
    if not form.is_valid():
        return _show(request, pending, form)
    services.refuse_change(pending, reason=form.cleaned_data["reason"], actor=portal(request).user)
    messages.success(request, "La proposition est refusée. Rien n’a changé ; qui l’a faite en est averti.")
    return see_other(_list_url(organisation))


@requires(Action.PEOPLE_READ, methods=POST, personal=True)
def withdraw(request: HttpRequest, body_ref: str, proposal_ref: str) -> HttpResponse:
    """Take one's own proposal back."""
    organisation = body_of(request)
    pending = proposals.proposal_of(organisation, proposal_ref)
    services.withdraw_change(pending, actor=portal(request).user)
    messages.success(request, "Votre proposition est retirée. Rien n’a changé.")
    return see_other(_list_url(organisation))


def proposal_url(pending: PendingChange) -> str:
    """The page of a proposal."""
    return reverse("access:proposal", args=[pending.organisation.ref, pending.ref])


def _list_url(organisation: Organisation) -> str:
    return reverse("access:proposals", args=[organisation.ref])


def _trail(organisation: Organisation, label: str) -> object:
    return crumbs(
        ("Droits", rights_url(organisation)), ("Propositions", _list_url(organisation)), (label, "")
    )


def _show(
    request: HttpRequest, pending: PendingChange, form: ReasonForm, error: PortalError | None = None
) -> HttpResponse:
    organisation, reader = pending.organisation, portal(request).user
    differences, stale = _differences(pending)
    waits = pending in proposals.open_proposals(organisation)
    context = {
        "pending": pending,
        "mark": MARKS["expired" if pending.state == "proposed" and not waits else pending.state],
        "differences": differences,
        "stale": stale,
        "waits": waits,
        "is_own": pending.proposed_by_id == reader.pk,
        "act_url": act_url(organisation, pending.act) if pending.act else "",
        "reason": pending.content["reason"],
        "form": form,
        "body_ref": organisation.ref,
        "crumbs": _trail(organisation, "Une proposition"),
    }
    if waits and not stale and not context["is_own"]:
        act = act_of_change(organisation, change_of(pending))
        context["step_up"] = presence.prompt(request, act, error)
    return render(request, "access/proposal.html", context, status=422 if error or form.errors else 200)


def _differences(pending: PendingChange) -> tuple[list[Difference], str]:
    """What it would change, or in words why it no longer can."""
    try:
        return change_differences(pending.organisation, change_of(pending)), ""
    except PortalError as error:
        told = problems.tell(error)
        return [], told.sentence if told else ""
