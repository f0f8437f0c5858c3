"""Giving a right: the answers, what they entail, a proof of presence, then the reference."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import overview, selectors, services
from paraphe.access.acts import act_of_grant
from paraphe.access.errors import Refused, RightOverlaps
from paraphe.access.services.habilitations import check_grant
from paraphe.access.vocabulary import Action
from paraphe.access.web import foreseeing, presence
from paraphe.access.web.forms import GrantForm
from paraphe.access.web.pages import after_other_acts, body_of, crumbs, people_url, person_url
from paraphe.access.web.rights import right_rows
from paraphe.kernel.errors import PortalError
from paraphe.registry import selectors as registry
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other


@requires(Action.HABILITATION_GRANT, methods=FORM, personal=True)
def grant(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The form, its answers read again with what they entail, then the right."""
    form = _form(request)
    if not form.is_bound or not form.is_valid() or "modifier" in request.POST:
        return _show_form(request, form)
    if "confirmer" not in request.POST:
        return _show_check(request, form)
    return _give(request, form)


def _form(request: HttpRequest) -> GrantForm:
    organisation = body_of(request)
    members = [row.person for row in selectors.members_of(organisation)]
    here = {person.pk for person in members}
    invited = [row.person for row in selectors.open_invitations_of(organisation) if row.person_id not in here]
    return GrantForm(
        request.POST or None,
        initial=_asked(request),
        people=[*members, *dict.fromkeys(invited)],
        places=registry.establishments_of(organisation),
        offered=registry.services_for(organisation.branch),
    )


def _asked(request: HttpRequest) -> dict[str, object]:
    """What the address fills in: another page leads here with its answer; the form checks it like any other."""
    told = {
        "person": request.GET.get("personne"),
        "where": request.GET.get("ou"),
        "establishments": request.GET.getlist("etablissement"),
        "services": request.GET.getlist("service"),
        "level": request.GET.get("niveau"),
    }
    return {name: value for name, value in told.items() if value}


def _show_form(request: HttpRequest, form: GrantForm) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    trail = crumbs(("Personnes", people_url(body_of(request))), ("Donner un droit", ""))
    return render(request, "access/grant.html", {"form": form, "crumbs": trail}, status=status)


def _show_check(request: HttpRequest, form: GrantForm, error: PortalError | None = None) -> HttpResponse:
    organisation, asked = body_of(request), form.grant()
    try:
        _foresee_refusals(request, form)
    except PortalError as refusal:
        add_problem(form, refusal)
        return _show_form(request, form)
    context = {
        "form": form,
        "facts": foreseeing.grant_facts(asked),
        "consequences": foreseeing.grant_consequences(organisation, asked),
        "step_up": presence.prompt(request, act_of_grant(organisation, asked), error),
        "crumbs": crumbs(("Personnes", people_url(organisation)), ("Donner un droit", ""), ("Relire", "")),
    }
    return render(request, "access/grant_check.html", context, status=422 if error else 200)


def _foresee_refusals(request: HttpRequest, form: GrantForm) -> None:
    """Refuse before asking for a proof what the verb would refuse after it."""
    organisation, asked = body_of(request), form.grant()
    check_grant(organisation, asked, actor=portal(request).user)
    if overview.rights_in_the_way(organisation, asked):
        raise RightOverlaps("access.right_overlaps")


def _give(request: HttpRequest, form: GrantForm) -> HttpResponse:
    organisation, asked, actor = body_of(request), form.grant(), portal(request).user
    already = after_other_acts(
        organisation, lambda: selectors.grant_just_given(organisation, asked, by=actor)
    )
    if already is not None:
        return see_other(reverse("access:granted", args=[organisation.ref, already]))
    try:
        presence.prove(request, act_of_grant(organisation, asked))
        rights = services.grant_habilitations(organisation, grant=asked, actor=actor)
    except presence.REFUSALS as error:
        return _show_check(request, form, error)
    except Refused:
        raise
    except PortalError as error:
        add_problem(form, error)
        return _show_form(request, form)
    return see_other(reverse("access:granted", args=[organisation.ref, rights[0].granted_entry]))


@requires(Action.PEOPLE_READ, personal=True)
def show_granted(request: HttpRequest, body_ref: str, entry: int) -> HttpResponse:
    """What was given in one act, with its reference."""
    organisation = body_of(request)
    rights = selectors.rights_given_by(organisation, entry)
    if not rights:
        raise Http404
    person = rights[0].person
    trail = crumbs(
        ("Personnes", people_url(organisation)), (person.full_name, person_url(organisation, person.ref))
    )
    context = {
        "rows": right_rows(organisation, rights),
        "person": person,
        "crumbs": trail,
        "body_ref": body_ref,
    }
    return render(
        request, "access/granted.html", {**context, "person_url": person_url(organisation, person.ref)}
    )
