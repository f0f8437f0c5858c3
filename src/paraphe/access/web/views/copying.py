"""The same rights as a colleague: who, like whom, the difference, then one act."""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import selectors, services
from paraphe.access.changes import Change, act_of_change
from paraphe.access.copies import FOUR_EYES, OWN, SCOPE, CopyPlan, plan_copy
from paraphe.access.errors import Refused
from paraphe.access.services.habilitations import check_wanted
from paraphe.access.vocabulary import Action
from paraphe.access.web import presence
from paraphe.access.web.differences import plan_differences
from paraphe.access.web.forms import end_of_day
from paraphe.access.web.pages import act_url, after_other_acts, body_of, crumbs, people_url, person_url
from paraphe.access.web.rights import right_rows
from paraphe.accounts.selectors import Person
from paraphe.kernel.errors import PortalError
from paraphe.web.forms import DayField, add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other

WHY = {
    OWN: "ce serait un droit à votre nom : un autre administrateur doit vous le donner",
    SCOPE: "vous n’administrez pas cet établissement",
    FOUR_EYES: "deux administrateurs donnent les droits de ce service : proposez-le par « Donner un droit »",
}


class CopyForm(forms.Form):
    """To whom, like whom, until when."""

    person = forms.ChoiceField(label="À qui")
    model = forms.ChoiceField(label="Mêmes droits que")
    valid_to = DayField(
        label="Jusqu’au",
        required=False,
        help_text="Laissez vide pour garder les fins des droits du collègue. Trois ans au plus.",
    )

    def __init__(self, data: Any, *, people: list[Person], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.people = {person.ref: person for person in people}
        for name in ("person", "model"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", "Choisissez une personne")] + [(row.ref, row.full_name) for row in people]

    def clean(self) -> None:
        """Two different people."""
        given = self.cleaned_data
        if given.get("person") and given.get("person") == given.get("model"):
            self.add_error("model", "Choisissez quelqu’un d’autre que la personne qui reçoit")

    @property
    def ends_at(self) -> datetime | None:
        """The end typed, or None to keep the colleague's."""
        return end_of_day(self.cleaned_data["valid_to"]) if self.cleaned_data["valid_to"] else None

    @property
    def who(self) -> Person:
        """Who receives."""
        return self.people[self.cleaned_data["person"]]

    @property
    def like(self) -> Person:
        """The colleague."""
        return self.people[self.cleaned_data["model"]]


@requires(Action.HABILITATION_GRANT, methods=FORM, personal=True)
def copy_rights(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The form, the difference read again, then the act."""
    form = _form(request)
    if not form.is_bound or "modifier" in request.POST or not form.is_valid():
        return _show_form(request, form)
    if "confirmer" not in request.POST:
        return _show_check(request, form)
    return _copy(request, form)


def _form(request: HttpRequest) -> CopyForm:
    organisation = body_of(request)
    members = [row.person for row in selectors.members_of(organisation)]
    here = {person.pk for person in members}
    waiting = [row.person for row in selectors.open_invitations_of(organisation) if row.person_id not in here]
    initial = {"person": request.GET.get("vers", ""), "model": request.GET.get("de", "")}
    sent = request.POST if request.method == "POST" else None
    return CopyForm(sent, people=[*members, *dict.fromkeys(waiting)], initial=initial)


def _show_form(request: HttpRequest, form: CopyForm) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    trail = crumbs(("Personnes", people_url(body_of(request))), ("Copier des droits", ""))
    return render(request, "access/copy.html", {"form": form, "crumbs": trail}, status=status)


def _planned(request: HttpRequest, form: CopyForm) -> tuple[CopyPlan, Change]:
    organisation, actor = body_of(request), portal(request).user
    found = plan_copy(organisation, model=form.like, person=form.who, actor=actor, ends_at=form.ends_at)
    change = found.plan.change("copy")
    check_wanted(organisation, change.grants, actor=actor)
    return found, change


def _show_check(request: HttpRequest, form: CopyForm, error: PortalError | None = None) -> HttpResponse:
    organisation = body_of(request)
    try:
        found, change = _planned(request, form)
    except PortalError as refusal:
        return _tell(request, form, refusal)
    left = zip(right_rows(organisation, [row for row, _ in found.left]), found.left, strict=True)
    context = {
        "form": form,
        "found": found,
        "left": [(row, WHY[why]) for row, (_, why) in left],
        "differences": plan_differences(organisation, found.plan, person=form.who),
        "is_empty": change.is_empty,
        "person_url": person_url(organisation, form.who.ref),
        "crumbs": crumbs(("Personnes", people_url(organisation)), ("Copier des droits", ""), ("Relire", "")),
    }
    if not change.is_empty:
        context["step_up"] = presence.prompt(request, act_of_change(organisation, change), error)
    return render(request, "access/copy_check.html", context, status=422 if error else 200)


def _tell(request: HttpRequest, form: CopyForm, refusal: PortalError) -> HttpResponse:
    if isinstance(refusal, Refused):
        raise refusal
    add_problem(form, refusal)
    return _show_form(request, form)


def _copy(request: HttpRequest, form: CopyForm) -> HttpResponse:
    organisation, actor = body_of(request), portal(request).user
    try:
        found, change = after_other_acts(organisation, lambda: _planned(request, form))
        if change.is_empty:
            act = selectors.undoable_act(organisation, actor=actor.pk)
            done = act is not None and act.source == "copy" and bool(found.plan.steps)
            return see_other(act_url(organisation, act)) if done and act else _show_check(request, form)
        presence.prove(request, act_of_change(organisation, change))
        act = services.change_rights(organisation, change=change, actor=actor)
    except presence.REFUSALS as error:
        return _show_check(request, form, error)
    except PortalError as refusal:
        return _tell(request, form, refusal)
    return see_other(act_url(organisation, act))
