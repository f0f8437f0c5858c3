"""A person's notices: reading them, marking them read, choosing what comes by mail."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from paraphe.kernel.identifiers import InvalidIdentifier, Siren
from paraphe.notifications import selectors, services
from paraphe.notifications.vocabulary import WORDS, Kind
from paraphe.notifications.web.forms import WaysForm
from paraphe.web.components import Crumb, Tab
from paraphe.web.guards import FORM, POST, signed_in
from paraphe.web.http import portal, see_other
from paraphe.web.pagination import paginate

PER_PAGE = 20
ALL = "tous"


@signed_in(personal=True)
def list_notices(request: HttpRequest) -> HttpResponse:
    """Unread ones first asked, or all; of one body where chosen."""
    person, siren = portal(request).user, _siren(request.GET.get("siren", ""))
    is_all = request.GET.get("voir") == ALL
    rows = selectors.notices_of(person, siren=siren, is_unread=not is_all)
    unread = selectors.notices_of(person, siren=siren, is_unread=True).count()
    bodies = selectors.bodies_in_news(person)
    context = {
        "page": paginate(request, rows, per_page=PER_PAGE),
        "names": {body.siren: body.name for body, _ in bodies},
        "bodies": bodies,
        "siren": siren,
        "is_all": is_all,
        "unread": unread,
        "tabs": _tabs(siren, is_all=is_all, unread=unread),
        "here": request.get_full_path(),
    }
    return render(request, "notifications/list.html", context)


def _siren(text: str) -> str:
    """The SIREN asked for, or none where it is not one."""
    try:
        return str(Siren(text))
    except InvalidIdentifier:
        return ""


def _tabs(siren: str, *, is_all: bool, unread: int) -> list[Tab]:
    here, query = reverse("notifications:list"), {"siren": siren} if siren else {}
    return [
        Tab("Non lus", f"{here}?{urlencode(query)}" if query else here, unread, is_current=not is_all),
        Tab("Tous", f"{here}?{urlencode({**query, 'voir': ALL})}", is_current=is_all),
    ]


@signed_in(methods=POST, personal=True)
def open_notice(request: HttpRequest, notice_ref: str) -> HttpResponse:
    """Mark the notice read and go to its page."""
    notice = services.mark_read(portal(request).user, ref=notice_ref)
    return see_other(notice.url or reverse("notifications:list"))


@signed_in(methods=POST, personal=True)
def read_notice(request: HttpRequest, notice_ref: str) -> HttpResponse:
    """Mark the notice read and stay on the list."""
    services.mark_read(portal(request).user, ref=notice_ref)
    return _back(request)


@signed_in(methods=POST, personal=True)
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark every notice read, or those of the body shown."""
    read = services.mark_all_read(portal(request).user, siren=_siren(request.POST.get("siren", "")))
    if read:
        messages.success(
            request, f"{read} avis marqué{'s' if read > 1 else ''} comme lu{'s' if read > 1 else ''}."
        )
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """The list as it was filtered: its own words only, never an address that was typed."""
    siren, is_all = _siren(request.POST.get("siren", "")), request.POST.get("voir") == ALL
    query = {**({"siren": siren} if siren else {}), **({"voir": ALL} if is_all else {})}
    here = reverse("notifications:list")
    return see_other(f"{here}?{urlencode(query)}" if query else here)


@signed_in(methods=FORM)
def choose(request: HttpRequest) -> HttpResponse:
    """How one hears of each kind of news; what cannot be turned off is said, with the reason."""
    person = portal(request).user
    form = WaysForm(request.POST if request.method == "POST" else None, ways=selectors.chosen_ways(person))
    if request.method == "POST" and form.is_valid():
        services.choose_ways(person, ways=form.chosen())
        messages.success(request, "Vos choix sont enregistrés.")
        return see_other(reverse("notifications:preferences"))
    context = {
        "form": form,
        "fixed": [words for kind, words in WORDS.items() if words.fixed and kind is not Kind.DESK],
        "email": person.email,
        "crumbs": [Crumb("Avis", reverse("notifications:list")), Crumb("Ce que vous recevez")],
    }
    return render(request, "notifications/preferences.html", context, status=422 if form.errors else 200)
