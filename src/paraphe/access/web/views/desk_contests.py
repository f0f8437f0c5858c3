"""Contests at the desk: a first person finds it right, another upholds it; a second proof dismisses it by itself."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import registrations
from paraphe.access.models import Contest
from paraphe.access.services.contests import check_contest_at_desk, uphold_contest
from paraphe.access.vocabulary import Action
from paraphe.access.web import desk_lists
from paraphe.access.web.registration_story import proof_mark
from paraphe.access.words.registration import CONTEST_STATES, KINDS
from paraphe.kernel.errors import PortalError
from paraphe.web.components import Fact
from paraphe.web.forms import ReasonForm
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other
from paraphe.web.pagination import paginate
from paraphe.web.problems import Told
from paraphe.web.templatetags.formats import moment, siren


@requires(Action.DESK_READ, personal=True)
def list_contests(request: HttpRequest) -> HttpResponse:
    """The contests by state, latest first."""
    state = desk_lists.chosen_state(request, CONTEST_STATES, first="open")
    every = registrations.contests_at_desk()
    page = paginate(request, every.filter(state=state))
    portal(request).looked_at = {row.organisation.siren for row in page.rows}
    context = {
        "page": page,
        "rows": [(row, registrations.contested_person(row), _about(row)) for row in page.rows],
        "tabs": desk_lists.tabs_of("access:desk_contests", every, CONTEST_STATES, current=state),
        "crumbs": desk_lists.trail("Contestations", "access:desk_contests"),
    }
    return render(request, "access/desk_contests.html", context)


def _about(row: Contest) -> str:
    """What is contested, in two words."""
    if row.membership_id:
        return "Un administrateur nommé"
    return "Une candidature" if row.candidacy_id else "Une inscription"


@requires(Action.DESK_PROVE, methods=FORM, personal=True)
def show_contest(request: HttpRequest, contest_ref: str) -> HttpResponse:
    """One contest: who, what, why, which proofs; check it, or uphold it after another."""
    row = registrations.contest_named(contest_ref)
    portal(request).looked_at = {row.organisation.siren}
    form = ReasonForm(request.POST if "retenir" in request.POST else None, hint=desk_lists.REASON_HINT)
    told = None
    if request.method == "POST":
        try:
            if _decide(request, row, form):
                return see_other(request.path)
        except PortalError as refusal:
            told = desk_lists.tell(refusal)
            row = registrations.contest_named(contest_ref)
    return _show(request, row, form, told=told)


def _decide(request: HttpRequest, row: Contest, form: ReasonForm) -> bool:
    actor = portal(request).user
    if "fonder" in request.POST:
        check_contest_at_desk(row, actor=actor)
        messages.success(request, "Premier contrôle fait. Une autre personne doit retenir la contestation.")
        return True
    if "retenir" in request.POST and form.is_valid():
        uphold_contest(row, reason=form.cleaned_data["reason"], actor=actor)
        messages.success(request, "La contestation est retenue.")
        return True
    return False


def _show(request: HttpRequest, row: Contest, form: ReasonForm, *, told: Told | None) -> HttpResponse:
    actor, person = portal(request).user, registrations.contested_person(row)
    who = row.person.full_name if row.person else "Représentant légal, par le code de son courrier"
    context = {
        "row": row,
        "state": CONTEST_STATES[row.state],
        "facts": [
            Fact("Organisme", row.organisation.name, small=f"SIREN {siren(row.organisation.siren)}"),
            Fact("Personne contestée", person.full_name, small=person.email),
            Fact("Ce qui est contesté", _about(row)),
            Fact("Par", who),
            Fact("Motif", row.reason),
            Fact("Le", moment(row.opened_at)),
            *([Fact("Premier contrôle", row.checked_by.full_name)] if row.checked_by else []),
        ],
        "proofs": [(p, proof_mark(p), KINDS[p.kind]) for p in row.proofs.order_by("-requested_at")],
        "form": form,
        "told": told,
        "is_open": row.state == "open",
        "is_own": actor.pk in (person.pk, row.person_id),
        "is_first": row.checked_by_id == actor.pk,
        "crumbs": desk_lists.trail("Contestations", "access:desk_contests", row.organisation.name),
    }
    return render(
        request, "access/desk_contest.html", context, status=422 if request.method == "POST" else 200
    )
