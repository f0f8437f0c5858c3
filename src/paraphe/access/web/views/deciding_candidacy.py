"""Answering a candidacy, from the administrators' side: accord, refusal, contest."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import candidacies
from paraphe.access.candidacy_acts import act_of_accord, act_of_contest
from paraphe.access.errors import AlreadyDecided
from paraphe.access.models import Candidacy
from paraphe.access.services.candidacy_decisions import (
    check_contest,
    check_decision,
    contest_candidacy,
    give_accord,
    refuse_candidacy,
)
from paraphe.access.services.contests import uphold_contest
from paraphe.access.vocabulary import Action
from paraphe.access.web import candidacy_story as story
from paraphe.access.web import candidacy_weighing as weighing
from paraphe.access.web import presence
from paraphe.access.web.pages import body_of, crumbs
from paraphe.kernel.errors import Forbidden, PortalError
from paraphe.web.components import Crumb
from paraphe.web.forms import ReasonForm, add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other


@requires(Action.ADMINISTRATOR_DECIDE, methods=FORM, personal=True)
def decide(request: HttpRequest, body_ref: str, candidacy_ref: str) -> HttpResponse:
    """Who asks what, what it entails, then the accord with a proof of presence."""
    row = candidacies.candidacy_of(body_of(request), candidacy_ref)
    check_decision(row, actor=portal(request).user)
    if request.method != "POST":
        return _show(request, row)
    try:
        presence.prove(request, act_of_accord(row))
        membership = give_accord(row, actor=portal(request).user)
    except presence.REFUSALS as error:
        return _show(request, row, error=error)
    except AlreadyDecided:
        return _show(request, candidacies.candidacy_of(body_of(request), candidacy_ref), status=409)
    name = row.person.full_name
    done = f"{name} administre désormais l’organisme." if membership else f"Votre accord à {name} est noté."
    messages.success(request, done if membership else f"{done} Il en manque un autre.")
    return see_other(administrators_url(row))


def _show(
    request: HttpRequest, row: Candidacy, *, error: PortalError | None = None, status: int = 200
) -> HttpResponse:
    person = portal(request).user
    given = candidacies.voices_of(row)
    voiced = any(voice.person_id == person.pk for voice in given)
    waits, contested = row.state == "pending", candidacies.open_contest_of(row)
    context = {
        "row": row,
        "mark": story.MARKS[row.state],
        "facts": weighing.asked_facts(row),
        "consequences": weighing.accord_consequences(row) if waits else [],
        "chain": weighing.chain_of(row, by=person),
        "story": story.story_of(row, named=True, own=False),
        "voices": given,
        "voiced": voiced,
        "can_answer": waits and not voiced,
        "decision": "" if row.state in candidacies.OPEN else story.decision_words(row),
        "contestable_until": candidacies.contestable_until(row),
        "contest": contested,
        "can_uphold": contested is not None and contested.person_id != person.pk,
        "step_up": presence.prompt(request, act_of_accord(row), error) if waits and not voiced else None,
        "crumbs": trail(row),
    }
    return render(request, "access/candidacy_decide.html", context, status=422 if error else status)


def administrators_url(row: Candidacy) -> str:
    """The list of administrators of the body."""
    return reverse("access:administrators", args=[row.organisation.ref])


def trail(row: Candidacy, last: str = "") -> list[Crumb]:
    """The way back to the administrators, by the candidacy where the page is one step further."""
    steps = [("Administrateurs", administrators_url(row))]
    if not last:
        return crumbs(*steps, (row.person.full_name, ""))
    return crumbs(*steps, (row.person.full_name, story.decide_url(row)), (last, ""))


@requires(Action.ADMINISTRATOR_DECIDE, methods=FORM, personal=True)
def refuse(request: HttpRequest, body_ref: str, candidacy_ref: str) -> HttpResponse:
    """The reason, which the candidate reads, then the refusal."""
    row = candidacies.candidacy_of(body_of(request), candidacy_ref)
    check_decision(row, actor=portal(request).user)
    form = ReasonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            refuse_candidacy(row, reason=form.cleaned_data["reason"], actor=portal(request).user)
        except AlreadyDecided:
            return _show(request, candidacies.candidacy_of(body_of(request), candidacy_ref), status=409)
        messages.success(request, f"La candidature est refusée. {row.person.full_name} lira votre motif.")
        return see_other(administrators_url(row))
    if row.state not in candidacies.OPEN:
        return see_other(story.decide_url(row))
    context = {"row": row, "form": form, "crumbs": trail(row, "Refuser")}
    return render(request, "access/candidacy_refuse.html", context, status=422 if form.errors else 200)


@requires(Action.ADMINISTRATOR_CONTEST, methods=FORM, personal=True)
def contest(request: HttpRequest, body_ref: str, candidacy_ref: str) -> HttpResponse:
    """What a contest freezes, the reason, then the contest with a proof of presence."""
    row = candidacies.candidacy_of(body_of(request), candidacy_ref)
    form = ReasonForm(request.POST or None)
    if not form.is_bound:
        check_contest(row, actor=portal(request).user)
    if not form.is_bound or not form.is_valid():
        return _show_contest(request, row, form)
    try:
        presence.prove(request, act_of_contest(row))
        contest_candidacy(row, reason=form.cleaned_data["reason"], actor=portal(request).user)
    except presence.REFUSALS as error:
        return _show_contest(request, row, form, error)
    except Forbidden:
        raise
    except PortalError as refusal:
        add_problem(form, refusal)
        return _show_contest(request, row, form)
    messages.success(
        request, f"C’est contesté : rien ne bouge pour {row.person.full_name} avant une seconde preuve."
    )
    return see_other(administrators_url(row))


def _show_contest(
    request: HttpRequest, row: Candidacy, form: ReasonForm, error: PortalError | None = None
) -> HttpResponse:
    context = {
        "row": row,
        "form": form,
        "is_newcomer": row.state != "pending",
        "facts": weighing.asked_facts(row),
        "step_up": presence.prompt(request, act_of_contest(row), error),
        "back": administrators_url(row),
        "crumbs": crumbs(("Administrateurs", administrators_url(row)), ("Contester", "")),
    }
    status = 422 if error or form.errors else 200
    return render(request, "access/candidacy_contest.html", context, status=status)


@requires(Action.ADMINISTRATOR_DECIDE, methods=FORM, personal=True)
def uphold(request: HttpRequest, body_ref: str, candidacy_ref: str) -> HttpResponse:
    """Another administrator than the one who contests finds the contest right: it ends what was frozen."""
    row = candidacies.candidacy_of(body_of(request), candidacy_ref)
    check_decision(row, actor=portal(request).user)
    found, form = candidacies.open_contest_of(row), ReasonForm(request.POST or None)
    if found is None:
        return see_other(story.decide_url(row))
    if form.is_bound and form.is_valid():
        try:
            uphold_contest(found, reason=form.cleaned_data["reason"], actor=portal(request).user)
        except Forbidden:
            raise
        except PortalError as refusal:
            add_problem(form, refusal)
        else:
            messages.success(
                request, f"La contestation est confirmée : {row.person.full_name} n’administre pas."
            )
            return see_other(administrators_url(row))
    context = {"row": row, "contest": found, "form": form, "crumbs": trail(row, "Confirmer la contestation")}
    return render(request, "access/candidacy_uphold.html", context, status=422 if form.errors else 200)
