"""Ending a hand-over in one act, and its record."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access.errors import Refused
from paraphe.access.vocabulary import Action
from paraphe.access.wording import of_person
from paraphe.accounts import services as accounts
from paraphe.kernel.errors import PortalError
from paraphe.upkeep import handovers, services
from paraphe.upkeep.models import Handover
from paraphe.upkeep.transitions import OVER
from paraphe.upkeep.web import record, shown
from paraphe.upkeep.web.pages import REFUSALS, body_of, crumbs, handover_url, person_of, prompt, prove
from paraphe.web import problems
from paraphe.web.guards import FORM, requires, signed_in
from paraphe.web.http import portal, see_other


@requires(Action.HANDOVER_PLAN, methods=FORM, personal=True)
def complete(request: HttpRequest, body_ref: str, handover_ref: str) -> HttpResponse:
    """What ends and who takes over, read again; a proof of presence; then the one act."""
    handover = handovers.handover_of(body_of(body_ref), handover_ref)
    if handovers.state_of(handover) in OVER:
        return see_other(handover_url(handover))
    if request.method == "POST":
        return _complete(request, handover)
    return _show(request, handover)


def _complete(request: HttpRequest, handover: Handover) -> HttpResponse:
    person = person_of(request)
    try:
        prove(request, services.act_of_completion(handover))
        services.complete_handover(handover, actor=person)
    except REFUSALS as error:
        return _after_refusal(request, handover, error)
    except Refused:
        raise
    except PortalError as error:
        return _show(request, handover, stop=error)
    if handover.leaver.person_id == person.pk:  # he reads his record, then leaves
        accounts.keep_session(request, person)
    return _to_record(request, handover)


def _after_refusal(request: HttpRequest, handover: Handover, error: PortalError) -> HttpResponse:
    """The page with the refusal; the record where another sending of the form has just completed it."""
    if handovers.state_of(handover) in OVER:
        return _to_record(request, handover)
    return _show(request, handover, refusal=error)


def _to_record(request: HttpRequest, handover: Handover) -> HttpResponse:
    """To the record: the body's page for those who stay, his own for the one who has just left."""
    if handover.leaver.person_id == person_of(request).pk:
        return see_other(reverse("upkeep:own_record", args=[handover.ref]))
    return see_other(handover_url(handover, "record"))


def _show(
    request: HttpRequest,
    handover: Handover,
    *,
    refusal: PortalError | None = None,
    stop: PortalError | None = None,
) -> HttpResponse:
    sight = shown.see_handover(handover, reader=person_of(request))
    back = handover_url(handover)
    steps = ((f"Départ {of_person(sight.leaver)}", back), ("Terminer", ""))
    context = {
        "sight": sight,
        "checks": shown.completion_checks(handover, sight.state, reader=person_of(request)),
        "step_up": prompt(request, services.act_of_completion(handover), refusal),
        "stop": problems.tell(stop) if stop else None,
        "back": back,
        "crumbs": crumbs(handover.organisation, *steps),
        "body_ref": handover.organisation.ref,
    }
    status = stop and problems.tell(stop)
    return render(
        request, "upkeep/complete.html", context, status=status.status if status else 422 if refusal else 200
    )


@requires(Action.PEOPLE_READ, personal=True)
def show_record(request: HttpRequest, body_ref: str, handover_ref: str) -> HttpResponse:
    """The record of a hand-over done, for those who administer the body."""
    handover = handovers.handover_of(body_of(body_ref), handover_ref)
    built = record.build_record(handover)
    trail = crumbs(handover.organisation, (built.title, ""))
    return render(request, "upkeep/record.html", {"record": built, "crumbs": trail, "body_ref": body_ref})


@signed_in(personal=True)
def show_own_record(request: HttpRequest, handover_ref: str) -> HttpResponse:
    """The same record for the one who left, who belongs to the body no more; the body sees that it was read."""
    handover = handovers.handover_for(person_of(request), handover_ref)
    portal(request).looked_at = {handover.organisation.siren}
    return render(request, "upkeep/record.html", {"record": record.build_record(handover), "own": True})
