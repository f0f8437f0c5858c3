"""« Mon nom »: corrected alone before the first signature, asked of the administrators after it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from paraphe.accounts import selectors, services
from paraphe.accounts.errors import NameOfAnother
from paraphe.accounts.models import IdentityDoubt, Person
from paraphe.accounts.vocabulary import ASK_NAME, RENAME, act_of_name
from paraphe.accounts.web.forms import NameForm, NameRequestForm
from paraphe.accounts.web.stepping import StepUpForm, person_of
from paraphe.kernel.errors import PortalError
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, POST, signed_in


@signed_in(methods=FORM)
def change_name(request: HttpRequest) -> HttpResponse:
    """The form, its answers read again with a proof of presence, then the correction or the request."""
    person = person_of(request)
    form = (NameRequestForm if person.name_locked_at else NameForm)(request.POST or _initial(person))
    if selectors.pending_name(person) or request.method != "POST":
        return _show(request, person, form)
    if not form.is_valid() or "modifier" in request.POST or not _accepted(person, form):
        return _show(request, person, form)
    proof = StepUpForm(request, person, _act(person, form))
    if "confirmer" in request.POST and proof.prove():
        return _settle(request, person, form)
    context = {"form": form, "locked": bool(person.name_locked_at), "step_up": proof.prompt}
    return render(request, "accounts/name_check.html", context, status=422 if proof.error else 200)


def _initial(person: Person) -> dict[str, str]:
    return {"given_name": person.given_name, "family_name": person.family_name}


def _act(person: Person, form: NameForm) -> str:
    names = services.check_name(person, **form.names)
    return act_of_name(ASK_NAME if person.name_locked_at else RENAME, *names)


def _accepted(person: Person, form: NameForm) -> bool:
    """Whether the name may be this person's; one that is plainly somebody else's leaves a doubt on the account."""
    try:
        services.check_name(person, **form.names)
    except PortalError as error:
        add_problem(form, error)
        if isinstance(error, NameOfAnother):
            services.raise_doubt(person, cause=IdentityDoubt.Cause.NAME_ASKED, actor=person)
        return False
    return True


def _settle(request: HttpRequest, person: Person, form: NameForm) -> HttpResponse:
    try:
        if isinstance(form, NameRequestForm):
            services.ask_name(person, **form.names, reason=form.cleaned_data["reason"], actor=person)
            messages.success(request, "Votre demande est partie aux administrateurs de vos organismes.")
            return redirect("accounts_name")
        services.rename_person(person, **form.names, actor=person)
    except PortalError as error:
        add_problem(form, error)
        return _show(request, person, form)
    messages.success(request, "Votre nom est corrigé.")
    return redirect("accounts_home")


def _show(request: HttpRequest, person: Person, form: NameForm) -> HttpResponse:
    context = {
        "form": form,
        "pending": selectors.pending_name(person),
        "answer": selectors.last_name_answer(person),
        "locked": bool(person.name_locked_at),
    }
    bad = request.method == "POST" and form.errors
    return render(request, "accounts/name.html", context, status=422 if bad else 200)


@signed_in(methods=POST)
def withdraw_name(request: HttpRequest) -> HttpResponse:
    """Take the request back; nothing where it was answered meanwhile."""
    person = person_of(request)
    pending = selectors.pending_name(person)
    if pending is not None:
        services.withdraw_name(pending, actor=person)
        messages.info(request, "Votre demande est retirée. Votre nom reste tel qu’il est.")
    return redirect("accounts_name")
