"""Putting an access to sleep, to a day or until it is woken; and waking it: of an administrator or of a declarant."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import selectors, services
from paraphe.access.acts import act_of_suspension
from paraphe.access.models import Membership
from paraphe.access.vocabulary import Action
from paraphe.access.web import presence
from paraphe.access.web.candidacy_story import scope_words
from paraphe.access.web.deciding_on import administrator_of, declarant_of, require_decider
from paraphe.access.web.pages import administrators_url, crumbs, people_url, person_url
from paraphe.access.web.people_forms import SuspensionForm
from paraphe.access.wording import of_person
from paraphe.kernel.errors import Forbidden, PortalError
from paraphe.web.forms import ReasonForm, add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other
from paraphe.web.templatetags.formats import day


@requires(Action.ADMINISTRATOR_REMOVE, methods=FORM, personal=True)
def suspend(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """An administrator: what waits, why, to which day, a proof of presence, then the suspension."""
    row = administrator_of(request, person_ref)
    require_decider(request, row)
    return _suspend(request, row)


@requires(Action.PERSON_SUSPEND, methods=FORM, personal=True)
def suspend_person(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """A declarant: what waits, why, to which day, then the suspension."""
    return _suspend(request, declarant_of(request, person_ref))


@requires(Action.ADMINISTRATOR_REMOVE, methods=FORM, personal=True)
def reactivate(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """An administrator: what holds again, the reason, then the end of the suspension."""
    row = administrator_of(request, person_ref)
    require_decider(request, row)
    return _reactivate(request, row)


@requires(Action.PERSON_SUSPEND, methods=FORM, personal=True)
def reactivate_person(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """A declarant: what holds again, the reason, then the end of the suspension."""
    return _reactivate(request, declarant_of(request, person_ref))


def _suspend(request: HttpRequest, row: Membership) -> HttpResponse:
    form, actor = SuspensionForm(request.POST or None), portal(request).user
    if not form.is_bound or not form.is_valid():
        return _show(request, row, form)
    try:
        if row.is_administrator:
            presence.prove(request, act_of_suspension(row))
        stop = services.suspend_membership(row, **form.cleaned_data, actor=actor)
    except presence.REFUSALS as error:
        return _show(request, row, form, error)
    except Forbidden:
        raise
    except PortalError as error:
        add_problem(form, error)
        return _show(request, row, form)
    until = f" Il reprendra de lui-même le {day(stop.lifts_on)}." if stop.lifts_on else ""
    return _go_back(request, row, f"est suspendu. Rien n’est perdu.{until}")


def _reactivate(request: HttpRequest, row: Membership) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            services.reactivate_membership(
                row, reason=form.cleaned_data["reason"], actor=portal(request).user
            )
        except Forbidden:
            raise
        except PortalError as error:
            add_problem(form, error)
        else:
            return _go_back(request, row, "est rétabli, tel qu’il était.")
    return _show(request, row, form)


def _go_back(request: HttpRequest, row: Membership, words: str) -> HttpResponse:
    messages.success(request, f"L’accès {of_person(row.person.full_name)} {words}")
    return see_other(_back(row))


def _back(row: Membership) -> str:
    if row.is_administrator:
        return administrators_url(row.organisation)
    return person_url(row.organisation, row.person.ref)


def _show(
    request: HttpRequest, row: Membership, form: ReasonForm, error: PortalError | None = None
) -> HttpResponse:
    wakes = not isinstance(form, SuspensionForm)
    label, name = "Rétablir" if wakes else "Suspendre", row.person.full_name
    listed = ("Personnes", people_url(row.organisation))
    above = [("Administrateurs", _back(row))] if row.is_administrator else [listed, (name, _back(row))]
    proves = row.is_administrator and not wakes
    context = {
        "row": row,
        "form": form,
        "wakes": wakes,
        "scope": scope_words(row.scope),
        "stop": selectors.suspended_among([row]).get(row.pk),
        "step_up": presence.prompt(request, act_of_suspension(row), error) if proves else None,
        "back": _back(row),
        "crumbs": crumbs(*above, (label, "")),
    }
    status = 422 if error or form.errors else 200
    return render(request, "access/administrator_suspend.html", context, status=status)
