"""The journal of the body: who did what, and who read what; on the page, or whole as a file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access.journal_reads import accesses_asked, entries_asked
from paraphe.access.vocabulary import Action
from paraphe.access.web.accesses import ACCESS_HEADER, access_rows, tell_accesses
from paraphe.access.web.history import tell_entries
from paraphe.access.web.pages import body_of
from paraphe.access.web.register_export import REGISTER_HEADER, register_rows
from paraphe.access.web.register_forms import AccessesForm, RegisterForm
from paraphe.web.guards import requires
from paraphe.web.pagination import paginate
from paraphe.web.tables import is_table_format, table_response

MOST_EXPORTED = 20_000
"""Lines of a file: the newest ones; the page says when there are more."""


@requires(Action.JOURNAL_READ, personal=True)
def show_register(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The entries of the body's chain that fit the filters of the address, newest first; `format` for a file."""
    organisation, form = body_of(request), RegisterForm(request.GET, organisation=body_of(request))
    form.is_valid()
    rows, fmt = entries_asked(organisation, form.asked()), request.GET.get("format", "")
    if is_table_format(fmt):
        name = f"journal-{organisation.siren}"
        return table_response(name, REGISTER_HEADER, register_rows(list(rows[:MOST_EXPORTED])), fmt)
    page = paginate(request, rows)
    entries = tell_entries(page.rows, acts_of=organisation)
    return _show(request, "access/register.html", page=page, entries=entries, form=form)


@requires(Action.JOURNAL_READ, personal=True)
def show_accesses(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Who read pages with personal data of the body, newest first; `format` for a file."""
    organisation, form = body_of(request), AccessesForm(request.GET, organisation=body_of(request))
    form.is_valid()
    rows, fmt = accesses_asked(organisation, form.readings()), request.GET.get("format", "")
    if is_table_format(fmt):
        found = access_rows(list(rows[:MOST_EXPORTED]))
        return table_response(f"consultations-{organisation.siren}", ACCESS_HEADER, found, fmt)
    page = paginate(request, rows)
    return _show(request, "access/accesses.html", page=page, rows=tell_accesses(page.rows), form=form)


def _show(request: HttpRequest, template: str, **context: object) -> HttpResponse:
    query = request.GET.copy()
    query.pop("page", None)
    query.pop("format", None)
    shown = {"body_ref": body_of(request).ref, "query": query.urlencode(), "most": MOST_EXPORTED}
    is_filtered = any(str(value).strip() for value in query.values())
    return render(request, template, {**context, **shown, "is_filtered": is_filtered})
