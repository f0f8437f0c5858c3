"""Forms in the theme's markup: words before the control, errors that name the field, kept values."""

import re
from datetime import date

import pytest
from django import forms
from django.conf import LazySettings
from django.test import Client, RequestFactory

from paraphe.web.pagination import paginate
from paraphe.web.tests.forms import SampleForm

pytestmark = pytest.mark.django_db
GOOD = {
    "name": "Odile", "email": "odile@mereuse.example", "service": "dsn", "level": "sign", "sites": ["a"],
    "ends_on_jour": "31", "ends_on_mois": "12", "ends_on_annee": "2027", "read": "on",
}  # fmt: skip


def test_send_good_form_is_valid() -> None:
    form = SampleForm(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["ends_on"] == date(2027, 12, 31)


def test_show_field_ties_hint_and_error_to_control(stranger: Client) -> None:
    page = stranger.post("/formulaire", {**GOOD, "name": ""}).content.decode()
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert 'aria-invalid="true"' in page
    assert page.index('id="id_name_error"') < page.index('<input type="text" name="name"')


def test_show_errors_names_field_in_summary_and_beside_it(stranger: Client) -> None:
    response = stranger.post("/formulaire", {"name": "x" * 41})
    page = response.content.decode()
    assert response.status_code == 422
    assert "<title>Erreur\u00a0: Formulaire" in page
    assert "6 points à corriger" in page
    for sentence in (
        "Raccourcissez «\u00a0Nom\u00a0»\u00a0: 40 signes au plus, 41 donnés",
        "Remplissez «\u00a0Courriel professionnel\u00a0»",
        "Choisissez «\u00a0Service\u00a0»",
        "Choisissez «\u00a0Niveau\u00a0»",
        "Cochez «\u00a0J’ai lu le résumé\u00a0» pour continuer",
    ):
        assert page.count(sentence) == 2, sentence
    assert 'href="#id_level_0"' in page
    assert 'href="#id_ends_on_0"' in page
    assert 'value="' + "x" * 41 + '"' in page


def test_show_error_in_words_of_the_form_keeps_them(stranger: Client) -> None:
    class Own(forms.Form):
        name = forms.CharField(label="Nom", error_messages={"required": "Dites votre nom"})

    assert "Dites votre nom" in str(Own({}))


@pytest.mark.parametrize(
    "parts", [("31", "2", "2027"), ("x", "1", "2027"), ("1", "", "2027"), ("1", "1", "99999999999")]
)
def test_send_impossible_day_keeps_what_was_typed(stranger: Client, parts: tuple[str, str, str]) -> None:
    typed = dict(zip(("ends_on_jour", "ends_on_mois", "ends_on_annee"), parts, strict=True))
    page = stranger.post("/formulaire", {**GOOD, **typed}).content.decode()
    assert page.count("Indiquez une date qui existe") == 2
    for name, value in typed.items():
        if value:
            assert f'name="{name}" class="input input-s" value="{value}"' in page


def test_show_day_known_fills_the_three_boxes() -> None:
    page = str(SampleForm(initial={"ends_on": date(2027, 1, 9)}))
    assert 'name="ends_on_jour" class="input input-s" value="9"' in page
    assert 'name="ends_on_annee" class="input input-s" value="2027"' in page


def test_show_widgets_wear_the_classes_of_the_theme() -> None:
    page = str(SampleForm())
    assert 'class="input"' in page
    assert re.search(r'<select name="service"[^>]* class="select"', page)
    assert 'class="textarea"' in page
    assert 'type="checkbox" name="read" required id="id_read"' in page


def test_show_hostile_value_is_escaped(settings: LazySettings) -> None:
    page = str(SampleForm({"name": '"><script>', "ends_on_jour": '"><script>'}))
    assert "<script>" not in page


@pytest.mark.parametrize(("asked", "shown"), [("2", 2), ("0", 3), ("999", 3), ("abc", 1), ("", 1)])
def test_paginate_any_number_gives_a_page(asked: str, shown: int) -> None:
    request = RequestFactory().get("/personnes", {"page": asked, "nom": "é"})
    pages = paginate(request, list(range(120)))
    assert pages.rows[0] == (shown - 1) * 50
    assert pages.total == 120
    assert [link.number for link in pages.links if not link.url] == [shown]
    assert all("nom=%C3%A9" in link.url for link in pages.links if link.url)


def test_show_day_unseen_keeps_the_three_boxes_hidden() -> None:
    page = SampleForm(initial={"ends_on": date(2027, 1, 9)})["ends_on"].as_hidden()
    assert page.count('type="hidden"') == 3
    assert 'value="2027"' in page
