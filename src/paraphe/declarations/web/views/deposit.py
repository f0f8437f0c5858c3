"""Depositing a file: kept encrypted, checked, or refused whole."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access.vocabulary import Action
from paraphe.declarations import services
from paraphe.declarations.errors import FileRefused, FileUnreadable
from paraphe.declarations.web import bodies, refused
from paraphe.declarations.web.forms import DepositForm
from paraphe.web.forms import add_problem
from paraphe.web.guards import FORM, requires
from paraphe.web.http import see_other


@requires(Action.DECLARATION_PREPARE, methods=FORM, personal=True, uploads=True)
def deposit_file(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Take the file and show its findings; the verb asks the right for every establishment in it."""
    organisation, person = bodies.body_of(body_ref), bodies.person_of(request)
    form = DepositForm(request.POST, request.FILES) if request.method == "POST" else DepositForm()
    if form.is_valid():
        file = form.cleaned_data["file"]
        try:
            draft = services.receive_file(organisation, name=file.name, stream=file, actor=person)
            return see_other(reverse("declarations:draft", args=[body_ref, draft.ref]))
        except FileRefused as error:
            return refused.show_refusal(request, error, organisation=organisation)
        except FileUnreadable as error:
            add_problem(form, error)
    context = {"form": form, "organisation": organisation}
    return render(request, "declarations/deposit.html", context, status=422 if form.is_bound else 200)
