"""One's own tickets: the list, one of them, adding to it, closing it, opening it again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.helpdesk import selectors, services
from paraphe.helpdesk.errors import UnknownTicket
from paraphe.helpdesk.pieces import ROOM
from paraphe.helpdesk.selectors import Ticket
from paraphe.helpdesk.sentences import KINDS
from paraphe.helpdesk.vocabulary import STATES
from paraphe.helpdesk.web.forms import AuthorForm
from paraphe.helpdesk.web.reading import place_of
from paraphe.helpdesk.web.turns import facts_of, mark_of, send_piece, turns_of, verbs_open
from paraphe.kernel.errors import Invalid, WrongState
from paraphe.web.components import Crumb
from paraphe.web.forms import add_problem
from paraphe.web.guards import POST, signed_in
from paraphe.web.http import portal, see_other
from paraphe.web.pagination import paginate

DONE = {
    "completer": "Votre complément est envoyé.",
    "rouvrir": "Votre demande est rouverte.",
    "fermer": "Votre demande est fermée.",
}
SPEAKING: dict[str, Callable[..., Ticket]] = {
    "completer": services.reply_to_desk,
    "rouvrir": services.reopen_ticket,
}


@signed_in
def list_tickets(request: HttpRequest) -> HttpResponse:
    """Every ticket of the person, latest first."""
    place_of(request)
    page = paginate(request, selectors.tickets_of(portal(request).user))
    rows = [(ticket, mark_of(ticket, STATES)) for ticket in page.rows]
    trail = [Crumb("Aide", reverse("helpdesk:help")), Crumb("Mes demandes")]
    return render(request, "helpdesk/tickets.html", {"page": page, "rows": rows, "crumbs": trail})


@signed_in
def show_ticket(request: HttpRequest, ticket_ref: str) -> HttpResponse:
    """One ticket of the person, with what may be done now."""
    ticket = selectors.own_ticket(portal(request).user, ticket_ref)
    return _show(request, ticket, AuthorForm())


@signed_in(methods=POST, room=ROOM)
def act_on_ticket(request: HttpRequest, ticket_ref: str, verb: str) -> HttpResponse:
    """Add to the ticket, close it, or open it again."""
    ticket = selectors.own_ticket(portal(request).user, ticket_ref)
    if verb == "fermer":
        services.close_ticket(ticket, actor=portal(request).user)
    elif verb in SPEAKING:
        form = AuthorForm(request.POST, request.FILES)
        if not form.is_valid() or not _speak(form, ticket, SPEAKING[verb], actor=portal(request).user):
            return _show(request, ticket, form)
    else:
        raise UnknownTicket("helpdesk.ticket_unknown")
    messages.success(request, DONE[verb])
    return see_other(reverse("helpdesk:ticket", args=[ticket.ref]))


def _speak(form: AuthorForm, ticket: Ticket, say: Callable[..., Ticket], *, actor: Any) -> bool:
    """Whether it was said; what the verb refuses is put on the form."""
    try:
        say(ticket, text=form.cleaned_data["text"], pieces=form.cleaned_data["pieces"], actor=actor)
    except (Invalid, WrongState) as error:
        add_problem(form, error)
        return False
    return True


def _show(request: HttpRequest, ticket: Ticket, form: AuthorForm) -> HttpResponse:
    place_of(request)
    ticket.refresh_from_db(fields=["state"])
    context = {
        "ticket": ticket,
        "mark": mark_of(ticket, STATES),
        "turns": turns_of(ticket, KINDS),
        "facts": facts_of(ticket),
        "verbs": verbs_open(ticket, ("reply", "reopen", "close")),
        "form": form,
        "crumbs": [
            Crumb("Aide", reverse("helpdesk:help")),
            Crumb("Mes demandes", reverse("helpdesk:tickets")),
            Crumb(ticket.subject),
        ],
    }
    return render(request, "helpdesk/ticket.html", context, status=422 if form.errors else 200)


@signed_in
def download_piece(request: HttpRequest, ticket_ref: str, piece_ref: str) -> HttpResponse:
    """A file of one's own ticket."""
    return send_piece(selectors.own_ticket(portal(request).user, ticket_ref), piece_ref)
