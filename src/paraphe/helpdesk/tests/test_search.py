"""The lists of questions, written before the search was: what comes first, what is among the first three."""

import random
import tomllib
from pathlib import Path

import pytest

from paraphe.helpdesk.ranking import search
from paraphe.helpdesk.rendering import Reader
from paraphe.helpdesk.selectors import leaflet_entries
from paraphe.helpdesk.vocabulary import Role, Size

QUESTIONS = Path(__file__).parent / "questions"
NEEDED = 55


def read_phrasings() -> list[tuple[str, str]]:
    """Each phrasing of the leaflet's acts, with the entry it must give first."""
    data = tomllib.loads((QUESTIONS / "phrasings.toml").read_text("utf-8"))
    return [(typed, slug) for slug, given in data.items() for typed in given["typed"]]


def test_search_phrasings_of_the_leaflet_give_their_entry_first(base: int) -> None:
    asked = read_phrasings()
    found = {typed: [hit.slug for hit in search(typed, Reader())][:1] for typed, _ in asked}
    assert len(asked) == 30
    assert {typed: found[typed] for typed, slug in asked if found[typed] != [slug]} == {}


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.DECLARANT, Role.CANDIDATE])
@pytest.mark.parametrize("size", list(Size))
def test_search_phrasings_for_any_reader_give_their_entry_first(base: int, role: Role, size: Size) -> None:
    asked = read_phrasings()
    found = {typed: [hit.slug for hit in search(typed, Reader(role, size))][:1] for typed, _ in asked}
    assert {typed: found[typed] for typed, slug in asked if found[typed] != [slug]} == {}


def test_search_questions_of_users_give_their_entry_in_the_first_three(base: int) -> None:
    asked = tomllib.loads((QUESTIONS / "questions.toml").read_text("utf-8"))["questions"]
    found = {question: [hit.slug for hit in search(question, Reader())][:3] for question in asked}
    missed = {question: found[question] for question, slug in asked.items() if slug not in found[question]}
    assert len(asked) == 60
    assert len(asked) - len(missed) >= NEEDED, missed


def mistype(text: str, draw: random.Random) -> str:
    """The text with one sign dropped, doubled, swapped or replaced."""
    place, kind = draw.randrange(len(text) - 1), draw.randrange(4)
    before, sign, after = text[:place], text[place], text[place + 1 :]
    return (
        before
        + (after, sign + sign + after, after[0] + sign + after[1:], draw.choice("aeinrst") + after)[kind]
    )


def test_search_titles_of_the_leaflet_mistyped_give_their_entry_first(base: int) -> None:
    draw, missed = random.Random(9), []
    for entry in leaflet_entries():
        for _ in range(25):
            typed = mistype(mistype(mistype(entry.title, draw), draw), draw)
            if [hit.slug for hit in search(typed, Reader())][:1] != [entry.slug]:
                missed.append(typed)
    assert missed == []
