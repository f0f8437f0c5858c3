"""One's own candidacy: where it stands, the key, the other path, a new key, taking it back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import candidacies, selectors
from paraphe.access.candidacy_acts import COOPTATION, KEY, CandidacyPlan, act_of_key, act_of_path
from paraphe.access.models import Candidacy
from paraphe.access.services.candidacies import check_path, request_key, switch_path, withdraw_candidacy
from paraphe.access.services.candidacy_keys import redeem_key
from paraphe.access.web import candidacy_story as story
from paraphe.access.web import presence
from paraphe.access.web.candidacy_forms import AddressForm, KeyForm, letter_place
from paraphe.access.web.pages import crumbs
from paraphe.kernel.errors import PortalError
from paraphe.web.components import Crumb
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, POST, signed_in
from paraphe.web.http import portal, see_other


@signed_in(personal=True)
def show(request: HttpRequest, candidacy_ref: str) -> HttpResponse:
    """What blocks, who can act, until when, what happened, and what the candidate can do."""
    row = _own(request, candidacy_ref)
    named = _may_name(request, row)
    running = candidacies.running_key(row)
    context = {
        "row": row,
        "mark": story.MARKS[row.state],
        "steps": story.steps_of(row),
        "scope": story.scope_words(row.scope),
        "blocking": story.blocking_of(row, named=named),
        "story": story.story_of(row, named=named, own=True),
        "decision": story.decision_words(row) if named else "",
        "contest": candidacies.open_contest_of(row),
        "can_type": row.state == "pending" and running is not None and running.state == "sent",
        "can_ask_key": candidacies.can_have_new_key(row),
        "is_open": row.state in candidacies.OPEN,
        "crumbs": _trail(),
    }
    return render(request, "access/candidacy_status.html", context)


def _own(request: HttpRequest, ref: str) -> Candidacy:
    row = candidacies.own_candidacy(portal(request).user, ref)
    portal(request).looked_at = {row.organisation.siren}
    return row


def _may_name(request: HttpRequest, row: Candidacy) -> bool:
    """Members of the body may know its administrators by name; others, only how many they are."""
    return selectors.membership_of(row.organisation, portal(request).user.pk) is not None


def _trail(row: Candidacy | None = None, last: str = "") -> list[Crumb]:
    steps = [("Devenir administrateur", reverse("access:become"))]
    if row is None:
        return crumbs(*steps, ("Votre candidature", ""))
    return crumbs(*steps, ("Votre candidature", story.own_url(row)), (last, ""))


@signed_in(methods=FORM, personal=True)
def type_key(request: HttpRequest, candidacy_ref: str) -> HttpResponse:
    """Type the key of the letter, with a proof of presence."""
    row = _own(request, candidacy_ref)
    form = KeyForm(request.POST or None)
    if not form.is_bound or not form.is_valid():
        return _show_key(request, row, form)
    try:
        presence.prove(request, act_of_key(row))
        redeem_key(row, typed=form.cleaned_data["key"], actor=portal(request).user)
    except presence.REFUSALS as error:
        return _show_key(request, row, form, error)
    except PortalError as refusal:
        add_problem(form, refusal)
        return _show_key(request, row, form)
    messages.success(request, f"La clé est bonne : vous administrez {row.organisation.name}.")
    return see_other(story.own_url(row))


def _show_key(
    request: HttpRequest, row: Candidacy, form: KeyForm, error: PortalError | None = None
) -> HttpResponse:
    running = candidacies.running_key(row)
    context = {
        "row": row,
        "form": form,
        "tries": running.tries if running else 0,
        "can_type": row.state == "pending" and running is not None,
        "can_ask_key": candidacies.can_have_new_key(row),
        "step_up": presence.prompt(request, act_of_key(row), error),
        "crumbs": _trail(row, "Taper la clé"),
    }
    status = 422 if error or (form.is_bound and form.errors) else 200
    return render(request, "access/candidacy_key.html", context, status=status)


@signed_in(methods=POST)
def ask_key(request: HttpRequest, candidacy_ref: str) -> HttpResponse:
    """Have a new key posted to the same place."""
    row = _own(request, candidacy_ref)
    request_key(row, actor=portal(request).user)
    messages.success(request, "Une nouvelle lettre va partir. L’ancienne clé ne vaut plus rien.")
    return see_other(story.own_url(row))


@signed_in(methods=FORM, personal=True)
def change_path(request: HttpRequest, candidacy_ref: str) -> HttpResponse:
    """The other path: where the letter goes if it is the key, read again, then taken."""
    row = _own(request, candidacy_ref)
    if row.path == KEY:
        return _take_path(request, row, CandidacyPlan(row.scope, COOPTATION, row.message), form=None)
    form = AddressForm(request.POST or None, places=story.open_places(row.organisation))
    if not form.is_bound or not form.is_valid() or "modifier" in request.POST:
        return _show_address(request, row, form)
    return _take_path(request, row, CandidacyPlan(row.scope, KEY, row.message, letter_place(form)), form=form)


def _show_address(request: HttpRequest, row: Candidacy, form: AddressForm) -> HttpResponse:
    context = {"row": row, "form": form, "crumbs": _trail(row, "Changer de voie")}
    return render(request, "access/candidacy_path.html", context, status=422 if form.errors else 200)


def _take_path(
    request: HttpRequest, row: Candidacy, plan: CandidacyPlan, *, form: AddressForm | None
) -> HttpResponse:
    error: PortalError | None = None
    if "confirmer" in request.POST:
        try:
            presence.prove(request, act_of_path(row, plan))
            switch_path(row, plan=plan, actor=portal(request).user)
        except presence.REFUSALS as refusal:
            error = refusal
        else:
            messages.success(request, "Vous avez changé de voie. L’ancienne ne vaut plus rien.")
            return see_other(story.own_url(row))
    return _show_path(request, row, plan, form=form, error=error)


def _show_path(
    request: HttpRequest,
    row: Candidacy,
    plan: CandidacyPlan,
    *,
    form: AddressForm | None,
    error: PortalError | None,
) -> HttpResponse:
    person = portal(request).user
    try:
        if row.state == "pending":
            check_path(row, plan, actor=person)
    except PortalError as refusal:
        if form is None:
            raise
        add_problem(form, refusal)
        return _show_address(request, row, form)
    context = {
        "row": row,
        "form": form,
        "plan": plan,
        "facts": story.plan_facts(row.organisation, plan),
        "consequences": story.plan_consequences(row.organisation, plan, person=person),
        "step_up": presence.prompt(request, act_of_path(row, plan), error),
        "crumbs": _trail(row, "Changer de voie"),
    }
    return render(request, "access/candidacy_path_check.html", context, status=422 if error else 200)


@signed_in(methods=FORM, personal=True)
def withdraw(request: HttpRequest, candidacy_ref: str) -> HttpResponse:
    """Say what stops, then take the candidacy back."""
    row = _own(request, candidacy_ref)
    if request.method == "POST":
        if row.state != "withdrawn":  # sent twice, it is done once
            withdraw_candidacy(row, actor=portal(request).user)
        messages.success(request, "Votre candidature est retirée.")
        return see_other(story.own_url(row))
    return render(request, "access/candidacy_withdraw.html", {"row": row, "crumbs": _trail(row, "Retirer")})
