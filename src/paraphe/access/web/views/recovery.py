"""A lost second factor: asked before the session; opened, stopped, confirmed by administrators; checked at the desk."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import identity
from paraphe.access.errors import UnknownArrival
from paraphe.access.identity_acts import act_of_confirmation, act_of_recovery
from paraphe.access.models import Membership
from paraphe.access.selectors import bodies_of
from paraphe.access.services import recovery as verbs
from paraphe.access.services.identity import agree_at_desk
from paraphe.access.vocabulary import Action
from paraphe.access.web import presence
from paraphe.access.web.identity_forms import ANSWER, KeyForm
from paraphe.access.web.views.identity import attempt, member_of_page, page_of
from paraphe.accounts import selectors as people
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import EmailChange, FactorRecovery, Person
from paraphe.kernel.errors import PortalError
from paraphe.web.forms import ReasonForm, add_problem, blank_form
from paraphe.web.guards import FORM, public, requires
from paraphe.web.http import portal, see_other

CHECK_HINT = (
    "Dites comment vous avez vérifié, par exemple « rappel du standard le 12, personne reconnue ». Gardé au journal de "
    "l’organisme : n’y écrivez aucun nom."
)


@public(methods=FORM)
def ask_recovery(request: HttpRequest) -> HttpResponse:
    """Who gave the right password says that the factor is lost: to the administrators, or by a posted key.

    Shows nothing of any body: no second factor was proved.
    """
    person = people.person_logging_in(request)
    if person is None:
        return see_other(reverse("account_login"))
    ways = identity.ways_back(person)
    if request.method == "POST":
        accounts.pace_recovery(person)
        if ways.by_administrator:
            accounts.request_recovery(person, actor=person)
        elif ways.by_key:
            verbs.request_recovery_key(person)
        return see_other(reverse("access:factor_lost"))
    recovery = people.open_recovery(person)
    over = recovery is not None and recovery.key_at is None and identity.key_is_over(identity.key_of(person))
    context = {"ways": ways, "recovery": recovery, "is_usable": people.is_usable(recovery), "key_over": over}
    return render(request, "access/recovery_ask.html", context)


@public(methods=FORM)
def type_key(request: HttpRequest) -> HttpResponse:
    """The key of the letter; with the operator's check, it opens the recovery."""
    person = people.person_logging_in(request)
    if person is None:
        return see_other(reverse("account_login"))
    form = KeyForm(request.POST or None)
    if form.is_valid():
        try:
            verbs.redeem_recovery_key(person, typed=form.cleaned_data["code"])
        except PortalError as error:
            add_problem(form, error)
        else:
            messages.success(request, "La clé est juste.")
            return see_other(reverse("access:factor_lost"))
    return render(request, "access/recovery_key.html", {"form": form}, status=422 if form.is_bound else 200)


@requires(Action.FACTOR_RECOVER, methods=FORM, personal=True)
def decide_recovery(request: HttpRequest, body_ref: str, person_ref: str) -> HttpResponse:
    """Where a person's lost factor stands, and what may be done: open, refuse, stop, confirm."""
    member = member_of_page(request, person_ref)
    recovery, restricted = people.open_recovery(member.person), people.restricted_until(member.person)
    reason = ReasonForm(request.POST if _needs_reason(request) else None, **ANSWER)
    form, error = reason if reason.is_bound else blank_form(), None
    if request.method == "POST" and form.is_valid():
        error = attempt(request, form, _chosen(request, member, form))
        if error is None and not form.errors:
            return see_other(reverse("access:person_factor", args=[body_ref, person_ref]))
    act = act_of_confirmation(member) if restricted else act_of_recovery(member)
    context = {
        **page_of(request, member, "Second facteur"),
        "recovery": recovery,
        "is_usable": people.is_usable(recovery),
        "restricted": restricted,
        "form": form,
        "reason": reason,
        "step_up": presence.prompt(request, act, error),
    }
    refused = error or (form.is_bound and form.errors)
    return render(request, "access/recovery_decide.html", context, status=422 if refused else 200)


def _needs_reason(request: HttpRequest) -> bool:
    return "refuser" in request.POST or "arreter" in request.POST


def _chosen(request: HttpRequest, member: Membership, form: forms.Form) -> Callable[[], object]:
    """The act of the button that was pressed, with its proof where it gives something."""
    actor, reason = portal(request).user, form.cleaned_data.get("reason", "")

    def refuse() -> None:
        verbs.refuse_recovery(member, reason=reason, actor=actor)
        messages.info(request, "La demande est refusée. La personne en est avertie.")

    def stop() -> None:
        verbs.cancel_recovery(member, reason=reason, actor=actor)
        messages.info(request, "La demande est arrêtée. Ses seconds facteurs restent comme ils sont.")

    def confirm() -> None:
        presence.prove(request, act_of_confirmation(member))
        verbs.confirm_factor(member, actor=actor)
        messages.success(request, "Son second facteur est confirmé : il vaut dès maintenant.")

    def open_it() -> None:
        presence.prove(request, act_of_recovery(member))
        verbs.open_recovery(member, actor=actor)
        messages.success(request, "C’est ouvert : utilisable dans 24 heures, pendant 7 jours.")

    chosen = {"refuser": refuse, "arreter": stop, "confirmer": confirm}
    return next((act for name, act in chosen.items() if name in request.POST), open_it)


@requires(Action.DESK_READ, personal=True)
def list_recoveries(request: HttpRequest) -> HttpResponse:
    """The sole administrators who wait for a key and for the operator's check."""
    waiting, addresses = people.recoveries_by_key(), identity.addresses_for_desk()
    portal(request).looked_at = {row.siren for row in waiting}.union(*map(_sirens_of, addresses))
    return render(request, "access/recovery_desk.html", {"waiting": waiting, "addresses": addresses})


def _sirens_of(change: EmailChange) -> set[str]:
    return {one.organisation.siren for one in bodies_of(change.person_id)}


@requires(Action.DESK_PROVE, methods=FORM, personal=True)
def check_address(request: HttpRequest, change_ref: str) -> HttpResponse:
    """A dead mailbox nobody else can answer for: say how it was checked, then the address changes."""
    change = people.email_change_named(change_ref)
    if change is None:
        raise UnknownArrival("access.recovery_unknown")
    portal(request).looked_at = _sirens_of(change)
    form = ReasonForm(request.POST or None, label=ANSWER["label"], hint=CHECK_HINT)
    if form.is_bound and form.is_valid():
        attempt(request, form, lambda: _agree(request, change, form.cleaned_data["reason"]))
        if not form.errors:
            return see_other(reverse("access:desk_recoveries"))
    context = {"change": change, "form": form, "bodies": bodies_of(change.person_id)}
    bad = form.is_bound and form.errors
    return render(request, "access/recovery_address.html", context, status=422 if bad else 200)


def _agree(request: HttpRequest, change: EmailChange, reason: str) -> None:
    done = agree_at_desk(change, reason=reason, actor=portal(request).user)
    accounts.tell_former_address(request, done)
    messages.success(request, "L’adresse est changée. L’ancienne en est avertie.")


@requires(Action.DESK_PROVE, methods=FORM, personal=True)
def check_recovery(request: HttpRequest, recovery_ref: str) -> HttpResponse:
    """Who asks, for which body; say how it was checked, or reject. The check alone opens nothing."""
    recovery = people.recovery_named(recovery_ref)
    if recovery is None or recovery.way != "key":
        raise UnknownArrival("access.recovery_unknown")
    portal(request).looked_at = {recovery.siren}
    form = ReasonForm(request.POST or None, label=ANSWER["label"], hint=CHECK_HINT)
    if form.is_bound and form.is_valid():
        attempt(request, form, lambda: _check(request, recovery, form.cleaned_data["reason"]))
        if not form.errors:
            return see_other(reverse("access:desk_recoveries"))
    context = {"recovery": recovery, "form": form, "bodies": _named(recovery)}
    bad = form.is_bound and form.errors
    return render(request, "access/recovery_check.html", context, status=422 if bad else 200)


def _check(request: HttpRequest, recovery: FactorRecovery, reason: str) -> None:
    actor: Person = portal(request).user
    if "rejeter" in request.POST:
        verbs.reject_recovery(recovery, reason=reason, actor=actor)
        messages.info(request, "La demande est rejetée, sa clé ne sert plus.")
        return
    verbs.check_recovery(recovery, reason=reason, actor=actor)
    messages.success(request, "Votre contrôle est enregistré. La clé postée reste nécessaire.")


def _named(recovery: FactorRecovery) -> list[str]:
    """The name of the body the key is posted to."""
    mine = bodies_of(recovery.person_id)
    return [one.organisation.name for one in mine if one.organisation.siren == recovery.siren]
