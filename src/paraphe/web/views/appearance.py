"""The page where one chooses light or dark."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from paraphe.web.appearance import CHOICES, appearance_of, keep_appearance
from paraphe.web.guards import FORM, public
from paraphe.web.http import see_other

LABELS = [(choice.value, choice.option) for choice in CHOICES]


class AppearanceForm(forms.Form):
    """One choice among three, and the page to come back to."""

    apparence = forms.ChoiceField(label="Thème", choices=LABELS, widget=forms.RadioSelect)
    retour = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)


@public(methods=FORM)
def choose_appearance(request: HttpRequest) -> HttpResponse:
    """Show the choice, or keep it and go back where one was."""
    form = AppearanceForm(
        request.POST or None, initial={"apparence": appearance_of(request).value, "retour": _origin(request)}
    )
    if not form.is_valid():
        return render(request, "pages/appearance.html", {"form": form}, status=422 if form.is_bound else 200)
    response = see_other(_safe(request, form.cleaned_data["retour"]))
    keep_appearance(request, response, form.cleaned_data["apparence"])
    return response


def _origin(request: HttpRequest) -> str:
    """The path of the page one came from; home where the browser does not say."""
    return _safe(request, request.headers.get("Referer", ""))


def _safe(request: HttpRequest, url: str) -> str:
    """`url` if it stays on this portal, else home."""
    secure = request.is_secure()
    return url if url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=secure) else "/"
