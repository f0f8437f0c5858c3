"""The glossary binds the code, the templates and the sentences."""

import re

import pytest

from paraphe.web import failures, problems
from paraphe.web.tests.words import REPOSITORY, loose_signs, rows, words_set_aside

TERMS = [
    row
    for heading in ("Bodies and establishments", "People and rights", "Declarations and proof")
    for row in rows(heading)
]
CODE = "\n".join(
    path.read_text(encoding="utf-8")
    for path in sorted((REPOSITORY / "src").rglob("*.py"))
    if "tests" not in path.parts
)


@pytest.mark.parametrize("row", TERMS, ids=lambda row: row[0])
def test_read_glossary_term_marked_yes_is_in_the_code(row: tuple[str, ...]) -> None:
    identifier = row[1].strip("`")
    assert row[3] in ("yes", "no")
    assert bool(re.search(rf"\b{identifier}\b", CODE)) or row[3] == "no"


def test_tell_problem_uses_the_words_of_the_glossary() -> None:
    texts = [text for told in failures.FIXED for text in (told.title, told.sentence, told.remedy)]
    texts += [text for one in problems.known().values() for text in (one.title, one.sentence, one.remedy)]
    assert len(texts) > 40
    assert [words for words in map(words_set_aside, texts) if words] == []
    assert [signs for signs in map(loose_signs, texts) if signs] == []


def test_write_words_with_faults_is_caught() -> None:
    assert words_set_aside("Veuillez choisir une entreprise") == ["Veuillez", "entreprise"]
    assert words_set_aside("net-entreprises.fr, conditions d’utilisation") == []
    assert words_set_aside("Un e-mail, un mail, une signature qualifiée") == [
        "e-mail",
        "mail",
        "signature qualifiée",
    ]
    assert loose_signs("Êtes-vous prêt ? « Oui »") != []
    assert loose_signs("l'adresse") != []
    assert loose_signs("Êtes-vous prêt\u00a0? «\u00a0Oui\u00a0»") == []
