"""The knowledge base: its files, its checks, and what each reader sees of an entry."""

from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings

from paraphe.helpdesk.acts import ACTS, address_of_act
from paraphe.helpdesk.contacts import read_contacts
from paraphe.helpdesk.errors import ContactFault, EntryFault
from paraphe.helpdesk.knowledge import check_together, read_entries, read_entry
from paraphe.helpdesk.models import HelpEntry, HelpTerm
from paraphe.helpdesk.rendering import Reader, render
from paraphe.helpdesk.services import load_entries
from paraphe.helpdesk.vocabulary import Role, Size
from paraphe.web import slots
from paraphe.web.tests.words import loose_signs, words_set_aside

TODAY = date(2026, 11, 25)
HEAD = 'title = "Un titre"\ntheme = "droits"\naliases = ["un autre"]\nreviewed_on = 2026-11-25\n'
LEAFLET = [
    "Inscription d’un Nème Administrateur – Candidat AD",
    "Mono/multi établissements\u00a0: Ajouter un collaborateur (déclarant)",
    "Mono/multi établissements\u00a0: Supprimer un collaborateur (déclarant)",
]


def file_of(head: str = HEAD, body: str = "Un texte.") -> str:
    """A file of the knowledge base."""
    return f"+++\n{head}+++\n{body}\n"


def test_read_entries_of_the_package_are_sound_and_forty_or_more() -> None:
    entries = read_entries(TODAY)
    assert len(entries) >= 40
    assert [entry.title for entry in entries if entry.is_leaflet] == LEAFLET
    assert [entry.slug for entry in entries if len(entry.words.split()) < 20] == []


def test_read_entries_use_the_words_and_signs_of_the_portal() -> None:
    texts = [text for entry in read_entries(TODAY) for text in (entry.title, entry.body)]
    texts += [text for one in read_contacts() for text in (one.name, one.about, one.hours, one.price)]
    assert {text[:40]: words for text in texts if (words := words_set_aside(text))} == {}
    assert {text[:40]: signs for text in texts if (signs := loose_signs(text))} == {}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no head", "no head"),
        (file_of(HEAD.replace('["un autre"]', "[]")), "no aliases"),
        (file_of(HEAD + 'act = "voler"\n'), "unknown act"),
        (file_of(HEAD.replace("2026-11-25", "2025-11-20")), "not read over"),
        (file_of(HEAD.replace("2026-11-25", "2027-01-20")), "not read over"),
        (file_of(HEAD.replace('"droits"', '"cuisine"')), "cuisine"),
        (file_of(HEAD + 'sizes = ["huge"]\n'), "unknown size"),
        (file_of(HEAD + 'roles = ["king"]\n'), "unknown role"),
        (file_of(HEAD + "color = 1\n"), "unknown keys"),
        (file_of(HEAD.replace("2026-11-25", '"2026-11-25"')), "reviewed_on is a date"),
        (file_of(body="::: mono\nSeul."), "not closed"),
        (file_of(body="::: tous\nTexte\n:::"), "unknown block"),
        (file_of(body=":::\nTexte"), "blocks are opened"),
        (file_of(body="::: mono\nTexte\n:::"), "no title, or no text for everyone"),
    ],
)
def test_read_entry_with_a_fault_is_refused(text: str, why: str) -> None:
    with pytest.raises(EntryFault) as fault:
        read_entry("une-fiche", text, today=TODAY)
    assert why in fault.value.data["why"]


@pytest.mark.parametrize("slug", ["contacts", "demandes", "Majuscule", "a", "a/b"])
def test_read_entry_under_a_name_that_is_no_address_is_refused(slug: str) -> None:
    with pytest.raises(EntryFault):
        read_entry(slug, file_of(), today=TODAY)


@pytest.mark.parametrize(
    ("first", "second"),
    [("", 'related = ["absente"]\n'), ("", 'contacts = ["absent"]\n'), ("", "")],
)
def test_check_together_refuses_dead_links_and_names_given_twice(first: str, second: str) -> None:
    one = read_entry("une-fiche", file_of(HEAD + first), today=TODAY)
    other = HEAD + second
    if second:
        other = other.replace("Un titre", "Deux").replace("un autre", "deux")
    two = read_entry("deux-fiches", file_of(other), today=TODAY)
    with pytest.raises(EntryFault):
        check_together([one, two])


def test_load_entries_twice_changes_nothing_and_drops_what_left(base: int) -> None:
    terms = HelpTerm.objects.count()
    HelpEntry.objects.create(
        slug="partie", position=99, theme="droits", title="x", plain_title="x", reviewed_on=TODAY
    )
    assert load_entries() == base == HelpEntry.objects.count()
    assert HelpTerm.objects.count() == terms


BODY = "Pour tous.\n\n::: mono\nUn seul.\n:::\n\n::: multi\nPlusieurs.\n:::\n\n::: administrator\nVous décidez.\n:::\n"


@pytest.mark.parametrize(
    ("reader", "shown", "hidden"),
    [
        (Reader(Role.ADMINISTRATOR, Size.MONO), ["Un seul", "Vous décidez"], ["Plusieurs", "Si "]),
        (Reader(Role.DECLARANT, Size.MULTI), ["Plusieurs"], ["Un seul", "Vous décidez", "Si "]),
        (Reader(), ["Si votre organisme a un seul", "Si vous êtes administrateur", "Plusieurs"], []),
        (Reader(Role.CANDIDATE), ["Un seul", "Plusieurs", "plusieurs établissements"], ["Vous décidez"]),
    ],
)
def test_render_for_each_reader_shows_what_fits(reader: Reader, shown: list[str], hidden: list[str]) -> None:
    page = render(BODY, reader)
    assert "Pour tous" in page
    assert [text for text in shown if text not in page] == []
    assert [text for text in hidden if text in page] == []


def test_render_hostile_markdown_writes_no_tag() -> None:
    page = render("<script>x</script> ![i](https://x.example/i.png) [a](javascript:alert(1))", Reader())
    assert "<script" not in page
    assert "<img" not in page
    assert 'href="javascript' not in page


def test_find_address_of_act_gives_only_what_is_open(db: None) -> None:
    with slots.open_acts.filled_with(lambda: ["ajouter-declarant"]):
        assert address_of_act("ajouter-declarant") == "/aller/ajouter-declarant"
        assert address_of_act("supprimer-declarant") == ""
    assert address_of_act("verifier") == "/verifier"
    assert address_of_act("inconnu") == ""
    assert all(act.label for act in ACTS.values())


def test_read_contacts_of_the_operator_replace_hide_and_add(settings: LazySettings, tmp_path: Path) -> None:
    path = tmp_path / "contacts.toml"
    path.write_text(
        '[[contact]]\ntopic = "accidents"\nname = "Ligne du département"\nphone = "01 00 00 00 00"\n'
        '[[contact]]\ntopic = "retraites"\nname = "x"\nhidden = true\n'
        '[[contact]]\ntopic = "neuf"\nname = "Un sujet neuf"\n'
    )
    settings.PARAPHE_CONTACTS = str(path)
    found = {one.topic: one for one in read_contacts()}
    assert found["accidents"].dialled == "0100000000"
    assert "retraites" not in found
    assert list(found)[-1] == "neuf"


@pytest.mark.parametrize(
    "text",
    ["[[contact]", "contact = 1", '[[contact]]\nname = "x"', '[[contact]]\ntopic = "x"\nname = "y"\ncolor = "z"',
     '[[contact]]\ntopic = "x"\nname = "y"\naddress = "javascript:alert(1)"'],
)  # fmt: skip
def test_read_contacts_of_a_wrong_file_is_refused(settings: LazySettings, tmp_path: Path, text: str) -> None:
    path = tmp_path / "faux.toml"
    path.write_text(text)
    settings.PARAPHE_CONTACTS = str(path)
    with pytest.raises(ContactFault):
        read_contacts()


def test_read_contacts_name_the_two_numbers_of_the_leaflet() -> None:
    phones = [one.phone.replace("\u00a0", " ") for one in read_contacts()]
    assert {"3679", "0 806 800 700"} <= set(phones)
