"""The journal of the body: who did what, and who read what."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access.vocabulary import Action
from paraphe.access.web.accesses import tell_accesses
from paraphe.access.web.history import tell_entries
from paraphe.access.web.pages import body_of
from paraphe.journal import selectors as journal
from paraphe.journal.sentences import known
from paraphe.web.guards import requires
from paraphe.web.pagination import paginate

KINDS = {
    "personnes": ("Personnes", ("access.declarant.", "access.invitation.", "access.membership.")),
    "administrateurs": (
        "Administrateurs",
        (
            "access.administrator.",
            "access.body.",
            "access.candidacy.",
            "access.contest.",
            "access.letter.",
            "access.proof.",
            "access.registration.",
            "access.settings.",
            "upkeep.",
        ),
    ),
    "comptes": ("Comptes", ("access.recovery.", "accounts.")),
    "droits": ("Droits", ("access.habilitation.",)),
    "services": ("Services", ("access.subscription.",)),
    "etablissements": ("Établissements", ("access.establishment.", "access.register.")),
    "depots": ("Dépôts", ("declarations.",)),
}
"""The filters of the journal: their label, and how the names of their events begin."""


@requires(Action.JOURNAL_READ, personal=True)
def show_register(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The entries of the body's chain, newest first, by kind."""
    kind = request.GET.get("genre", "")
    rows = journal.entries_of(journal.Chain.Kind.BODY, body_of(request).siren, events=_events_of(kind))
    page = paginate(request, rows)
    context = {
        "page": page,
        "entries": tell_entries(page.rows),
        "kind": kind,
        "kinds": KINDS,
        "body_ref": body_ref,
    }
    return render(request, "access/register.html", context)


def _events_of(kind: str) -> list[str] | None:
    """The events of a kind; None for all of them."""
    if kind not in KINDS:
        return None
    return [event for event in known() if event.startswith(KINDS[kind][1])]


@requires(Action.JOURNAL_READ, personal=True)
def show_accesses(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Who read pages with personal data of the body, newest first."""
    page = paginate(request, journal.accesses_of(body_of(request).siren))
    context = {"page": page, "rows": tell_accesses(page.rows), "body_ref": body_ref}
    return render(request, "access/accesses.html", context)
