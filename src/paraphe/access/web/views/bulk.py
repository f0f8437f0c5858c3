"""Rights by file: sent, looked at with everything it would change, ordered with a proof of presence; and the export."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import services
from paraphe.access.bulk.exporting import EXPORT_HEADER, TEMPLATE_HEADER, export_rows
from paraphe.access.bulk.files import BulkChange, change_of, file_of, files_of
from paraphe.access.changes import act_of_change
from paraphe.access.vocabulary import Action
from paraphe.access.web import bulk_pages, presence
from paraphe.access.web.pages import body_of, crumbs, scope_of
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError
from paraphe.registry.selectors import PARIS, Organisation
from paraphe.web.components import Crumb
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other
from paraphe.web.problems import tell
from paraphe.web.tables import CSV, XLSX, table_response


@requires(Action.PEOPLE_READ, personal=True)
def export_rights(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Every right of the reader's scope, in the columns of a file of rights; `modele=1`: the headings alone."""
    organisation = body_of(request)
    fmt = XLSX if request.GET.get("format") == XLSX else CSV
    if request.GET.get("modele"):
        return table_response("modele-droits", TEMPLATE_HEADER, [], fmt)
    day = clock.now().astimezone(PARIS).date().isoformat()
    rows = export_rows(organisation, scope=scope_of(request))
    return table_response(f"droits-{organisation.siren}-{day}", EXPORT_HEADER, rows, fmt)


@requires(Action.HABILITATION_GRANT, methods=FORM, personal=True, uploads=True)
def send_file(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The form, then the page of the file while it is checked."""
    organisation, actor = body_of(request), portal(request).user
    form = bulk_pages.UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        upload = form.cleaned_data["file"]
        told = {"filename": upload.name, "complete": form.cleaned_data["complete"]}
        try:
            file = services.receive_file(organisation, content=upload.read(), **told, actor=actor)
        except PortalError as error:
            error.data.setdefault("field", "file")
            add_problem(form, error)
        else:
            return see_other(bulk_pages.file_url(organisation, file))
    return _show_form(request, form)


def _show_form(request: HttpRequest, form: bulk_pages.UploadForm) -> HttpResponse:
    organisation = body_of(request)
    form = form if request.method == "POST" else bulk_pages.UploadForm()
    context = {
        "form": form,
        "files": bulk_pages.file_lines(files_of(organisation, sender=portal(request).user)),
        "crumbs": _trail(organisation, "Par fichier"),
        "body_ref": organisation.ref,
    }
    return render(request, "access/bulk.html", context, status=422 if request.method == "POST" else 200)


def _trail(organisation: Organisation, *last: str) -> list[Crumb]:
    steps = [("Droits", reverse("access:matrix", args=[organisation.ref]))]
    if len(last) > 1:
        steps.append(("Par fichier", reverse("access:bulk", args=[organisation.ref])))
    return crumbs(*steps, (last[-1], ""))


@requires(Action.HABILITATION_GRANT, methods=FORM, personal=True)
def show_file(request: HttpRequest, body_ref: str, file_ref: str) -> HttpResponse:
    """Where a file is: being checked, its difference, applied; POST orders it, drops it or checks it again."""
    file = file_of(body_of(request), file_ref, sender=portal(request).user)
    acts = {"appliquer": _order, "abandonner": _drop, "recontroler": _repeat}
    if request.method == "POST" and request.POST.get("acte") in acts:
        return acts[request.POST["acte"]](request, file)
    return _show_file(request, file, status=422 if request.method == "POST" else 200)


@requires(Action.HABILITATION_GRANT)
def show_progress(request: HttpRequest, body_ref: str, file_ref: str) -> HttpResponse:
    """How far a file is, for the page that waits."""
    file = file_of(body_of(request), file_ref, sender=portal(request).user)
    waiting = bulk_pages.is_waiting(file)
    return JsonResponse({"waiting": waiting, "done": file.done, "total": file.total})


@requires(Action.HABILITATION_GRANT, personal=True)
def download_report(request: HttpRequest, body_ref: str, file_ref: str) -> HttpResponse:
    """The whole report of a file, as a table to keep."""
    file = file_of(body_of(request), file_ref, sender=portal(request).user)
    fmt = XLSX if request.GET.get("format") == XLSX else CSV
    return table_response(
        f"compte-rendu-{file.ref}", bulk_pages.REPORT_HEADER, bulk_pages.report_rows(file), fmt
    )


def _show_file(
    request: HttpRequest, file: BulkChange, error: PortalError | None = None, *, status: int = 200
) -> HttpResponse:
    organisation = file.organisation
    context = {"file": file, "body_ref": organisation.ref, "crumbs": _trail(organisation, "", file.filename)}
    if bulk_pages.is_waiting(file):
        return render(request, "access/bulk_waiting.html", context)
    context["story"] = story = bulk_pages.tell_file(request, file)
    proof = error if isinstance(error, presence.REFUSALS) else None
    context["problem"] = tell(error) if error and not proof else None
    try:
        if story.can_apply:
            act = act_of_change(organisation, change_of(file))
            context["step_up"] = presence.prompt(request, act, proof)
    except PortalError as stale:
        context["problem"] = tell(stale)
    return render(request, "access/bulk_file.html", context, status=422 if error else status)


def _order(request: HttpRequest, file: BulkChange) -> HttpResponse:
    actor, mode = portal(request).user, request.POST.get("mode", "")
    mode = mode if mode in BulkChange.Mode.values else BulkChange.Mode.ATOMIC
    try:
        presence.prove(request, act_of_change(file.organisation, change_of(file)))
        services.order_file(file, mode=mode, actor=actor)
    except PortalError as error:
        if error.code != "access.bulk.wrong_state":  # ordered a moment ago: its page says where it is
            return _show_file(request, file, error)
    return see_other(bulk_pages.file_url(file.organisation, file))


def _drop(request: HttpRequest, file: BulkChange) -> HttpResponse:
    try:
        services.drop_file(file, actor=portal(request).user)
    except PortalError as error:
        return _show_file(request, file, error)
    messages.success(request, "Le fichier est abandonné. Rien n’a changé, et son contenu est effacé.")
    return see_other(reverse("access:bulk", args=[file.organisation.ref]))


def _repeat(request: HttpRequest, file: BulkChange) -> HttpResponse:
    try:
        again = services.repeat_file(file, actor=portal(request).user)
    except PortalError as error:
        return _show_file(request, file, error)
    return see_other(bulk_pages.file_url(file.organisation, again))
