"""The operator's desk: its entrance, the tickets, what is looked for in vain."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access.vocabulary import Action
from paraphe.helpdesk import selectors, services
from paraphe.helpdesk.errors import UnknownTicket
from paraphe.helpdesk.selectors import Ticket
from paraphe.helpdesk.sentences import DESK_KINDS
from paraphe.helpdesk.vocabulary import DESK_STATES
from paraphe.helpdesk.web.forms import TurnForm
from paraphe.helpdesk.web.turns import facts_of, mark_of, send_piece, turns_of, verbs_open
from paraphe.kernel.errors import Invalid, WrongState
from paraphe.web.components import Crumb, Tab
from paraphe.web.desk import list_entries
from paraphe.web.forms import add_problem
from paraphe.web.guards import POST, requires
from paraphe.web.http import portal, see_other
from paraphe.web.pagination import paginate

DONE = {
    "prendre": "La demande est à vous.",
    "repondre": "Votre réponse est envoyée.",
    "preciser": "Votre question est envoyée à l’auteur.",
    "fermer": "La demande est fermée.",
}
QUIET: dict[str, Callable[..., Ticket]] = {"prendre": services.assign_ticket, "fermer": services.close_ticket}
SPEAKING: dict[str, Callable[..., Ticket]] = {
    "repondre": services.answer_ticket,
    "preciser": services.ask_author,
}


@requires(Action.DESK_READ)
def show_desk(request: HttpRequest) -> HttpResponse:
    """What waits, room by room."""
    return render(request, "helpdesk/desk.html", {"entries": list_entries(request)})


@requires(Action.DESK_READ, personal=True)
def list_tickets(request: HttpRequest) -> HttpResponse:
    """The tickets of the desk, the longest waiting first; by state, or one's own."""
    asked = request.GET.get("etat", "")
    state = asked if asked in {str(state.value) for state in DESK_STATES} else ""
    mine = portal(request).user if asked == "miennes" else None
    page = paginate(request, selectors.desk_tickets(state=state, mine=mine))
    rows = [(ticket, mark_of(ticket, DESK_STATES)) for ticket in page.rows]
    context = {
        "page": page,
        "rows": rows,
        "tabs": _tabs(state or ("miennes" if mine else "")),
        "crumbs": _trail("Demandes"),
    }
    return render(request, "helpdesk/desk_tickets.html", context)


def _tabs(current: str) -> list[Tab]:
    counts, url = selectors.count_states(), reverse("helpdesk:desk_tickets")
    tabs = [
        Tab("Ouvertes", url, is_current=not current),
        Tab("Les miennes", f"{url}?etat=miennes", is_current=current == "miennes"),
    ]
    for state, label in DESK_STATES.items():
        tabs.append(
            Tab(label, f"{url}?etat={state.value}", counts.get(state.value, 0), current == state.value)
        )
    return tabs


def _trail(label: str, leaf: str = "") -> list[Crumb]:
    """From the entrance to a page of the desk, or to one of its leaves."""
    here = reverse("helpdesk:desk_tickets") if leaf else ""
    return [
        Crumb("Exploitation", reverse("helpdesk:desk")),
        Crumb(label, here),
        *([Crumb(leaf)] if leaf else []),
    ]


@requires(Action.DESK_READ, personal=True)
def show_ticket(request: HttpRequest, ticket_ref: str) -> HttpResponse:
    """One ticket, with the context its author joined."""
    return _show(request, selectors.desk_ticket(ticket_ref), TurnForm())


@requires(Action.DESK_ANSWER, methods=POST, personal=True)
def act_on_ticket(request: HttpRequest, ticket_ref: str, verb: str) -> HttpResponse:
    """Take the ticket, ask its author, answer, close."""
    ticket, actor = selectors.desk_ticket(ticket_ref), portal(request).user
    if verb in QUIET:
        QUIET[verb](ticket, actor=actor)
    elif verb in SPEAKING:
        form = TurnForm(request.POST)
        if not form.is_valid() or not _speak(form, ticket, SPEAKING[verb], actor=actor):
            return _show(request, ticket, form)
    else:
        raise UnknownTicket("helpdesk.ticket_unknown")
    messages.success(request, DONE[verb])
    return see_other(reverse("helpdesk:desk_ticket", args=[ticket.ref]))


def _speak(form: TurnForm, ticket: Ticket, say: Callable[..., Ticket], *, actor: Any) -> bool:
    try:
        say(ticket, text=form.cleaned_data["text"], actor=actor)
    except (Invalid, WrongState) as error:
        add_problem(form, error)
        return False
    return True


def _show(request: HttpRequest, ticket: Ticket, form: TurnForm) -> HttpResponse:
    """The look is recorded, and told to the body whose context was joined."""
    if ticket.organisation:
        portal(request).looked_at = {ticket.organisation.siren}
    ticket.refresh_from_db(fields=["state"])
    context = {
        "ticket": ticket,
        "mark": mark_of(ticket, DESK_STATES),
        "turns": turns_of(ticket, DESK_KINDS),
        "facts": facts_of(ticket),
        "verbs": verbs_open(ticket, ("assign", "ask", "answer", "close")),
        "form": form,
        "crumbs": _trail("Demandes", ticket.subject),
    }
    return render(request, "helpdesk/desk_ticket.html", context, status=422 if form.errors else 200)


@requires(Action.DESK_READ, personal=True)
def download_piece(request: HttpRequest, ticket_ref: str, piece_ref: str) -> HttpResponse:
    """A file of a ticket, for the desk; the look is told as that of the page."""
    ticket = selectors.desk_ticket(ticket_ref)
    if ticket.organisation:
        portal(request).looked_at = {ticket.organisation.siren}
    return send_piece(ticket, piece_ref)


@requires(Action.DESK_READ)
def list_searches(request: HttpRequest) -> HttpResponse:
    """What was looked for in vain, and what readers say of the entries."""
    context = {
        "vain": selectors.vain_searches(),
        "share": selectors.search_share(),
        "opinions": selectors.opinions(),
        "crumbs": _trail("Recherches sans réponse"),
    }
    return render(request, "helpdesk/desk_searches.html", context)
