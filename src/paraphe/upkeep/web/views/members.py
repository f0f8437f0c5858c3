"""Putting a declarant's access to sleep, and waking it: nothing ends, everything waits."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import selectors as access
from paraphe.access import services
from paraphe.access.errors import Refused, UnknownPerson
from paraphe.access.selectors import Membership
from paraphe.access.vocabulary import Action
from paraphe.access.wording import of_person
from paraphe.kernel.errors import PortalError
from paraphe.upkeep.web.forms import ReasonForm, SuspensionForm
from paraphe.upkeep.web.pages import body_of, person_of, person_url, posted, trail_of_person
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import see_other


@requires(Action.PERSON_SUSPEND, methods=FORM, personal=True)
def suspend(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """Why, and what waits meanwhile; then the access is suspended at once."""
    row, form = _declarant(body_ref, person_ref), SuspensionForm(posted(request))
    if form.is_bound and form.is_valid():
        given = form.cleaned_data
        try:
            services.suspend_membership(
                row, cause=given["cause"], reason=given["reason"], actor=person_of(request)
            )
            messages.success(request, f"L’accès {of_person(row.person.full_name)} est suspendu.")
            return see_other(person_url(row))
        except Refused:
            raise
        except PortalError as error:
            add_problem(form, error)
    return _show(request, row, form=form, template="upkeep/suspend.html")


@requires(Action.PERSON_SUSPEND, methods=FORM, personal=True)
def wake(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """Why it was suspended, why it is not any more; then the rights hold again as they are."""
    row, form = _declarant(body_ref, person_ref), ReasonForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            services.reactivate_membership(row, reason=reason, actor=person_of(request))
            messages.success(request, f"L’accès {of_person(row.person.full_name)} est rétabli.")
            return see_other(person_url(row))
        except Refused:
            raise
        except PortalError as error:
            add_problem(form, error)
    return _show(request, row, form=form, template="upkeep/wake.html")


def _declarant(body_ref: str, person_ref: str) -> Membership:
    """The declarant of the address; UnknownPerson for anybody else: administrators have pages of their own."""
    someone = access.person_of(body_of(body_ref), person_ref)
    row = someone.membership
    if row is None or row.closed_at or row.is_administrator:
        raise UnknownPerson("access.person_unknown")
    return row


def _show(request: HttpRequest, row: Membership, *, form: ReasonForm, template: str) -> HttpResponse:
    held, _ = access.running_counts(row.organisation).get(row.person_id, (0, 0))
    context = {
        "form": form,
        "person": row.person,
        "held": held,
        "stop": access.suspended_among([row]).get(row.pk),
        "back": person_url(row),
        "crumbs": trail_of_person(row),
    }
    return render(request, template, context, status=422 if form.errors else 200)
