"""Rights that end soon: prolonged for a year in one act, given another end one by one, or ended now."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import renewals, selectors, services
from paraphe.access.acts import DEFAULT_LASTS
from paraphe.access.changes import Change, act_of_change
from paraphe.access.errors import Refused
from paraphe.access.models import Habilitation
from paraphe.access.plans import four_eyes_of
from paraphe.access.policy import PARIS
from paraphe.access.services.habilitations import check_wanted, has_fellow
from paraphe.access.vocabulary import Action
from paraphe.access.web import presence, proposing
from paraphe.access.web.differences import change_differences
from paraphe.access.web.forms import end_of_day, last_day
from paraphe.access.web.pages import act_url, after_other_acts, body_of, crumbs, person_url
from paraphe.access.web.rights import right_rows, rights_url
from paraphe.access.wording import one_line
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError, WrongState
from paraphe.registry.selectors import Organisation
from paraphe.web.forms import DayField, add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other

DAYS = (30, 60, 90, 365)
RENEW, STOP = "prolonger", "arreter"


class EndingForm(forms.Form):
    """Which rights, and why where they end now."""

    rights = forms.MultipleChoiceField(
        label="Droits cochés", error_messages={"required": "Cochez un droit au moins"}
    )
    reason = forms.CharField(
        label="Motif",
        max_length=300,
        required=False,
        help_text="Il est gardé au journal de l’organisme. N’y écrivez rien de médical ni de privé.",
    )

    def __init__(self, data: Any, *, rights: Sequence[Habilitation]) -> None:
        super().__init__(data)
        self.offered = {right.ref: right for right in rights}
        field = self.fields["rights"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(ref, ref) for ref in self.offered]

    @property
    def chosen(self) -> list[Habilitation]:
        """The rights ticked, once the form is valid."""
        return [self.offered[ref] for ref in self.cleaned_data["rights"]]

    @property
    def why(self) -> str:
        """The reason on one line."""
        return one_line(str(self.data.get("reason", "")))[:300]


class EndForm(forms.Form):
    """Until when one right holds."""

    valid_to = DayField(
        label="Jusqu’au",
        help_text="Ce jour compris, trois ans au plus.",
        error_messages={"required": "Indiquez une date de fin"},
    )


@requires(Action.HABILITATION_GRANT, methods=FORM, personal=True)
def list_expiring(request: HttpRequest, body_ref: str) -> HttpResponse:
    """The rights that end soon, ticked, then prolonged or ended in one act."""
    organisation, sent = body_of(request), request.POST
    form = EndingForm(sent if request.method == "POST" else None, rights=_ending(request))
    if request.method != "POST":
        return _show_list(request, form)
    already = _already_done(request)
    if already is not None and not set(sent.getlist("rights")) & set(form.offered):
        return see_other(already)
    if not form.is_valid() or not {RENEW, STOP} & set(sent):
        return _show_list(request, form)
    return _stop(request, organisation, form) if STOP in sent else _renew(request, organisation, form)


def _already_done(request: HttpRequest) -> str | None:
    """The page of the act this person just did here: a form sent twice finds it."""
    organisation, actor = body_of(request), portal(request).user
    act = after_other_acts(organisation, lambda: selectors.undoable_act(organisation, actor=actor.pk))
    ticked = set(request.POST.getlist("rights"))
    if act is None or not ticked or "confirmer" not in request.POST:
        return None
    closed = Habilitation.objects.filter(ref__in=ticked, closed_entry=act.entry).count()
    return act_url(organisation, act) if closed == len(ticked) else None


def _ending(request: HttpRequest) -> list[Habilitation]:
    return renewals.ending_rights(body_of(request), days=_days(request), person=_person(request))


def _days(request: HttpRequest) -> int:
    asked = request.GET.get("sous", "")
    return int(asked) if asked in {str(days) for days in DAYS} else renewals.SOON_DAYS


def _person(request: HttpRequest) -> str:
    return request.GET.get("personne", "")[:40]


def _show_list(request: HttpRequest, form: EndingForm) -> HttpResponse:
    organisation, actor = body_of(request), portal(request).user
    rights = list(form.offered.values())
    blocked = has_fellow(organisation, actor=actor) if any(r.person_id == actor.pk for r in rights) else False
    members = [row.person for row in selectors.members_of(organisation)]
    context = {
        "form": form,
        "rows": [
            (row, row.right.person_id == actor.pk and blocked) for row in right_rows(organisation, rights)
        ],
        "ticked": set(form["rights"].value() or []),
        "days": _days(request),
        "choices": DAYS,
        "people": members,
        "person": _person(request),
        "body_ref": organisation.ref,
        "crumbs": crumbs(("Droits", rights_url(organisation)), ("Droits qui finissent", "")),
    }
    return render(request, "access/expiring.html", context, status=422 if form.is_bound else 200)


def _renew(request: HttpRequest, organisation: Organisation, form: EndingForm) -> HttpResponse:
    until = end_of_day((clock.now() + DEFAULT_LASTS).astimezone(PARIS).date())
    change = renewals.plan_renewal(form.chosen, organisation, ends_at=until)
    return _settle(request, form, change, back=_list_url(organisation))


def _settle(request: HttpRequest, form: forms.Form, change: Change, *, back: str) -> HttpResponse:
    """The difference read again, then the act."""
    organisation, actor = body_of(request), portal(request).user
    try:
        check_wanted(organisation, change.grants, actor=actor)
        if "confirmer" not in request.POST:
            return _show_check(request, form, change, back=back)
        if four_eyes_of(organisation, change):
            return proposing.offer(request, organisation, change)
        presence.prove(request, act_of_change(organisation, change))
        act = services.change_rights(organisation, change=change, actor=actor)
    except presence.REFUSALS as error:
        return _show_check(request, form, change, back=back, error=error)
    except Refused:
        raise
    except PortalError as refusal:
        add_problem(form, refusal)
        return _show_check(request, form, change, back=back, error=refusal)
    return see_other(act_url(organisation, act))


def _show_check(
    request: HttpRequest, form: forms.Form, change: Change, *, back: str, error: PortalError | None = None
) -> HttpResponse:
    organisation = body_of(request)
    context = {
        "form": form,
        "ticked": request.POST.getlist("rights"),
        "differences": change_differences(organisation, change),
        "is_empty": change.is_empty,
        "four_eyes": four_eyes_of(organisation, change),
        "back": back,
        "body_ref": organisation.ref,
        "crumbs": crumbs(("Droits", rights_url(organisation)), ("Prolonger", back), ("Relire", "")),
    }
    if not change.is_empty and not context["four_eyes"]:
        prompted = error if isinstance(error, presence.REFUSALS) else None
        context["step_up"] = presence.prompt(request, act_of_change(organisation, change), prompted)
    return render(request, "access/renew_check.html", context, status=422 if error else 200)


def _stop(request: HttpRequest, organisation: Organisation, form: EndingForm) -> HttpResponse:
    """What ends now, the reason, then the act."""
    rights, actor = form.chosen, portal(request).user
    if "confirmer" in request.POST and not form.why:
        form.add_error("reason", "Indiquez le motif, en quelques mots")
    if "confirmer" not in request.POST or form.errors:
        context = {
            "form": form,
            "rows": right_rows(organisation, rights),
            "ticked": [right.ref for right in rights],
            "back": _list_url(organisation),
            "body_ref": organisation.ref,
            "crumbs": crumbs(
                ("Droits", rights_url(organisation)),
                ("Prolonger", _list_url(organisation)),
                ("Retirer", ""),
            ),
        }
        return render(request, "access/stop_check.html", context, status=422 if form.errors else 200)
    try:
        services.close_habilitations(organisation, habilitations=rights, reason=form.why, actor=actor)
    except WrongState as refusal:
        add_problem(form, refusal)
        return _show_list(request, form)
    rights[0].refresh_from_db()
    act = selectors.act_of_entry(rights[0].closed_entry or 0)
    return see_other(act_url(organisation, act) if act else _list_url(organisation))


def _list_url(organisation: Organisation) -> str:
    return reverse("access:expiring", args=[organisation.ref])


@requires(Action.HABILITATION_GRANT, methods=FORM, personal=True)
def renew(request: HttpRequest, body_ref: str, right_ref: str) -> HttpResponse:
    """Another end for one right: a year from now unless another day is chosen."""
    organisation = body_of(request)
    right = after_other_acts(organisation, lambda: selectors.right_of(organisation, right_ref))
    back = person_url(organisation, right.person.ref)
    if right.ends_at <= clock.now():
        return _say_ended(request, organisation, right, back)
    sent = request.POST if request.method == "POST" else None
    later = (clock.now() + DEFAULT_LASTS).astimezone(PARIS).date()
    form = EndForm(sent, initial={"valid_to": later})
    if "modifier" in request.POST or not form.is_bound or not form.is_valid():
        return _show_one(request, organisation, right=right, form=form)
    until = end_of_day(form.cleaned_data["valid_to"])
    if until <= clock.now():
        form.add_error("valid_to", "Indiquez un jour à venir, ou retirez le droit")
        return _show_one(request, organisation, right=right, form=form)
    change = renewals.plan_new_end(right, organisation, ends_at=until)
    return _settle(request, form, change, back=back)


def _say_ended(
    request: HttpRequest, organisation: Organisation, right: Habilitation, back: str
) -> HttpResponse:
    """A form sent twice finds its act; else the right ended meanwhile."""
    act = selectors.act_of_entry(right.closed_entry or 0)
    if request.method == "POST" and act is not None and act.actor_id == portal(request).user.pk:
        return see_other(act_url(organisation, act))
    messages.info(request, "Ce droit est fini : donnez-en un nouveau s’il le faut.")
    return see_other(back)


def _show_one(
    request: HttpRequest, organisation: Organisation, *, right: Habilitation, form: EndForm
) -> HttpResponse:
    back = person_url(organisation, right.person.ref)
    context = {
        "form": form,
        "row": right_rows(organisation, [right])[0],
        "until": last_day(right.ends_at),
        "back": back,
        "crumbs": crumbs(
            ("Droits", rights_url(organisation)), (right.person.full_name, back), ("Prolonger", "")
        ),
    }
    return render(request, "access/renew.html", context, status=422 if form.errors else 200)
