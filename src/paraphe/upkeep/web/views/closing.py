"""Closing a body's space: asking, another's confirmation, giving up, and closing once the days are over."""

from collections.abc import Callable
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access.errors import Refused
from paraphe.access.vocabulary import Action
from paraphe.accounts import services as accounts
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError
from paraphe.registry.selectors import Organisation
from paraphe.upkeep import closures, services
from paraphe.upkeep.acts import act_of_closing, act_of_closure
from paraphe.upkeep.web import closing
from paraphe.upkeep.web.forms import ClosingForm
from paraphe.upkeep.web.pages import REFUSALS, body_of, person_of, posted, prompt, prove
from paraphe.web.components import Crumb
from paraphe.web.forms import ReasonForm, add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import see_other


@dataclass(frozen=True)
class Act:
    """One act of the closing: its page, its button, what it is bound to, what is said once done, where one goes."""

    title: str
    button: str
    bound_to: str
    done: str
    perform: Callable[[forms.Form], object]
    next_url: str
    ends_sessions: bool = False


@requires(Action.BODY_CONFIGURE, personal=True)
def show_closure(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Where the closing stands, who can act, and from when; or what asking for it entails."""
    organisation = body_of(body_ref)
    closure = closures.open_closure(organisation)
    context: dict[str, object] = {
        "closure": closure,
        "checks": closing.consequences(organisation),
        "body_ref": body_ref,
    }
    if closure is not None:
        context |= {
            "facts": closing.closure_facts(closure),
            "waiting": closing.waiting_checks(closure),
            "is_ripe": closure.state == "confirmed" and closure.cooled_at <= clock.now(),
            "may_confirm": closure.state == "requested" and closure.requested_by_id != person_of(request).pk,
        }
    return render(request, "upkeep/closure.html", context)


@requires(Action.BODY_CLOSE, methods=FORM, personal=True)
def request_closure(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Why, what it entails, a proof of presence; then the days of reflection begin."""
    organisation = body_of(body_ref)
    act = Act(
        "Demander la fermeture de l’espace",
        "Demander la fermeture",
        act_of_closure(organisation),
        "La fermeture est demandée. Elle attend une confirmation et quatorze jours de réflexion.",
        lambda form: services.request_closure(
            organisation, reason=form.cleaned_data["reason"], actor=person_of(request)
        ),
        _page(organisation),
    )
    return _answer(request, organisation, form=ReasonForm(posted(request)), act=act)


@requires(Action.BODY_CLOSE, methods=FORM, personal=True)
def confirm_closure(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Another administrator confirms, with a proof of presence."""
    organisation = body_of(body_ref)
    closure = closures.closure_of(organisation)
    act = Act(
        "Confirmer la fermeture de l’espace",
        "Confirmer la fermeture",
        act_of_closing(closure),
        "La fermeture est confirmée.",
        lambda _form: services.confirm_closure(closure, actor=person_of(request)),
        _page(organisation),
    )
    return _answer(request, organisation, form=forms.Form(posted(request)), act=act)


@requires(Action.BODY_CONFIGURE, methods=FORM, personal=True)
def cancel_closure(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Why it is given up; the space stays open."""
    organisation = body_of(body_ref)
    closure = closures.closure_of(organisation)
    act = Act(
        "Garder l’espace ouvert",
        "Abandonner la fermeture",
        "",
        "L’espace reste ouvert.",
        lambda form: services.cancel_closure(
            closure, reason=form.cleaned_data["reason"], actor=person_of(request)
        ),
        _page(organisation),
    )
    return _answer(request, organisation, form=ReasonForm(posted(request)), act=act)


@requires(Action.BODY_CLOSE, methods=FORM, personal=True)
def close_space(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The last look, a proof of presence, then everything ends."""
    organisation = body_of(body_ref)
    closure = closures.closure_of(organisation)
    pending = closures.work_pending(organisation)
    act = Act(
        "Fermer l’espace de l’organisme",
        "Fermer l’espace",
        act_of_closing(closure),
        f"L’espace de l’organisme {organisation.name} est fermé.",
        lambda form: services.close_space(
            closure, despite_work=bool(form.cleaned_data.get("despite_work")), actor=person_of(request)
        ),
        reverse("home:choose"),
        ends_sessions=True,
    )
    form = (ClosingForm if pending else forms.Form)(posted(request))
    return _answer(request, organisation, form=form, act=act)


def _page(organisation: Organisation) -> str:
    return reverse("upkeep:closure", args=[organisation.ref])


def _answer(request: HttpRequest, organisation: Organisation, *, form: forms.Form, act: Act) -> HttpResponse:
    """The page of one act; done, where it leads; refused, the same page with why."""
    refusal: PortalError | None = None
    if form.is_bound and form.is_valid():
        try:
            if act.bound_to:
                prove(request, act.bound_to)
            act.perform(form)
            if act.ends_sessions:
                accounts.keep_session(request, person_of(request))
            messages.success(request, act.done)
            return see_other(act.next_url)
        except REFUSALS as error:
            refusal = error
        except Refused:
            raise
        except PortalError as error:
            add_problem(form, error)
    context = {
        "form": form,
        "act": act,
        "checks": closing.consequences(organisation) if act.bound_to else [],
        "step_up": prompt(request, act.bound_to, refusal) if act.bound_to else None,
        "back": _page(organisation),
        "crumbs": [Crumb("Fermeture", _page(organisation)), Crumb(act.button)],
    }
    return render(request, "upkeep/closure_act.html", context, status=422 if refusal or form.errors else 200)
