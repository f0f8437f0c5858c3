"""Letters at the desk: print a batch, post it, say which came back."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import registrations
from paraphe.access.letters_pdf import write_letters
from paraphe.access.models import Letter
from paraphe.access.services.letters import Printed, concerned_by, mark_posted, mark_returned, print_letter
from paraphe.access.vocabulary import Action
from paraphe.access.web import desk_lists
from paraphe.access.words.registration import LETTER_KINDS, LETTER_STATES
from paraphe.kernel.errors import PortalError
from paraphe.kernel.identifiers import Ref
from paraphe.web import problems
from paraphe.web.components import Fact, Mark
from paraphe.web.guards import FORM, POST, requires
from paraphe.web.http import portal, see_other
from paraphe.web.pagination import paginate
from paraphe.web.templatetags.formats import moment

TONES = {"queued": "info", "printed": "info", "posted": "ok", "returned": "bad", "cancelled": "off"}
MOST = 100
"""Letters of one batch."""


@requires(Action.DESK_PRINT, personal=True)
def list_letters(request: HttpRequest) -> HttpResponse:
    """The letters by state; those to print with their boxes ticked."""
    state = desk_lists.chosen_state(request, LETTER_STATES, first="queued")
    every = registrations.letters_at_desk()
    shown = every.filter(state=state)
    page = paginate(request, shown.order_by("queued_at", "pk") if state == "queued" else shown)
    portal(request).looked_at = {letter.organisation.siren for letter in page.rows}
    context = {
        "page": page,
        "state": state,
        "rows": [
            (letter, LETTER_KINDS[letter.kind], _mark(letter), concerned_by(letter)) for letter in page.rows
        ],
        "tabs": desk_lists.tabs_of("access:desk_letters", every, LETTER_STATES, current=state),
        "crumbs": desk_lists.trail("Courriers", "access:desk_letters"),
    }
    return render(request, "access/desk_letters.html", context)


def _mark(letter: Letter) -> Mark:
    return Mark(TONES[letter.state], LETTER_STATES[letter.state])  # type: ignore[arg-type]


@requires(Action.DESK_PRINT, methods=POST, personal=True)
def print_batch(request: HttpRequest) -> HttpResponse:
    """Draw the secrets of the letters ticked and give them as one PDF; or mark those ticked as posted."""
    chosen = list(registrations.letters_at_desk().filter(ref__in=request.POST.getlist("courriers")[:MOST]))
    portal(request).looked_at = {letter.organisation.siren for letter in chosen}
    if not chosen:
        messages.error(request, "Cochez un courrier au moins.")
        return see_other(reverse("access:desk_letters"))
    if "poster" in request.POST:
        return _post(request, chosen)
    return _print(request, chosen)


def _print(request: HttpRequest, letters: Sequence[Letter]) -> HttpResponse:
    """One PDF, a page a letter; letters that cannot be printed any more are left out and told."""
    batch, printed = Ref.new(), list[Printed]()
    for letter in letters:
        try:
            printed.append(print_letter(letter, batch=batch, actor=portal(request).user))
        except PortalError as error:
            _tell(request, letter, error)
    if not printed:
        return see_other(reverse("access:desk_letters"))
    response = HttpResponse(write_letters(printed), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="courriers-{batch}.pdf"'
    return response


def _post(request: HttpRequest, letters: Sequence[Letter]) -> HttpResponse:
    count = 0
    for letter in letters:
        try:
            mark_posted(letter, actor=portal(request).user)
        except PortalError as error:
            _tell(request, letter, error)
        else:
            count += 1
    if count:
        messages.success(
            request, f"{count} courrier{'s' if count > 1 else ''} posté{'s' if count > 1 else ''}."
        )
    return see_other(f"{reverse('access:desk_letters')}?etat=printed")


def _tell(request: HttpRequest, letter: Letter, error: PortalError) -> None:
    told = problems.tell(error)
    messages.error(request, f"{letter.organisation.name} : {told.title if told else error.code}.")


@requires(Action.DESK_PRINT, methods=FORM, personal=True)
def show_letter(request: HttpRequest, letter_ref: str) -> HttpResponse:
    """One letter: where it goes, where it stands; print again, posted, came back."""
    letter = registrations.letter_at_desk(letter_ref)
    portal(request).looked_at = {letter.organisation.siren}
    if "imprimer" in request.POST:
        return _print(request, [letter])
    if request.method == "POST":
        verb = mark_returned if "revenir" in request.POST else mark_posted
        verb(letter, actor=portal(request).user)
        messages.success(request, "C’est noté au journal.")
        return see_other(request.path)
    context = {
        "letter": letter,
        "mark": _mark(letter),
        "facts": _facts(letter),
        "crumbs": desk_lists.trail("Courriers", "access:desk_letters", letter.organisation.name),
    }
    return render(request, "access/desk_letter.html", context)


def _facts(letter: Letter) -> list[Fact]:
    place, person = letter.establishment, concerned_by(letter)
    dates = [
        ("Demandé le", letter.queued_at),
        ("Imprimé le", letter.printed_at),
        ("Posté le", letter.posted_at),
        ("Revenu le", letter.returned_at),
    ]
    return [
        Fact("Courrier", LETTER_KINDS[letter.kind]),
        Fact("Organisme", letter.organisation.name, small=f"SIRET {place.siret_spaced}"),
        Fact("Adresse du répertoire", f"{place.street}, {place.postcode} {place.city}"),
        *([Fact("Au sujet de", person.full_name)] if person else []),
        *[Fact(label, moment(at)) for label, at in dates if at],
    ]
