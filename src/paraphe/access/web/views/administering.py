"""The administrators of a body: who they are, how many must agree, removing, putting to sleep and waking one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import candidacies, selectors, services
from paraphe.access.acts import act_of_removal
from paraphe.access.errors import LastAdministrator, UnknownPerson
from paraphe.access.models import Membership
from paraphe.access.services.endings import require_one_left
from paraphe.access.services.guard import require
from paraphe.access.vocabulary import Action
from paraphe.access.web import administrators_board as board
from paraphe.access.web import presence
from paraphe.access.web.candidacy_forms import AccordsForm, SuspensionForm
from paraphe.access.web.candidacy_story import MARKS, decide_url, scope_words
from paraphe.access.web.forms import ReasonForm
from paraphe.access.web.pages import body_of, crumbs, people_url, person_url
from paraphe.access.web.rights import right_rows
from paraphe.access.wording import of_person
from paraphe.kernel.errors import Forbidden, PortalError
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Crumb
from paraphe.web.forms import add_problem
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
            return see_other(_list_url(organisation))
    context = {
        "form": form,
        "back": _list_url(organisation),
        "crumbs": _trail(organisation, "Accords demandés"),
    }
    return render(request, "access/administrator_accords.html", context, status=422 if form.errors else 200)


@requires(Action.PEOPLE_READ, methods=FORM, personal=True)
def end_administrator(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """What ends, the reason, then the end with a proof of presence."""
    row = _administrator(request, person_ref)
    form = ReasonForm(request.POST or None)
    if not form.is_bound or not form.is_valid():
        _foresee(request, row)
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
    return see_other(reverse("home:choose") if own else _list_url(row.organisation))


def _administrator(request: HttpRequest, person_ref: str) -> Membership:
    """The administrator of the address; UnknownPerson for anybody else."""
    organisation = body_of(request)
    someone = selectors.person_of(organisation, person_ref)
    if someone.membership is None or someone.membership.closed_at or not someone.is_administrator:
        raise UnknownPerson("access.person_unknown")
    return someone.membership


def _foresee(request: HttpRequest, row: Membership) -> None:
    """Refuse before the reason is asked what the verb would refuse after it."""
    actor = portal(request).user
    if row.person_id != actor.pk:
        sirets = None if row.scope is None else list(row.scope)
        require(Action.ADMINISTRATOR_REMOVE, row.organisation, actor=actor, sirets=sirets)


def _show_end(
    request: HttpRequest, row: Membership, form: ReasonForm, error: PortalError | None = None
) -> HttpResponse:
    organisation = row.organisation
    rights = [held for held in selectors.running_rights(organisation) if held.person_id == row.person_id]
    context = {
        **_about(request, row, form),
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


def _about(request: HttpRequest, row: Membership, form: ReasonForm) -> dict[str, object]:
    return {
        "row": row,
        "form": form,
        "is_self": row.person_id == portal(request).user.pk,
        "scope": scope_words(row.scope),
        "back": _list_url(row.organisation),
    }


@requires(Action.ADMINISTRATOR_REMOVE, methods=FORM, personal=True)
def suspend(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """An administrator: what waits, the reason, then the suspension."""
    row = _administrator(request, person_ref)
    _foresee(request, row)
    return _suspend(request, row, back=_list_url(row.organisation))


@requires(Action.ADMINISTRATOR_REMOVE, methods=FORM, personal=True)
def reactivate(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """An administrator: what holds again, the reason, then the end of the suspension."""
    row = _administrator(request, person_ref)
    _foresee(request, row)
    return _reactivate(request, row, back=_list_url(row.organisation))


@requires(Action.PERSON_SUSPEND, methods=FORM, personal=True)
def suspend_person(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """A declarant: what waits, the reason, then the suspension."""
    row = _declarant(request, person_ref)
    return _suspend(request, row, back=person_url(row.organisation, row.person.ref))


@requires(Action.PERSON_SUSPEND, methods=FORM, personal=True)
def reactivate_person(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """A declarant: what holds again, the reason, then the end of the suspension."""
    row = _declarant(request, person_ref)
    return _reactivate(request, row, back=person_url(row.organisation, row.person.ref))


def _declarant(request: HttpRequest, person_ref: str) -> Membership:
    """The declarant of the address; UnknownPerson for anybody else."""
    someone = selectors.person_of(body_of(request), person_ref)
    if someone.membership is None or someone.membership.closed_at or someone.is_administrator:
        raise UnknownPerson("access.person_unknown")
    return someone.membership


def _suspend(request: HttpRequest, row: Membership, *, back: str) -> HttpResponse:
    form = SuspensionForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            services.suspend_membership(row, **form.cleaned_data, actor=portal(request).user)
        except Forbidden:
            raise
        except PortalError as error:
            add_problem(form, error)
        else:
            messages.success(
                request, f"L’accès {of_person(row.person.full_name)} est suspendu. Rien n’est perdu."
            )
            return see_other(back)
    return _show_sleep(request, row, form, wakes=False, back=back)


def _reactivate(request: HttpRequest, row: Membership, *, back: str) -> HttpResponse:
    form = ReasonForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            services.reactivate_membership(row, reason=reason, actor=portal(request).user)
        except Forbidden:
            raise
        except PortalError as error:
            add_problem(form, error)
        else:
            messages.success(
                request, f"L’accès {of_person(row.person.full_name)} est rétabli, tel qu’il était."
            )
            return see_other(back)
    return _show_sleep(request, row, form, wakes=True, back=back)


def _show_sleep(
    request: HttpRequest, row: Membership, form: ReasonForm, *, wakes: bool, back: str
) -> HttpResponse:
    label, name = "Rétablir" if wakes else "Suspendre", row.person.full_name
    steps = crumbs(("Personnes", people_url(row.organisation)), (name, back), (label, ""))
    context = {
        **_about(request, row, form),
        "wakes": wakes,
        "back": back,
        "stop": selectors.suspended_among([row]).get(row.pk),
        "crumbs": _trail(row.organisation, label) if row.is_administrator else steps,
    }
    return render(request, "access/administrator_suspend.html", context, status=422 if form.errors else 200)


def _list_url(organisation: Organisation) -> str:
    return reverse("access:administrators", args=[organisation.ref])


def _trail(organisation: Organisation, last: str) -> list[Crumb]:
    return crumbs(("Administrateurs", _list_url(organisation)), (last, ""))
