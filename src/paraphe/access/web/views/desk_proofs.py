"""Proofs at the desk: the queue, one proof with what the register says beside it, two different people to pass it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import registrations
from paraphe.access.documents import open_document
from paraphe.access.errors import UnknownArrival
from paraphe.access.models import AuthorityProof
from paraphe.access.services.proving import check_document, pass_document, refuse_document
from paraphe.access.vocabulary import STRENGTHS, Action
from paraphe.access.web import desk_lists
from paraphe.access.web.registration_story import proof_mark
from paraphe.access.words.registration import KINDS, PROOF_STATES
from paraphe.kernel.errors import PortalError
from paraphe.web.components import Fact
from paraphe.web.forms import ReasonForm
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other
from paraphe.web.pagination import paginate
from paraphe.web.problems import Told
from paraphe.web.templatetags.formats import moment, siren

QUEUE = {
    "requested": "À contrôler",
    "checked": "À passer",
    **{s: PROOF_STATES[s] for s in ("passed", "refused")},
}
MEDIA = {"pdf": "application/pdf", "png": "image/png", "jpg": "image/jpeg"}


@requires(Action.DESK_READ, personal=True)
def list_proofs(request: HttpRequest) -> HttpResponse:
    """The letters of designation, by state, oldest first where they wait."""
    state = desk_lists.chosen_state(request, QUEUE, first="requested")
    rows = registrations.proofs_at_desk().filter(kind=registrations.LETTER)
    shown = rows.filter(state=state)
    waiting = state in ("requested", "checked")
    page = paginate(request, shown.order_by("requested_at") if waiting else shown)
    portal(request).looked_at = {proof.organisation.siren for proof in page.rows}
    context = {
        "page": page,
        "rows": [(proof, proof_mark(proof)) for proof in page.rows],
        "tabs": desk_lists.tabs_of("access:desk_proofs", rows, QUEUE, current=state),
        "crumbs": desk_lists.trail("Preuves", "access:desk_proofs"),
    }
    return render(request, "access/desk_proofs.html", context)


@requires(Action.DESK_PROVE, methods=FORM, personal=True)
def show_proof(request: HttpRequest, proof_ref: str) -> HttpResponse:
    """One proof: the document, the register beside, what to look at; check, pass or refuse."""
    proof = _find(request, proof_ref)
    form = ReasonForm(request.POST if "refuser" in request.POST else None, hint=desk_lists.REASON_HINT)
    told = None
    if request.method == "POST":
        try:
            if _decide(request, proof, form):
                return see_other(request.path)
        except PortalError as refusal:
            told = desk_lists.tell(refusal)
            proof = _find(request, proof_ref)
    return _show(request, proof, form, told=told)


def _find(request: HttpRequest, ref: str) -> AuthorityProof:
    proof = registrations.proof_at_desk(ref)
    if proof.kind != registrations.LETTER:
        raise UnknownArrival("access.proof_unknown")
    portal(request).looked_at = {proof.organisation.siren}
    return proof


def _decide(request: HttpRequest, proof: AuthorityProof, form: ReasonForm) -> bool:
    """Do what the button says; False where the reason is missing."""
    actor = portal(request).user
    verbs: dict[str, tuple[Callable[..., None], str]] = {
        "controler": (check_document, "Premier contrôle fait. Une autre personne doit faire le second."),
        "passer": (pass_document, "La lettre est reçue. La personne en est informée."),
    }
    for name, (verb, done) in verbs.items():
        if name in request.POST:
            verb(proof, actor=actor)
            messages.success(request, done)
            return True
    if "refuser" not in request.POST or not form.is_valid():
        return False
    refuse_document(proof, reason=form.cleaned_data["reason"], actor=actor)
    messages.success(request, "La lettre est refusée. La personne lit le motif et peut en envoyer une autre.")
    return True


def _show(
    request: HttpRequest, proof: AuthorityProof, form: ReasonForm, *, told: Told | None
) -> HttpResponse:
    actor = portal(request).user
    context = {
        "proof": proof,
        "mark": proof_mark(proof),
        "facts": _facts(proof),
        "form": form,
        "told": told,
        "is_image": not proof.document.endswith(".pdf"),
        "is_own": proof.person_id == actor.pk,
        "is_first": proof.checked_by_id == actor.pk,
        "is_open": proof.state in ("requested", "checked"),
        "crumbs": desk_lists.trail("Preuves", "access:desk_proofs", proof.organisation.name),
    }
    return render(request, "access/desk_proof.html", context, status=422 if request.method == "POST" else 200)


def _facts(proof: AuthorityProof) -> list[Fact]:
    """What the register and the application say, to hold against the document."""
    body, seat = proof.organisation, registrations.seat_of(proof.organisation)
    address = f"{seat.street}, {seat.postcode} {seat.city}" if seat else "inconnue"
    use = "Ouvrir l’espace de l’organisme" if proof.application_id else "Lever une contestation"
    return [
        Fact("Organisme", body.name, small=f"SIREN {siren(body.siren)}, {body.get_branch_display()}"),
        Fact("Adresse du siège", address),
        Fact("Messagerie officielle", body.official_mailbox or "inconnue"),
        Fact("Personne", proof.person.full_name, small=proof.person.email),
        Fact("Ce que cela ouvre", use),
        Fact("Force", f"{STRENGTHS[proof.kind]} sur 3", small=KINDS[proof.kind]),
        Fact("Envoyée le", moment(proof.requested_at)),
        *([Fact("Premier contrôle", proof.checked_by.full_name)] if proof.checked_by else []),
        *([Fact("Motif", proof.reason)] if proof.reason else []),
        Fact("Empreinte", proof.sha256, is_hash=True),
    ]


@requires(Action.DESK_PROVE, personal=True)
def download_document(request: HttpRequest, proof_ref: str) -> HttpResponse:
    """The document, to save: never opened by the portal, never in another page than ours."""
    proof = _find(request, proof_ref)
    if not proof.document:
        raise UnknownArrival("access.proof_unknown")
    name, _, end = proof.document.partition(".")
    response = HttpResponse(open_document(name), content_type=MEDIA[end])
    response.headers["Content-Disposition"] = f'attachment; filename="lettre-{proof.ref}.{end}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
