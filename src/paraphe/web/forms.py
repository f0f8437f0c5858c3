"""Forms in our markup: `{{ form }}` and `{{ field.as_field_group }}` give label, hint, error, control.

Set by `FORM_RENDERER`, so it also dresses the forms of libraries. A widget keeps the classes its form gives.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates

from paraphe.kernel.errors import PortalError
from paraphe.web import problems

CLASS_OF_TEMPLATE = {
    "django/forms/widgets/select.html": "select",
    "django/forms/widgets/textarea.html": "textarea",
}
# (code, kind of control) -> sentence; "" is any kind
SENTENCES = {
    ("required", ""): "Remplissez « {label} »",
    ("required", "checkbox"): "Cochez « {label} » pour continuer",
    ("required", "select"): "Choisissez « {label} »",
    ("required", "radioselect"): "Choisissez « {label} »",
    ("required", "checkboxselectmultiple"): "Choisissez au moins une réponse pour « {label} »",
    ("required", "clearablefile"): "Choisissez un fichier pour « {label} »",
    ("invalid", "email"): "Donnez une adresse complète, par exemple prenom.nom@commune.example",
    ("invalid_choice", ""): "Choisissez « {label} » parmi les réponses proposées",
    ("max_length", ""): "Raccourcissez « {label} » : {limit_value} signes au plus, {show_value} donnés",
    ("min_length", ""): "Allongez « {label} » : {limit_value} signes au moins, {show_value} donnés",
}
BARE_TYPES = frozenset({"checkbox", "radio", "hidden", "submit"})


class PortalRenderer(DjangoTemplates):
    """Render forms, fields and widgets with the classes of the theme."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> str:
        widget = context.get("widget")
        if widget is not None and widget.get("type") not in BARE_TYPES and not widget.get("subwidgets"):
            dress = CLASS_OF_TEMPLATE.get(template_name, "input")
            if "optgroups" not in widget or dress == "select":
                widget["attrs"] = _with_class(widget["attrs"], dress)
            if dress == "textarea":
                widget["attrs"]["rows"] = "4"
        return super().render(template_name, context, request)


def _with_class(attrs: dict[str, Any], dress: str) -> dict[str, Any]:
    worn = str(attrs.get("class", "")).split()
    return attrs if dress in worn else {**attrs, "class": " ".join([dress, *worn])}


def add_problem(form: forms.BaseForm, error: PortalError) -> None:
    """Put a refused verb's sentence on the form: on its field when `data["field"]` names one, else on top.

    Raises the error again when the table of problems does not know it.
    """
    told = problems.tell(error)
    if told is None:
        raise error
    field = error.data.get("field")
    text = " ".join(part for part in (told.sentence, told.remedy) if part)
    form.add_error(field if field in form.fields else None, ValidationError(text, code=error.code))


def tell_error(field: BoundField, error: ValidationError) -> str:
    """The sentence of one error: ours where the form kept Django's default words, which do not name the field."""
    default = _default_message(field.field, error.code)
    sentence = SENTENCES.get((error.code or "", field.widget_type)) or SENTENCES.get((error.code or "", ""))
    if sentence is None or default is None or str(error.message) != str(default):
        return " ".join(error.messages)
    return sentence.format(label=field.label, **(error.params or {}))


def _default_message(field: forms.Field, code: str | None) -> object | None:
    """What Django says by default for that code, by the field's class or one of its validators."""
    for validator in field.validators:
        if getattr(validator, "code", None) == code:
            return getattr(validator, "message", None)
    for family in type(field).__mro__:
        messages = getattr(family, "default_error_messages", {})
        if code in messages:
            return messages[code]  # type: ignore[no-any-return]
    return None


class DayWidget(forms.MultiWidget):
    """A known date in three boxes: day, month, year."""

    template_name = "components/day.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        box = {"inputmode": "numeric", "class": "input-s", "autocomplete": "off"}
        boxes: dict[str, forms.Widget | type[forms.Widget]] = {
            name: forms.TextInput({**box, "maxlength": size}) for name, size in _BOXES.items()
        }
        super().__init__(boxes, attrs)

    def decompress(self, value: date | None) -> list[str]:
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for label, box in zip(("Jour", "Mois", "Année"), context["widget"]["subwidgets"], strict=True):
            box["label"] = label
        return context


class HiddenDayWidget(DayWidget):
    """The three boxes kept unseen, where answers are read again."""

    template_name = "django/forms/widgets/multiwidget.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        for box in self.widgets:
            assert isinstance(box, forms.TextInput)
            box.input_type = "hidden"


_BOXES = {"jour": "2", "mois": "2", "annee": "4"}


class DayField(forms.MultiValueField):
    """A date typed as day, month, year; keeps what was typed when it is not a date."""

    widget = DayWidget
    hidden_widget = HiddenDayWidget
    default_error_messages = {"invalid": "Indiquez une date qui existe, par exemple 31 12 2027"}

    def __init__(self, **kwargs: Any) -> None:
        parts = tuple(forms.IntegerField(required=False, localize=False) for _ in _BOXES)
        super().__init__(parts, require_all_fields=False, **kwargs)

    def compress(self, parts: list[Any]) -> date | None:
        if not parts or all(part in (None, "") for part in parts):
            return None
        try:
            return date(parts[2], parts[1], parts[0])
        except (TypeError, ValueError, OverflowError):
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def clean(self, value: Any) -> date | None:
        try:
            day: date | None = super().clean(value)
        except ValidationError as error:
            if any(isinstance(part, str) and part.strip() for part in value or ()):
                raise ValidationError(self.error_messages["invalid"], code="invalid") from None
            raise error
        return day


class HintedChoices(forms.ChoiceField):
    """Radio buttons, each with a line of explanation."""

    widget = forms.RadioSelect
    choice_hints: Mapping[str, str]

    def __init__(self, *, hints: Mapping[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choice_hints = hints or {}

    def offer(self, offered: Sequence[tuple[str, str, str]]) -> None:
        """The choices, each with its hint."""
        self.choices = [(value, label) for value, label, _ in offered]
        self.choice_hints = {value: hint for value, _, hint in offered}


class ReasonForm(forms.Form):
    """Why something is done, on one line, kept in the journal; `label` and `hint` replace the usual words."""

    reason = forms.CharField(
        label="Motif",
        max_length=300,
        help_text="Il est gardé au journal de l’organisme. N’y écrivez rien de médical ni de privé.",
        error_messages={"required": "Indiquez le motif, en quelques mots"},
    )

    def __init__(self, *args: Any, label: str = "", hint: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        field.label, field.help_text = label or field.label, hint or field.help_text

    def clean_reason(self) -> str:
        """On one line, without doubled spaces nor signs that cannot be printed."""
        text = " ".join(str(self.cleaned_data["reason"]).split())
        printed = "".join(char for char in text if char.isprintable()).strip()
        if not printed:
            raise ValidationError(self.fields["reason"].error_messages["required"], code="required")
        return printed


def blank_form() -> forms.Form:
    """A sent form without question, to hold the refusal of an act that asks none."""
    form = forms.Form({})
    form.is_valid()
    return form
