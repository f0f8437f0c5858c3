"""Copying the knowledge base into the tables that the search reads."""

from collections.abc import Iterable

from django.db import connection, transaction

from paraphe.helpdesk.knowledge import Entry, read_entries
from paraphe.helpdesk.models import HelpEntry, HelpTerm
from paraphe.helpdesk.wording import normalise, words_of
from paraphe.kernel import clock

TITLE, ALIAS, SUMMARY, TEXT = 1.0, 0.9, 0.55, 0.4
"""What a word weighs by the best place it stands in."""

VECTOR = """
update helpdesk_helpentry set vector =
  setweight(to_tsvector('paraphe_help', title), 'A')
  || setweight(to_tsvector('paraphe_help', array_to_string(plain_aliases, ' . ')), 'B')
  || setweight(to_tsvector('paraphe_help', summary), 'C')
  || setweight(to_tsvector('paraphe_help', %s), 'D')
where slug = %s
"""
STEMS = "select word, (ts_lexize('french_stem', word))[1] from unnest(%s::text[]) as word"


@transaction.atomic
def load_entries() -> int:
    """Make the tables equal to the files of the package; the number of entries. EntryFault where a file is wrong.

    Nothing of the field changes: no entry is recorded. Entries without a file any more are deleted.
    """
    entries = read_entries(clock.now().date())
    HelpEntry.objects.exclude(slug__in=[entry.slug for entry in entries]).delete()
    for position, entry in enumerate(entries):
        row, _ = HelpEntry.objects.update_or_create(slug=entry.slug, defaults=_columns(entry, position))
        with connection.cursor() as cursor:
            cursor.execute(VECTOR, [entry.words, entry.slug])
        _write_terms(row, entry)
    return len(entries)


def _columns(entry: Entry, position: int) -> dict[str, object]:
    return {
        "position": position,
        "theme": entry.theme.value,
        "title": entry.title,
        "plain_title": normalise(entry.title),
        "plain_aliases": [normalise(alias) for alias in entry.aliases],
        "sizes": list(entry.sizes),
        "roles": list(entry.roles),
        "act": entry.act,
        "is_leaflet": entry.is_leaflet,
        "contacts": list(entry.contacts),
        "related": list(entry.related),
        "reviewed_on": entry.reviewed_on,
        "summary": entry.summary,
        "text": entry.text,
        "body": entry.body,
    }


def _write_terms(row: HelpEntry, entry: Entry) -> None:
    """The words of the entry with their stems; words that say nothing (stop words) are left out."""
    weights = weigh_words(entry)
    HelpTerm.objects.filter(entry=row).delete()
    HelpTerm.objects.bulk_create(
        HelpTerm(entry=row, word=word, stem=stem, weight=weights[word]) for word, stem in stem_words(weights)
    )


def weigh_words(entry: Entry) -> dict[str, float]:
    """Each word of the entry with the weight of the best place it stands in."""
    weights: dict[str, float] = {}
    places = (
        (TEXT, entry.words),
        (SUMMARY, entry.summary),
        (ALIAS, " ".join(entry.aliases)),
        (TITLE, entry.title),
    )
    for weight, text in places:
        weights.update(dict.fromkeys((word[:40] for word in words_of(text)), weight))
    return weights


def stem_words(words: Iterable[str]) -> list[tuple[str, str]]:
    """The words that say something, each with its French stem."""
    with connection.cursor() as cursor:
        cursor.execute(STEMS, [list(words)])
        return [(word, stem) for word, stem in cursor.fetchall() if stem]
