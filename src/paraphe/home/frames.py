"""The navigation of each role, and the note under it. An administrator and a declarant do not see the same entries."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from paraphe.access import selectors as access
from paraphe.home.waiting import count_waiting
from paraphe.notifications.selectors import unread_count
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.web.http import portal
from paraphe.web.slots import MarginNote, NavEntry
from paraphe.web.templatetags.formats import day

ADMINISTRATOR = (
    ("Accueil", "home:body"),
    ("Personnes", "access:people"),
    ("Administrateurs", "access:administrators"),
    ("Établissements", "access:establishments"),
    ("Droits", "access:matrix"),
    ("Demandes", "access:requests"),
    ("Revue annuelle", "upkeep:review"),
    ("Mes droits", "access:mine"),
    ("Déclarations", "declarations:list"),
    ("Journal", "access:register"),
)
DESK = (
    ("Bureau", "helpdesk:desk"),
    ("Preuves", "access:desk_proofs"),
    ("Courriers", "access:desk_letters"),
    ("Contestations", "access:desk_contests"),
    ("Seconds facteurs", "access:desk_recoveries"),
    ("Demandes", "helpdesk:desk_tickets"),
    ("Organismes", "upkeep:desk_bodies"),
)
"""The entries of the operator's desk, shown on its pages."""
DECLARANT = (
    ("Accueil", "home:body"),
    ("Déclarations", "declarations:list"),
    ("Mes droits", "access:mine"),
    ("Mes demandes", "access:my_requests"),
)
IN_USE = "paraphe.body"
"""Where the session keeps the reference of the body in use."""
UNDER = {
    "access:people": (
        "act add_people end_membership invitation invitations person person_doubts person_email person_factor "
        "person_name reactivate_person remove_people renew_invitation suspend_person timeline_person undo why withdraw"
    ),
    "access:administrators": (
        "absence accords contest_candidacy decide_candidacy end_administrator reactivate refuse_candidacy suspend "
        "uphold_contest"
    ),
    "access:establishments": "ignore_news register_event timeline_place",
    "access:matrix": (
        "bulk bulk_file bulk_progress close copy_rights expiring four_eyes grant matrix_edit past profile profile_edit "
        "profile_new profile_retire profiles proposal proposal_confirm proposal_refuse proposal_withdraw proposals "
        "propose renew service services timeline_right"
    ),
    "access:requests": "approve_request question_request refuse_request request",
    "access:my_requests": "ask_right my_request",
    "access:mine": "close_token open_token tokens",
    "access:register": "accesses",
}
"""Pages of the room of rights without an entry of their own, by the entry they stand under."""
CHILDREN = {f"access:{name}": entry for entry, names in UNDER.items() for name in names.split()} | {
    "upkeep:review_check": "upkeep:review",
    "upkeep:review_done": "upkeep:review",
}
"""The same by page."""


def list_navigation(request: HttpRequest) -> Sequence[NavEntry]:
    """The entries for the person's role in the body of the page; outside a body, the way back to one."""
    organisation = _body(request)
    if organisation is None:
        return _list_outside(request)
    membership = access.membership_of(organisation, portal(request).user.pk)
    is_administrator = membership is not None and membership.is_administrator
    here, news = _here(request), _tell_news(request)
    waiting = count_waiting(organisation, portal(request).user) if is_administrator else 0
    return [
        NavEntry(label, url, waiting if name == "home:body" else 0, name == here or _same_room(name, here))
        for label, name in (ADMINISTRATOR if is_administrator else DECLARANT)
        if (url := _address(name, organisation))
    ] + [news]


def _tell_news(request: HttpRequest) -> NavEntry:
    """The person's notices, of every body."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    unread = unread_count(portal(request).user)
    return NavEntry("Avis", reverse("notifications:list"), unread, here.startswith("notifications:"))


def _list_outside(request: HttpRequest) -> list[NavEntry]:
    """The ways back to a body, and the desk for those who run the portal."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    entries = [
        NavEntry("Accueil", reverse("home:start"), current=here == "home:start"),
        NavEntry("Mes organismes", reverse("home:choose"), current=here == "home:choose"),
        _tell_news(request),
    ]
    if not access.is_operator(portal(request).user.pk):
        return entries
    names = DESK if request.path.startswith("/exploitation/") else DESK[:1]
    return entries + [
        NavEntry(label, url, current=name == here) for label, name in names if (url := _plain_address(name))
    ]


def _plain_address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _body(request: HttpRequest) -> Organisation | None:
    body = portal(request).body_in_use
    return registry.organisation_by_ref(body.ref) if body else None


def _here(request: HttpRequest) -> str:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return CHILDREN.get(name, name)


def _same_room(name: str, here: str) -> bool:
    """Every page of declarations stands under the one entry of that room."""
    return name.startswith("declarations:") and here.startswith("declarations:")


def _address(name: str, organisation: Organisation) -> str:
    """The address of an entry; empty where no room serves it yet."""
    try:
        return reverse(name, args=[organisation.ref])
    except NoReverseMatch:
        return ""


def name_chosen_body(request: HttpRequest) -> str:
    """The reference of the body the person went to last in this session; empty where none."""
    return str(request.session.get(IN_USE, ""))


def write_margin_note(request: HttpRequest) -> MarginNote | None:
    """Since when, and on which proof, the body of the page is registered."""
    organisation = _body(request)
    registration = access.registration_of(organisation) if organisation else None
    if registration is None:
        return None
    return MarginNote(
        "Organisme inscrit", f"le {day(registration.registered_at)}, {registration.get_proof_display()}"
    )
