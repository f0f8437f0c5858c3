"""One file received: what the check says of it, and what can be done next."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from paraphe.access.vocabulary import Action, Level
from paraphe.declarations import selectors
from paraphe.declarations.models import Draft
from paraphe.declarations.texts import short_title
from paraphe.declarations.web import bodies, checked, listed, steps
from paraphe.registry.selectors import Organisation
from paraphe.web.guards import requires
from paraphe.web.pagination import paginate


@requires(Action.BODY_READ, personal=True)
def show_draft(request: HttpRequest, body_ref: str, draft_ref: str) -> HttpResponse:
    """The findings, filtered by the address, and the next act or why there is none."""
    organisation, person = bodies.body_of(body_ref), bodies.person_of(request)
    draft = selectors.draft_for(organisation, person.pk, draft_ref)
    filing = selectors.filing_of(draft)
    if filing is not None:
        return redirect("declarations:receipt", body_ref, filing.ref)
    names = bodies.place_names(organisation)
    context = {
        "organisation": organisation,
        "draft": draft,
        "title": short_title(draft.items),
        "places": listed.places_of(draft.sirets, names),
        "steps": steps.steps_at("Contrôler"),
        "count_words": listed.count_words(draft.blocking_count, draft.warning_count),
        "items": checked.items_shown(draft.items, names),
        **_findings(request, selectors.report_of(draft)),
        **_next(draft, organisation, person.pk),
    }
    return render(request, "declarations/draft.html", context)


def _findings(request: HttpRequest, report: dict[str, Any]) -> dict[str, Any]:
    findings = [checked.finding_of(row) for row in report["findings"]]
    asked = checked.Asked.of(request.GET)
    return {
        "report": report,
        "asked": asked,
        "pages": paginate(request, asked.narrow(findings), per_page=25),
        "severities": checked.SEVERITIES.items(),
        "codes": checked.codes_of(findings),
        "employees": checked.employees_of(findings),
        "total": report["counts"]["blocking"] + report["counts"]["warning"],
    }


def _next(draft: Draft, organisation: Organisation, person: int) -> dict[str, Any]:
    """Whether the person may sign, else who can, and the filing that stands in the way."""
    levels = selectors.levels_of(organisation, person)
    may_sign = bool(draft.sirets) and all(levels.get(siret) == Level.SIGN for siret in draft.sirets)
    signers = [] if may_sign or not draft.sirets else selectors.signers_of(organisation, draft.sirets)
    return {
        "may_sign": may_sign,
        "may_prepare": selectors.may_prepare(levels),
        "signers": bodies.join_names(signers),
        "administrators": bodies.join_names(bodies.administrators_of(organisation)),
        "twin": selectors.twin_of(draft) if draft.is_signable else None,
    }
