"""Taking a right back: what is lost, why, and at once."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.access import selectors, services
from paraphe.access.vocabulary import Action
from paraphe.access.web.pages import act_url, body_of, crumbs, people_url, person_url
from paraphe.access.web.rights import right_rows
from paraphe.access.wording import of_person
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.registry.selectors import Organisation
from paraphe.web.forms import ReasonForm
from paraphe.web.guards import FORM, requires
from paraphe.web.http import portal, see_other


@requires(Action.HABILITATION_CLOSE, methods=FORM, personal=True)
def close_right(request: HttpRequest, body_ref: str, right_ref: str) -> HttpResponse:
    """The right and what the person loses with it, then its end, effective at once."""
    organisation = body_of(request)
    right = selectors.right_of(organisation, right_ref)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if right.ends_at <= clock.now():
        return _say_ended(request, organisation, right)
    if form.is_bound and form.is_valid():
        try:
            services.close_habilitations(
                organisation,
                habilitations=[right],
                reason=form.cleaned_data["reason"],
                actor=portal(request).user,
            )
        except WrongState:  # another administrator, or the same form sent twice, ended it meanwhile
            return _say_ended(request, organisation, right)
        return _show_act(request, organisation, right)
    return _show(request, organisation, right=right, form=form)


def _show_act(
    request: HttpRequest, organisation: Organisation, right: selectors.Habilitation
) -> HttpResponse:
    right.refresh_from_db()
    act = selectors.act_of_entry(right.closed_entry or 0)
    return see_other(act_url(organisation, act)) if act else _say_ended(request, organisation, right)


def _say_ended(
    request: HttpRequest, organisation: Organisation, right: selectors.Habilitation
) -> HttpResponse:
    messages.info(
        request, f"Le droit {of_person(right.person.full_name)} est fini : il n’y a plus rien à retirer."
    )
    return see_other(person_url(organisation, right.person.ref))


def _show(
    request: HttpRequest, organisation: Organisation, *, right: selectors.Habilitation, form: ReasonForm
) -> HttpResponse:
    back = person_url(organisation, right.person.ref)
    trail = crumbs(
        ("Personnes", people_url(organisation)), (right.person.full_name, back), ("Retirer un droit", "")
    )
    context = {"row": right_rows(organisation, [right])[0], "form": form, "crumbs": trail, "back": back}
    return render(request, "access/close.html", context, status=422 if form.errors else 200)
