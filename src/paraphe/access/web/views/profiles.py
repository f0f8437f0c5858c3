"""The profiles of a body: the portal's and its own, who holds them, and writing the next version."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import profiles, services
from paraphe.access.models import Profile
from paraphe.access.vocabulary import Action
from paraphe.access.web.pages import body_of, crumbs
from paraphe.access.web.profile_pages import ProfileForm, card_of, holders_of
from paraphe.access.web.rights import rights_url
from paraphe.kernel.errors import Forbidden, PortalError
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other


@requires(Action.PEOPLE_READ)
def list_profiles(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The profiles the body may apply, with what each opens."""
    organisation = body_of(request)
    cards = [card_of(organisation, view) for view in profiles.profiles_for(organisation)]
    context = {
        "shared": [card for card in cards if not card.view.own],
        "own": [card for card in cards if card.view.own],
        "crumbs": crumbs(("Droits", rights_url(organisation)), ("Profils", "")),
        "body_ref": body_ref,
    }
    return render(request, "access/profiles.html", context)


@requires(Action.PEOPLE_READ, personal=True)
def show_profile(request: HttpRequest, body_ref: str, profile_ref: str) -> HttpResponse:
    """One profile: what it opens, who holds rights from it and in which version, its former versions."""
    organisation = body_of(request)
    view = profiles.profile_for(organisation, profile_ref)
    context = {
        "card": card_of(organisation, view),
        "holders": holders_of(organisation, view),
        "versions": profiles.versions_of(organisation, view.name)[1:] if view.own else [],
        "crumbs": _trail(organisation, view.name),
        "body_ref": body_ref,
    }
    return render(request, "access/profile.html", context)


@requires(Action.PROFILE_EDIT, methods=FORM)
def new_profile(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Write the body's own profile."""
    return _edit(request, None)


@requires(Action.PROFILE_EDIT, methods=FORM)
def edit_profile(request: HttpRequest, body_ref: str, profile_ref: str) -> HttpResponse:
    """Write the next version of a profile of the body."""
    return _edit(request, profiles.own_profile(body_of(request), profile_ref))


def _edit(request: HttpRequest, profile: Profile | None) -> HttpResponse:
    organisation = body_of(request)
    sent = request.POST if request.method == "POST" else None
    form = ProfileForm(sent, offered=registry.services_for(organisation.branch), profile=profile)
    if form.is_bound and form.is_valid():
        try:
            name = profile.name if profile else form.cleaned_data["name"]
            row = services.save_profile(
                organisation, name=name, content=form.content, actor=portal(request).user
            )
        except Forbidden:
            raise
        except PortalError as error:
            add_problem(form, error)
        else:
            messages.success(request, f"Le profil « {row.name} » est enregistré, version {row.version}.")
            return see_other(reverse("access:profile", args=[organisation.ref, row.ref]))
    label = f"Modifier {profile.name}" if profile else "Nouveau profil"
    context = {
        "form": form,
        "profile": profile,
        "back": _list_url(organisation),
        "crumbs": _trail(organisation, label),
    }
    return render(request, "access/profile_edit.html", context, status=422 if form.errors else 200)


@requires(Action.PROFILE_EDIT, methods=FORM)
def retire_profile(request: HttpRequest, body_ref: str, profile_ref: str) -> HttpResponse:
    """Offer the profile no more, once that is confirmed."""
    organisation = body_of(request)
    row = profiles.own_profile(organisation, profile_ref)
    if "confirmer" in request.POST:
        services.retire_profile(row, actor=portal(request).user)
        messages.success(request, f"Le profil « {row.name} » n’est plus proposé. Les droits donnés restent.")
        return see_other(_list_url(organisation))
    context = {
        "profile": row,
        "back": _list_url(organisation),
        "crumbs": _trail(organisation, f"Retirer {row.name}"),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "access/profile_retire.html", context, status=status)


def _list_url(organisation: Organisation) -> str:
    return reverse("access:profiles", args=[organisation.ref])


def _trail(organisation: Organisation, label: str) -> object:
    return crumbs(("Droits", rights_url(organisation)), ("Profils", _list_url(organisation)), (label, ""))
