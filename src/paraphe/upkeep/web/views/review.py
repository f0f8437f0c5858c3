"""The yearly review: one page to decide, one to read again and sign, and what was signed."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access.changes import act_of_change
from paraphe.access.errors import Refused
from paraphe.access.vocabulary import Action
from paraphe.kernel.errors import PortalError
from paraphe.registry.selectors import Organisation
from paraphe.upkeep import reviewing, services
from paraphe.upkeep.errors import ReviewOpen
from paraphe.upkeep.models import ReviewCampaign
from paraphe.upkeep.reviewing import Reviewer
from paraphe.upkeep.web import review_answers, review_done, review_shown
from paraphe.upkeep.web.pages import REFUSALS, body_of, person_of, posted, prompt, prove
from paraphe.upkeep.web.review_answers import Answer
from paraphe.upkeep.web.review_forms import DayForm
from paraphe.upkeep.web.review_shown import Sheet
from paraphe.web import problems
from paraphe.web.components import Crumb
from paraphe.web.guards import FORM, requires
from paraphe.web.http import see_other
from paraphe.web.pagination import paginate

MOST_PEOPLE, MOST_LINES = 100, 900
"""A page holds as many people as a form may have fields for: two a line."""
SAVE, REST, AGAIN, DRAFT = "enregistrer", "garder", "relire", "brouillon"


@requires(Action.REVIEW_DECIDE, methods=FORM, personal=True)
def show_review(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Everybody's rights, to keep, limit or remove; where no review is under way, when the next one is."""
    organisation = body_of(body_ref)
    campaign, reviewer = reviewing.open_campaign(organisation), _reviewer(request, organisation)
    if campaign is None:
        return _show_between(request, organisation)
    sheet = review_shown.lay_out(campaign, reviewer)
    if request.method == "POST":
        return _save(request, sheet)
    return _show_sheet(request, sheet)


def _reviewer(request: HttpRequest, organisation: Organisation) -> Reviewer:
    found = reviewing.reviewer_of(organisation, person_of(request))
    if found is None:
        raise Http404
    return found


def _page(organisation: Organisation, name: str = "review") -> str:
    return reverse(f"upkeep:{name}", args=[organisation.ref])


def _show_sheet(
    request: HttpRequest, sheet: Sheet, answers: dict[str, Answer] | None = None, *, status: int = 200
) -> HttpResponse:
    page = paginate(request, sheet.blocks, per_page=_per_page(sheet))
    errors = {key: answer for key, answer in (answers or {}).items() if answer.error}
    lines = {line.key: line for line in sheet.open_lines}
    context = {
        "sheet": sheet,
        "campaign": sheet.campaign,
        "page": page,
        "blocks": review_answers.with_answers(page.rows, answers or {}),
        "errors": [(lines[key], answer.error) for key, answer in errors.items()],
        "faulty": {key: answer.error for key, answer in errors.items()},
        "soonest": reviewing.today(),
        "lapses_on": reviewing.last_day(sheet.campaign.lapses_at),
        "due_on": reviewing.last_day(sheet.campaign.due_at),
        "body_ref": sheet.campaign.organisation.ref,
    }
    return render(request, "upkeep/review.html", context, status=status)


def _per_page(sheet: Sheet) -> int:
    longest = max((len(block.lines) for block in sheet.blocks), default=1)
    return max(1, min(MOST_PEOPLE, MOST_LINES // longest))


def _save(request: HttpRequest, sheet: Sheet) -> HttpResponse:
    """Keep what was sent, by the button pressed; an answer at fault is shown again with the others."""
    wish = next((name for name in (SAVE, REST, AGAIN, DRAFT) if name in request.POST), "")
    answers = review_answers.read_answers(sheet, request.POST.dict())
    if not wish:
        return _show_sheet(request, sheet, answers, status=422)
    kept = answers if wish in (AGAIN, DRAFT) else review_answers.explicit(sheet, answers)
    decisions = review_answers.decisions_of(sheet, kept)
    if wish == REST:
        decisions |= review_answers.keep_the_rest(sheet, kept)
    services.save_decisions(sheet.campaign, decisions=decisions, actor=person_of(request))
    if wish == DRAFT:
        return _tell_progress(request, sheet, answers)
    if any(answer.error for answer in kept.values()):
        return _show_sheet(request, sheet, answers, status=422)
    if wish == AGAIN:
        return see_other(_page(sheet.campaign.organisation, "review_check"))
    words = "Tout ce qui restait est gardé." if wish == REST else "Vos choix sont enregistrés."
    messages.success(request, f"{words} Rien n’est fait tant que vous n’avez pas signé.")
    return see_other(request.get_full_path())


def _tell_progress(request: HttpRequest, sheet: Sheet, answers: dict[str, Answer]) -> JsonResponse:
    """What a page that saves as it goes is answered."""
    reviewer = _reviewer(request, sheet.campaign.organisation)
    now = review_shown.lay_out(sheet.campaign, reviewer)
    error = next((answer.error for answer in answers.values() if answer.error), "")
    found = {"words": now.progress, "value": now.reviewed, "total": now.total, "error": error}
    return JsonResponse(found, status=422 if error else 200)


def _show_between(request: HttpRequest, organisation: Organisation) -> HttpResponse:
    """No review is under way: when the next one opens, the day to choose, and the ones before."""
    form = DayForm(posted(request) if "choisir" in request.POST else None, initial=_chosen(organisation))
    try:
        if "ouvrir" in request.POST:
            services.open_review(organisation, actor=person_of(request))
            return see_other(_page(organisation))
        if form.is_bound and form.is_valid():
            services.choose_review_day(organisation, **form.cleaned_data, actor=person_of(request))
            messages.success(request, "La date de la revue est choisie.")
            return see_other(_page(organisation))
    except ReviewOpen:  # another administrator has just opened it
        return see_other(_page(organisation))
    context = {
        "form": form,
        "next_on": reviewing.next_review_on(organisation),
        "is_whole": _reviewer(request, organisation).membership.scope is None,
        "past": review_done.tell_past(organisation),
        "body_ref": organisation.ref,
    }
    return render(
        request, "upkeep/review_none.html", context, status=422 if request.method == "POST" else 200
    )


def _chosen(organisation: Organisation) -> dict[str, int]:
    day: date | None = reviewing.next_review_on(organisation)
    return {"day": day.day, "month": day.month} if day else {}


@requires(Action.REVIEW_DECIDE, methods=FORM, personal=True)
def check_review(request: HttpRequest, body_ref: str) -> HttpResponse:
    """What was decided, read again with what it entails; a proof of presence where a right is shortened; then done."""
    organisation = body_of(body_ref)
    campaign = reviewing.open_campaign(organisation)
    if campaign is None:
        return see_other(_page(organisation))
    if "signer" in request.POST:
        return _conclude(request, campaign)
    return _show_check(request, campaign, status=422 if request.method == "POST" else 200)


def _show_check(
    request: HttpRequest, campaign: ReviewCampaign, error: PortalError | None = None, *, status: int = 200
) -> HttpResponse:
    organisation = campaign.organisation
    reviewer = _reviewer(request, organisation)
    reading = review_done.read_again(campaign, reviewer)
    act = act_of_change(organisation, reading.change) if reading.change.gives else ""
    is_refusal = isinstance(error, REFUSALS)
    context = {
        "reading": reading,
        "campaign": campaign,
        "step_up": prompt(request, act, error if is_refusal else None) if act else None,
        "stop": problems.tell(error) if error and not is_refusal else None,
        "crumbs": [Crumb("Revue annuelle", _page(organisation)), Crumb("Relire")],
        "body_ref": organisation.ref,
    }
    return render(request, "upkeep/review_check.html", context, status=422 if error else status)


def _conclude(request: HttpRequest, campaign: ReviewCampaign) -> HttpResponse:
    """The act on rights, where there is one, then the signature; a crash between the two leaves the signature."""
    person, reviewer = person_of(request), _reviewer(request, campaign.organisation)
    items = reviewing.to_apply(reviewing.live_items(campaign), reviewer)
    try:
        if items:
            change = reviewing.build_change(campaign, items)
            if change.gives:
                prove(request, act_of_change(campaign.organisation, change))
            services.apply_review(campaign, actor=person)
        services.sign_review(campaign, actor=person)
    except Refused:
        raise
    except PortalError as error:
        return _show_check(request, campaign, error)
    return see_other(reverse("upkeep:review_done", args=[campaign.organisation.ref, campaign.ref]))


@requires(Action.PEOPLE_READ, personal=True)
def show_done(request: HttpRequest, body_ref: str, review_ref: str) -> HttpResponse:
    """What was signed of a review: by whom, when, with its number in the register; what to do next."""
    campaign = reviewing.campaign_of(body_of(body_ref), review_ref)
    context = {
        "campaign": campaign,
        "record": review_done.tell_done(campaign),
        "crumbs": [Crumb("Revue annuelle", _page(campaign.organisation)), Crumb("Relevé")],
        "body_ref": body_ref,
    }
    return render(request, "upkeep/review_done.html", context)


@requires(Action.PEOPLE_READ, personal=True)
def download_report(request: HttpRequest, body_ref: str, review_ref: str, report_ref: str) -> HttpResponse:
    """The report as it was printed when it was signed, byte for byte."""
    campaign = reviewing.campaign_of(body_of(body_ref), review_ref)
    report = campaign.reports.filter(ref=report_ref).first()
    if report is None:
        raise Http404
    answer = HttpResponse(bytes(report.content), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="revue-{campaign.ref}-{report.ref}.pdf"'
    return answer
