"""The administrators of a body: who they are, how many must agree, removing one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import candidacies, selectors, services
from paraphe.access.absences import open_absences
from paraphe.access.acts import act_of_removal
from paraphe.access.errors import LastAdministrator
from paraphe.access.models import Membership
from paraphe.access.services.endings import require_one_left
from paraphe.access.vocabulary import Action
from paraphe.access.web import administrators_board as board
from paraphe.access.web import presence
from paraphe.access.web.candidacy_forms import AccordsForm
from paraphe.access.web.candidacy_story import MARKS, decide_url, scope_words
from paraphe.access.web.deciding_on import administrator_of, require_decider
from paraphe.access.web.pages import administrators_url, body_of, crumbs
from paraphe.access.web.rights import right_rows
from paraphe.kernel.errors import Forbidden, PortalError
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Crumb
from paraphe.web.forms import ReasonForm, add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other


@requires(Action.PEOPLE_READ, personal=True)
def list_administrators(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The administrators, the candidacies that wait, the number of accords."""
    organisation, reader = body_of(request), portal(request).user
    space = selectors.registration_of(organisation)
    closed = candidacies.closed_candidacies(organisation)
    context = {
        "rows": board.rows_of(organisation, reader),
        "health": board.health_of(organisation),
        "waiting": board.candidacy_entries(organisation, reader),
        "newcomers": board.newcomer_entries(organisation, reader),
        "closed": [(row, MARKS[row.state], decide_url(row)) for row in closed],
        "absences": open_absences(organisation),
        "accords": space.accords_needed if space else 1,
        "candidate_url": request.build_absolute_uri(f"{reverse('access:become')}?siren={organisation.siren}"),
        "body_ref": body_ref,
    }
    return render(request, "access/administrator_list.html", context)


@requires(Action.BODY_CONFIGURE, methods=FORM)
def choose_accords(request: HttpRequest, body_ref: str) -> HttpResponse:
    """How many administrators must agree to another one."""
    organisation = body_of(request)
    space = selectors.registration_of(organisation)
    form = AccordsForm(request.POST or None, initial={"needed": str(space.accords_needed if space else 1)})
    if form.is_bound and form.is_valid():
        try:
            needed = int(form.cleaned_data["needed"])
            services.choose_accords(organisation, needed=needed, actor=portal(request).user)
        except Forbidden:
            raise
        except PortalError as error:
            add_problem(form, error)
        else:
            messages.success(
                request, "Le nombre d’accords demandés est changé, pour les candidatures à venir."
            )
            return see_other(administrators_url(organisation))
    context = {
        "form": form,
        "back": administrators_url(organisation),
        "crumbs": _trail(organisation, "Accords demandés"),
    }
    return render(request, "access/administrator_accords.html", context, status=422 if form.errors else 200)


@requires(Action.PEOPLE_READ, methods=FORM, personal=True)
def end_administrator(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """What ends, the reason, then the end with a proof of presence."""
    row = administrator_of(request, person_ref)
    form = ReasonForm(request.POST or None)
    if not form.is_bound or not form.is_valid():
        require_decider(request, row)
        return _show_end(request, row, form)
    try:
        presence.prove(request, act_of_removal(row))
        reason = form.cleaned_data["reason"]
        services.end_administrator(row, reason=reason, actor=portal(request).user)
    except presence.REFUSALS as error:
        return _show_end(request, row, form, error)
    except Forbidden:
        raise
    except PortalError as refusal:
        add_problem(form, refusal)
        return _show_end(request, row, form)
    messages.success(
        request, f"{row.person.full_name} n’administre plus l’organisme. Tous ses droits ont pris fin."
    )
    own = row.person_id == portal(request).user.pk
    return see_other(reverse("home:choose") if own else administrators_url(row.organisation))


def _show_end(
    request: HttpRequest, row: Membership, form: ReasonForm, error: PortalError | None = None
) -> HttpResponse:
    organisation = row.organisation
    rights = [held for held in selectors.running_rights(organisation) if held.person_id == row.person_id]
    context = {
        "row": row,
        "form": form,
        "is_self": row.person_id == portal(request).user.pk,
        "scope": scope_words(row.scope),
        "back": administrators_url(organisation),
        "rows": right_rows(organisation, rights),
        "is_last": _is_last(row),
        "step_up": presence.prompt(request, act_of_removal(row), error),
        "crumbs": _trail(organisation, "Retirer"),
    }
    status = 422 if error or form.errors else 200
    return render(request, "access/administrator_end.html", context, status=status)


def _is_last(row: Membership) -> bool:
    """Whether the body would keep nobody: the page then leads to the hand-over."""
    try:
        require_one_left(row)
    except LastAdministrator:
        return True
    return False


def _trail(organisation: Organisation, last: str) -> list[Crumb]:
    return crumbs(("Administrateurs", administrators_url(organisation)), (last, ""))
