"""Editing the table of rights: the levels chosen, the difference read again, a proof of presence, one act."""

from dataclasses import dataclass, replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import overview, selectors, services
from paraphe.access.changes import act_of_change
from paraphe.access.errors import FourEyes, RightOverlaps
from paraphe.access.selectors import RightsAct
from paraphe.access.vocabulary import Action
from paraphe.access.web import presence, proposing
from paraphe.access.web.differences import change_differences
from paraphe.access.web.edit_sheet import rows_at_once, sheet_rows
from paraphe.access.web.edit_state import State, read_state
from paraphe.access.web.editing import EditPlan, plan_edits
from paraphe.access.web.forms import end_of_day
from paraphe.access.web.grid import build_matrix
from paraphe.access.web.grid_query import PLACE, WHOLE, read_query
from paraphe.access.web.matrix_form import EditForm
from paraphe.access.web.pages import act_url, after_other_acts, body_of, crumbs
from paraphe.access.web.views.matrix import matrix_context
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError, WrongState
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Crumb
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other
from paraphe.web.pagination import paginate

MOVED = (RightOverlaps, WrongState)
"""What the verb raises where rights changed while the page was read."""


@dataclass(frozen=True)
class Work:
    """A form that is sound, the rights it starts from, and what its edits come to."""

    form: EditForm
    state: State
    plan: EditPlan


@requires(Action.HABILITATION_GRANT, methods=FORM, personal=True)
def edit_matrix(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The table with its levels to choose, the difference they make, then the act."""
    form = EditForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid() or "modifier" in request.POST:
        return _show_table(request, form)
    state = _read_state(request)
    until = end_of_day(form.cleaned_data["valid_to"])
    plan = plan_edits(state, state.edits, until=until, accepted=frozenset(request.POST.getlist("etaler")))
    work = Work(form, state, plan)
    return _apply(request, work) if "confirmer" in request.POST else _show_check(request, work)


def _read_state(request: HttpRequest) -> State:
    """The edits and the rights; to apply them, once other acts are over, so that a second sending sees the first."""
    organisation, actor = body_of(request), portal(request).user
    if "confirmer" not in request.POST:
        return read_state(organisation, request.POST, actor=actor)
    return after_other_acts(organisation, lambda: read_state(organisation, request.POST, actor=actor))


def _show_table(request: HttpRequest, form: EditForm) -> HttpResponse:
    organisation = body_of(request)
    asked = read_query(organisation, request.GET)
    asked = replace(
        asked, at=None, known_at=None, known_on=None, view=PLACE if asked.view == WHOLE else asked.view
    )
    matrix = build_matrix(organisation, asked)
    page = paginate(request, matrix.rows, per_page=rows_at_once(matrix))
    context = matrix_context(request, organisation, matrix) | {
        "form": form,
        "page": page,
        "rows": sheet_rows(matrix, page.rows, request.POST),
        "seen": request.POST.get("vu") or overview.last_entry(organisation),
        "crumbs": _trail(organisation, ("Modifier", "")),
    }
    return render(request, "access/matrix_edit.html", context, status=422 if form.errors else 200)


def _show_check(
    request: HttpRequest, work: Work, error: PortalError | None = None, *, moved: bool = False
) -> HttpResponse:
    state, plan = work.state, work.plan
    organisation, change = state.organisation, plan.change
    act = act_of_change(organisation, change)
    context = {
        "form": work.form,
        "plan": plan,
        "edits": state.edits,
        "stale": [edit for edit in state.edits if state.has_moved(edit)],
        "moved": moved,
        "differences": change_differences(organisation, change),
        "act": act,
        "seen": overview.last_entry(organisation),
        "step_up": presence.prompt(request, act, error) if change.gives else None,
        "is_empty": change.is_empty,
        "crumbs": _trail(organisation, ("Modifier", ""), ("Relire", "")),
        "back": f"{reverse('access:matrix', args=[organisation.ref])}?{request.GET.urlencode()}",
    }
    return render(
        request, "access/matrix_check.html", context, status=409 if moved else 422 if error else 200
    )


def _apply(request: HttpRequest, work: Work) -> HttpResponse:
    """Do what was read, and nothing else: any difference since is read again first."""
    organisation, actor, change = work.state.organisation, portal(request).user, work.plan.change
    act = act_of_change(organisation, change)
    done = _just_done(work.state)
    if change.is_empty and done is not None:
        return see_other(act_url(organisation, done))
    if change.is_empty or request.POST.get("relu") != act:
        return _show_check(request, work, moved=True)
    try:
        if change.gives:
            presence.prove(request, act)
        made = services.change_rights(organisation, change=change, actor=actor)
    except presence.REFUSALS as error:
        return _show_check(request, work, error)
    except FourEyes:
        return proposing.offer(request, organisation, change)
    except MOVED:
        return _show_check(request, work, moved=True)
    return see_other(act_url(organisation, made))


def _just_done(state: State) -> RightsAct | None:
    """The act by which a first sending of the same form did it all, a moment ago."""
    act = selectors.undoable_act(state.organisation, actor=state.actor.pk)
    recent = act is not None and act.source == "matrix" and act.at > clock.now() - selectors.JUST_NOW
    is_done = all(state.given(edit.key) == (edit.target or 0) for edit in state.edits)
    return act if recent and is_done and state.edits else None


def _trail(organisation: Organisation, *steps: tuple[str, str]) -> list[Crumb]:
    return crumbs(("Droits", reverse("access:matrix", args=[organisation.ref])), *steps)
