"""The forms that add people: one line a person, typed or pasted, and the rights they all get in the same act."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from paraphe.access.acts import DEFAULT_LASTS
from paraphe.access.changes import Invitee
from paraphe.access.policy import PARIS
from paraphe.access.profiles import ProfileView
from paraphe.access.vocabulary import Level
from paraphe.access.web.forms import ALL, CHOSEN, LEVEL_HINTS, LEVEL_WORDS, PRESENT, service_label
from paraphe.access.web.people_pasted import MOST_LINES, Typed, read_pasted
from paraphe.accounts.errors import EmailRefused
from paraphe.accounts.mailboxes import personal_email
from paraphe.kernel import clock
from paraphe.registry.selectors import Establishment, Service
from paraphe.web.components import Point
from paraphe.web.forms import DayField, HintedChoices, ReasonForm, add_problem
from paraphe.web.templatetags.paraphe import first_control, told_errors

NOTHING, SERVICES = "rien", "services"
FEW = 8
"""Up to so many establishments are shown at once."""
MOST_FIELDS = MOST_LINES * 2
"""How many numbered lines are read from an answer at most, whatever it claims."""


class PersonForm(forms.Form):
    """One person to add, on the line of that number."""

    number = 1
    given_name = forms.CharField(label="Prénom", max_length=80)
    family_name = forms.CharField(label="Nom", max_length=80)
    email = forms.CharField(
        label="Adresse électronique",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_email(self) -> str:
        """Her own address, as it is stored: malformed ones and those of a function are refused."""
        try:
            return personal_email(self.cleaned_data["email"])
        except EmailRefused as error:
            add_problem(self, error)
            return ""

    @property
    def invitee(self) -> Invitee:
        """Who she is, once valid."""
        given = {name: " ".join(str(self.cleaned_data[name]).split()) for name in self.fields}
        return Invitee(**given)


class ListForm(forms.Form):
    """The lines of people, numbered from nought, and the list that is pasted."""

    pasted = forms.CharField(
        label="Ou collez une liste",
        required=False,
        max_length=100_000,
        strip=False,
        widget=forms.Textarea(attrs={"spellcheck": "false"}),
        help_text=(
            "Une personne par ligne, avec son prénom, son nom et son adresse, séparés par des espaces, des "
            "tabulations, des virgules ou des points-virgules. « Nom, Prénom <adresse> » convient aussi. Deux "
            "cents lignes au plus."
        ),
    )

    def __init__(self, data: QueryDict | None, *, adds: bool = False, removed: str = "") -> None:
        super().__init__(data)
        typed = _read_lines(data) if data else []
        typed = [row for number, row in enumerate(typed) if str(number) != removed]
        pasted = read_pasted(data.get("pasted", "")[:100_000]) if data else []
        self.is_long = len(pasted) + len(typed) > MOST_LINES
        if pasted and not self.is_long:
            typed = [row for row in typed if not row.is_blank] + pasted
            self.data = _without_pasted(data)
        if adds or not typed:
            typed = [*typed, Typed()]
        self.typed = typed
        is_void = all(row.is_blank for row in typed)
        self.lines = [
            _line(index, row, bound=data is not None and (not row.is_blank or (is_void and index == 0)))
            for index, row in enumerate(typed)
        ]

    def open_again(self) -> "ListForm":
        """The same lines without their faults, to go on typing."""
        for line in self.lines:
            line.errors.clear()
        return self

    def is_sound(self) -> bool:
        """Whether every line typed is a person, each once, and there is one at least."""
        if self.is_long:
            self.add_error("pasted", f"Collez {MOST_LINES} lignes au plus. Au-delà, importez un tableau.")
        seen: dict[str, int] = {}
        for line in (line for line in self.lines if line.is_valid()):
            first = seen.setdefault(line.invitee.email, line.number)
            if first != line.number:
                line.add_error("email", f"Cette adresse est déjà à la ligne {first}")
        return self.is_valid() and not self.faults

    @property
    def faults(self) -> list[PersonForm]:
        """The lines to correct."""
        return [line for line in self.lines if line.is_bound and line.errors]

    def invitees(self) -> list[Invitee]:
        """The people of the lines filled, once sound."""
        return [line.invitee for line in self.lines if line.is_bound]


def _line(index: int, row: Typed, *, bound: bool) -> PersonForm:
    prefix = f"l{index}"
    given = {"given_name": row.given_name, "family_name": row.family_name, "email": row.email}
    data = {f"{prefix}-{name}": text for name, text in given.items()} if bound else None
    form = PersonForm(data, initial=given, prefix=prefix, use_required_attribute=False)
    form.number = index + 1
    return form


def _read_lines(data: QueryDict) -> list[Typed]:
    """The numbered lines of an answer, in order, as far as they follow one another."""
    found = []
    for number in range(MOST_FIELDS):
        names = {name: f"l{number}-{name}" for name in ("given_name", "family_name", "email")}
        if not any(key in data for key in names.values()):
            break
        found.append(Typed(**{name: data.get(key, "")[:300] for name, key in names.items()}))
    return found


def _without_pasted(data: QueryDict | None) -> QueryDict:
    """The answer once its list is in lines."""
    kept = data.copy() if data is not None else QueryDict(mutable=True)
    kept["pasted"] = ""
    return kept


class AddedRightsForm(forms.Form):
    """What the people added may do, where and until when; nothing is a possible answer."""

    gives = forms.ChoiceField(label="Leurs droits", widget=forms.RadioSelect, initial=NOTHING)
    services = forms.MultipleChoiceField(
        label="Services", required=False, widget=forms.CheckboxSelectMultiple
    )
    level = HintedChoices(
        label="Niveau, pour ces services",
        required=False,
        choices=[(level.code, LEVEL_WORDS[level.code]) for level in Level],
        hints=LEVEL_HINTS,
    )
    where = HintedChoices(
        label="Pour quels établissements",
        choices=[
            (CHOSEN, "Ceux que vous cochez"),
            (PRESENT, "Tous ceux d’aujourd’hui"),
            (ALL, "Tous, présents et à venir"),
        ],
        hints={
            CHOSEN: "Cochez-les ci-dessous.",
            PRESENT: "Un droit sur chacun ; un établissement créé plus tard n’y sera pas.",
            ALL: "Un seul droit, qui vaudra aussi pour les établissements créés plus tard.",
        },
        initial=CHOSEN,
    )
    establishments = forms.MultipleChoiceField(
        label="Établissements cochés", required=False, widget=forms.CheckboxSelectMultiple
    )
    valid_to = DayField(
        label="Jusqu’au",
        required=False,
        help_text="Ce jour compris. Un an si vous ne changez rien, trois ans au plus.",
    )

    def __init__(
        self,
        *args: Any,
        places: Sequence[Establishment],
        offered: Sequence[Service],
        profiles: Sequence[ProfileView],
        is_whole: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        self.places = {place.ref: place for place in places}
        self.offered = {service.code: service for service in offered}
        self.profiles = {f"profil-{profile.ref}": profile for profile in profiles}
        self._offer("gives", self._ways())
        self._offer("services", [(s.code, service_label(s, self.offered)) for s in offered])
        self._offer("establishments", [(p.ref, f"{p.name} – {p.siret_spaced}") for p in places])
        if not is_whole:
            self._offer(
                "where", [(CHOSEN, "Ceux que vous cochez"), (PRESENT, "Tous ceux que vous administrez")]
            )
        self.fields["valid_to"].initial = (clock.now() + DEFAULT_LASTS).astimezone(PARIS).date()
        if len(places) == 1:
            self.initial.setdefault("establishments", [places[0].ref])

    def open_again(self) -> "AddedRightsForm":
        """The same answers without their faults, to go on."""
        self.errors.clear()
        return self

    def dress(self) -> "AddedRightsForm":
        """For the page: answers that are needed as soon as something is given are not said to be optional."""
        for name in ("services", "level", "establishments", "valid_to"):
            self.fields[name].required = True
        return self

    @property
    def is_folded(self) -> bool:
        """Whether the establishments are so many that they are kept folded until they are in use."""
        ticked = bool(self["establishments"].value() or self.has_error("establishments"))
        return len(self.places) > FEW and not ticked

    def _ways(self) -> list[tuple[str, str]]:
        named = [(key, _profile_label(profile)) for key, profile in self.profiles.items()]
        return [
            (NOTHING, "Aucun pour l’instant : vous les donnerez plus tard"),
            *named,
            (SERVICES, "Des services, à un niveau que vous choisissez"),
        ]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Where something is given, what, where and until when are needed."""
        given = super().clean() or {}
        if given.get("gives", NOTHING) == NOTHING:
            return given
        needed: Mapping[str, str] = {"valid_to": "Indiquez une date de fin"}
        if given["gives"] == SERVICES:
            needed = {**needed, "services": "Cochez un service au moins", "level": "Choisissez un niveau"}
        if given.get("where") == CHOSEN:
            needed = {**needed, "establishments": "Cochez un établissement au moins"}
        for name, text in needed.items():
            if not given.get(name) and not self.has_error(name):
                self.add_error(name, text)
        return given

    @property
    def profile(self) -> ProfileView | None:
        """The profile chosen, once valid."""
        return self.profiles.get(self.cleaned_data["gives"])

    @property
    def items(self) -> list[tuple[Service, Level]]:
        """The services chosen with their levels, once valid; what they require is not yet there."""
        if self.cleaned_data["gives"] == NOTHING:
            return []
        if self.profile is not None:
            return list(self.profile.items)
        level = Level.of(self.cleaned_data["level"])
        return [(self.offered[code], level) for code in self.cleaned_data["services"]]

    @property
    def chosen(self) -> list[Establishment] | None:
        """The establishments meant, None for all, present and future."""
        where = self.cleaned_data["where"]
        if where == ALL:
            return None
        refs = self.places if where == PRESENT else self.cleaned_data["establishments"]
        return [self.places[ref] for ref in refs]


def _profile_label(profile: ProfileView) -> str:
    what = f" : {profile.note}" if profile.note else ""
    return f"Le profil « {profile.name} »{what}"


class SuspensionForm(ReasonForm):
    """Why an access is put to sleep, and to which day."""

    cause = HintedChoices(
        label="Pourquoi",
        choices=[("absence", "Absence"), ("order", "Décision")],
        hints={
            "absence": "La personne est absente ; son accès reprendra à son retour.",
            "order": "Vous avez un doute, ou une décision l’impose.",
        },
        error_messages={"required": "Choisissez pourquoi"},
    )
    lifts_on = DayField(
        label="Date de retour",
        required=False,
        help_text="Facultative. Ce jour-là, l’accès reprend de lui-même, tel qu’il était.",
    )
    field_order = ("cause", "lifts_on", "reason")


def faults_of(lines: ListForm, rights: AddedRightsForm) -> list[Point]:
    """What is to correct in the lines and in the rights, each point linked to its control."""
    points = [
        Point(f"Ligne {line.number}\u00a0: {text}", first_control(field))
        for line in lines.faults
        for field in line
        for text in told_errors(field)
    ]
    points += [Point(str(text)) for text in rights.non_field_errors()]
    return points + [
        Point(text, first_control(field))
        for form in (lines, rights)
        for field in form
        for text in told_errors(field)
    ]
