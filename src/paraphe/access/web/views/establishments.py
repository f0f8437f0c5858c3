"""The establishments of a body, and answering what the register told of them."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from paraphe.access import establishments
from paraphe.access.services import establishments as services
from paraphe.access.services.guard import require
from paraphe.access.vocabulary import Action
from paraphe.access.web import establishing, presence
from paraphe.access.web.pages import after_other_acts, body_of, crumbs
from paraphe.kernel.errors import PortalError
from paraphe.registry import selectors as registry
from paraphe.registry.errors import RegisterEventSettled
from paraphe.registry.selectors import Establishment, Organisation, RegisterEvent
from paraphe.web.forms import HintedChoices
from paraphe.web.guards import FORM, POST, requires
from paraphe.web.http import portal, see_other
from paraphe.web.pagination import paginate

COPY, EMPTY, IGNORE = "copier", "vide", "classer"
CHOICES = {
    RegisterEvent.Kind.OPENED: {
        COPY: (
            "Les mêmes droits qu’un autre établissement",
            "Vous choisissez lequel, et vous relirez chaque droit.",
        ),
        EMPTY: (
            "Aucun droit pour l’instant",
            "L’établissement est accueilli ; vous donnerez les droits un à un.",
        ),
        IGNORE: ("Classer sans suite", "Rien n’est donné. L’établissement reste dans la liste."),
    },
    RegisterEvent.Kind.MOVED: {
        COPY: (
            "Reprendre les services et les droits",
            "Tout ce qui court sur l’ancien SIRET, sur le nouveau aussi.",
        ),
        IGNORE: ("Classer sans suite", "Rien n’est donné sous le nouveau SIRET."),
    },
}
WITH_RIGHTS = frozenset(
    {
        RegisterEvent.Kind.OPENED,
        RegisterEvent.Kind.CLOSED,
        RegisterEvent.Kind.MOVED,
        RegisterEvent.Kind.REOPENED,
        RegisterEvent.Kind.MERGED,
    }
)
"""News that say who had rights there."""


class AnswerForm(forms.Form):
    """What is done about a news that asks for an answer."""

    answer = HintedChoices(
        label="Que faites-vous ?", hints={}, error_messages={"required": "Choisissez une réponse"}
    )
    like = forms.ChoiceField(
        label="Comme quel établissement",
        required=False,
        help_text="Ne sert que pour donner les mêmes droits.",
    )

    def __init__(self, *args: object, event: RegisterEvent, places: list[Establishment]) -> None:
        super().__init__(*args)  # type: ignore[arg-type]
        choices = CHOICES[RegisterEvent.Kind(event.kind)]
        answer, like = self.fields["answer"], self.fields["like"]
        assert isinstance(answer, HintedChoices)
        assert isinstance(like, forms.ChoiceField)
        answer.choices = [(key, label) for key, (label, _) in choices.items()]
        answer.choice_hints = {key: hint for key, (_, hint) in choices.items()}
        self.places = {place.ref: place for place in places}
        like.choices = [(ref, f"{place.name} – {place.siret_spaced}") for ref, place in self.places.items()]
        if event.kind != RegisterEvent.Kind.OPENED:
            del self.fields["like"]

    def clean(self) -> None:
        """A copy names what it is like."""
        given = self.cleaned_data
        missing = "like" in self.fields and not given.get("like") and not self.has_error("like")
        if given.get("answer") == COPY and missing:
            self.add_error("like", "Choisissez l’établissement dont vous reprenez les droits")

    @property
    def model(self) -> Establishment | None:
        """The establishment to be like, once the form is valid."""
        return self.places.get(self.cleaned_data.get("like", ""))


@requires(Action.PEOPLE_READ)
def list_establishments(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Every establishment, its state, its services and rights, and what the register told."""
    organisation = body_of(request)
    listing = establishing.list_places(organisation, request.GET.dict())
    news = [establishing.news_row(organisation, one) for one in establishments.proposals(organisation)]
    context = {
        "listing": listing,
        "page": paginate(request, listing.rows),
        "states": establishing.STATES,
        "news": sorted(news, key=lambda one: not one.asks),
        "quiet": sum(not one.asks for one in news),
        "past": [
            establishing.news_row(organisation, one) for one in establishments.answered(organisation)[:20]
        ],
        "fresh": registry.freshness(),
        "body_ref": body_ref,
    }
    return render(request, "access/establishments.html", context)


@requires(Action.ESTABLISHMENT_WELCOME, methods=POST)
def ignore_news(request: HttpRequest, body_ref: str) -> HttpResponse:
    """Put aside, in one act, every news that asks for no decision."""
    organisation, actor = body_of(request), portal(request).user
    told = [one for one in establishments.proposals(organisation) if one.kind not in establishing.ACTIONABLE]
    try:
        if told:
            services.ignore_register_events(organisation, told=told, actor=actor)
    except RegisterEventSettled:  # another administrator answered one meanwhile
        messages.info(request, "Une de ces nouvelles avait déjà sa réponse. Rien n’a été fait de plus.")
    else:
        messages.success(request, "Ces nouvelles sont classées. Aucun droit n’a changé.")
    return see_other(reverse("access:establishments", args=[organisation.ref]))


@requires(Action.ESTABLISHMENT_WELCOME, methods=FORM, personal=True)
def answer_register(request: HttpRequest, body_ref: str, event_ref: str) -> HttpResponse:
    """What the register told, what it entails, and the body's answer to it."""
    organisation = body_of(request)
    event = registry.register_event(organisation, event_ref)
    form = _form(request, organisation, event)
    if event.settlement or request.method != "POST":
        return _show_past(request, event) if event.settlement else _show(request, event, form)
    if form is None:
        return _settle(request, event)
    if not form.is_valid() or "modifier" in request.POST:
        return _show(request, event, form)
    if form.cleaned_data["answer"] == COPY and "confirmer" not in request.POST:
        return _show_check(request, event, form)
    return _settle(request, event, form)


def _form(request: HttpRequest, organisation: Organisation, event: RegisterEvent) -> AnswerForm | None:
    if event.kind not in CHOICES:
        return None
    places = list(establishments.models_for(organisation, event))
    return AnswerForm(request.POST if request.method == "POST" else None, event=event, places=places)


def _show(request: HttpRequest, event: RegisterEvent, form: AnswerForm | None) -> HttpResponse:
    context = _context(event) | {"form": form}
    if event.kind == RegisterEvent.Kind.MERGED:
        context["way"] = establishing.way_after_merger(event)
    if event.establishment is not None and event.kind in WITH_RIGHTS:
        context |= {"rights": establishing.rows_on(event.establishment), "shows_rights": True}
    status = 422 if form is not None and form.errors else 200
    return render(request, "access/establishments_news.html", context, status=status)


def _show_past(request: HttpRequest, event: RegisterEvent) -> HttpResponse:
    if request.method == "POST":  # another administrator, or the same form sent twice, answered meanwhile
        messages.info(request, "Cette nouvelle avait déjà sa réponse. Rien n’a été fait de plus.")
        return see_other(_list_url(event))
    return render(request, "access/establishments_news.html", _context(event) | {"is_past": True})


def _show_check(
    request: HttpRequest, event: RegisterEvent, form: AnswerForm, error: PortalError | None = None
) -> HttpResponse:
    copy = _foresee(request, event, form)
    given, left = establishing.copy_rows(copy)
    moved = event.kind == RegisterEvent.Kind.MOVED
    context = _context(event) | {
        "form": form,
        "facts": establishing.copy_facts(copy),
        "given": given,
        "left": left,
        "consequences": establishing.copy_checks(copy, moved=moved),
        "step_up": presence.prompt(request, services.act_of_welcome(copy), error),
        "moved": moved,
    }
    return render(request, "access/establishments_check.html", context, status=422 if error else 200)


def _foresee(request: HttpRequest, event: RegisterEvent, form: AnswerForm) -> services.Copy:
    """The copy asked for; Refused before a proof is asked for what the verb would refuse after it."""
    moved = event.kind == RegisterEvent.Kind.MOVED
    place, like = (event.other, event.establishment) if moved else (event.establishment, form.model)
    assert place is not None
    actor = portal(request).user
    sirets = [one.siret for one in (place, like) if one is not None]
    require(Action.ESTABLISHMENT_WELCOME, event.organisation, actor=actor, sirets=sirets)
    return services.foresee_copy(place, like=like, actor=actor)


def _settle(request: HttpRequest, event: RegisterEvent, form: AnswerForm | None = None) -> HttpResponse:
    after_other_acts(event.organisation, lambda: event.refresh_from_db(fields=["settlement"]))
    if event.settlement:
        return _show_past(request, event)
    answer = form.cleaned_data["answer"] if form is not None else IGNORE
    try:
        said = _act(request, event, answer, form)
    except presence.REFUSALS as error:
        assert form is not None
        return _show_check(request, event, form, error)
    except RegisterEventSettled:
        return _show_past(request, event)
    messages.success(request, said)
    return see_other(_list_url(event))


def _act(request: HttpRequest, event: RegisterEvent, answer: str, form: AnswerForm | None) -> str:
    actor = portal(request).user
    if answer == IGNORE or form is None:
        services.ignore_register_event(event, actor=actor)
        return "La nouvelle est classée. Aucun droit n’a changé."
    if answer == EMPTY:
        services.welcome_establishment(event, like=None, actor=actor)
        return "L’établissement est accueilli, sans aucun droit pour l’instant."
    presence.prove(request, services.act_of_welcome(_foresee(request, event, form)))
    if event.kind == RegisterEvent.Kind.MOVED:
        copy = services.transfer_establishment(event, actor=actor)
    else:
        copy = services.welcome_establishment(event, like=form.model, actor=actor)
    count = len(copy.rights)
    return f"{copy.place.name} est accueilli : {count} droit{'s' if count > 1 else ''} donné{'s' if count > 1 else ''}."


def _context(event: RegisterEvent) -> dict[str, object]:
    return {
        "event": event,
        "title": establishing.news_title(event),
        "note": establishing.news_note(event),
        "told": establishing.news_facts(event),
        "body_ref": event.organisation.ref,
        "crumbs": crumbs(("Établissements", _list_url(event)), ("Nouvelle du répertoire", "")),
    }


def _list_url(event: RegisterEvent) -> str:
    return reverse("access:establishments", args=[event.organisation.ref])
