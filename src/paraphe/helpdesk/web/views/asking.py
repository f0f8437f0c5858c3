"""Asking the desk: the question, and the context its author agrees to join."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.helpdesk import services
from paraphe.helpdesk.pieces import ROOM
from paraphe.helpdesk.selectors import Ticket
from paraphe.helpdesk.services import NewTicket
from paraphe.helpdesk.web.context import build_context, given_context, tell_context
from paraphe.helpdesk.web.forms import AskForm
from paraphe.helpdesk.web.reading import Place, place_of
from paraphe.kernel.errors import Conflict, Invalid
from paraphe.kernel.identifiers import Ref
from paraphe.web.components import Crumb
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, signed_in
from paraphe.web.http import portal, see_other


@signed_in(methods=FORM, room=ROOM)
def ask(request: HttpRequest) -> HttpResponse:
    """The form, then the ticket; sent twice, the same one."""
    place = place_of(request)
    if request.method != "POST":
        given = given_context(request)
        initial = {**given, "subject": given["query"][:120], "ticket": Ref.new()}
        return _show(request, AskForm(places=place.establishments, initial=initial), place=place, given=given)
    form = AskForm(request.POST, request.FILES, places=place.establishments)
    if form.is_valid():
        try:
            ticket = _open(request, form, place=place)
        except (Conflict, Invalid) as error:
            add_problem(form, error)
        else:
            messages.success(request, "Votre demande est envoyée. La réponse viendra ici, et par courriel.")
            return see_other(reverse("helpdesk:ticket", args=[ticket.ref]))
    given = {name: str(request.POST.get(name, "")) for name in ("page", "error", "query")}
    return _show(request, form, place=place, given=given)


def _open(request: HttpRequest, form: AskForm, *, place: Place) -> Ticket:
    answers = form.cleaned_data
    context = build_context(answers, place, establishment=answers.get("establishment", ""))
    new = NewTicket(
        ref=answers["ticket"],
        subject=answers["subject"],
        text=answers["text"],
        context=context if answers["consent"] else None,
        call=form.call_back(),
    )
    return services.open_ticket(new, pieces=answers["pieces"], actor=portal(request).user)


def _show(request: HttpRequest, form: AskForm, *, place: Place, given: dict[str, str]) -> HttpResponse:
    facts = tell_context(build_context(given, place))
    trail = [Crumb("Aide", reverse("helpdesk:help")), Crumb("Poser une question")]
    context = {"form": form, "facts": facts, "crumbs": trail}
    return render(request, "helpdesk/ask.html", context, status=422 if form.errors else 200)
