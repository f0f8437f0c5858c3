"""Finding entries: one query ranks them all.

A title or an alias typed whole comes first. Else each word asked counts by its best likeness in the entry (same French
stem, or near spelling by trigrams), by where it stands there, and by how rare it is; then by how near the whole
question is to a title or alias. What does not fit the reader is lowered, never hidden.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from paraphe.helpdesk.rendering import Reader
from paraphe.helpdesk.wording import normalise, subject_words

LONGEST = 200
MOST_WORDS = 24
ANSWERS = 0.42
"""The score under which nothing is an answer."""
SHOWN_SHARE = 0.25
"""Answers far below the first one are left out: this share of its score at least."""
OPENING, CLOSING = "\x02", "\x03"
MARKS = f"StartSel={OPENING}, StopSel={CLOSING}"
FRAGMENT = f"{MARKS}, MaxWords=34, MinWords=18, MaxFragments=1"
WHOLE = f"{MARKS}, HighlightAll=true"

RANK = """
with asked as (
  select word, min(place) as place, (ts_lexize('french_stem', word))[1] as stem
  from unnest(%(words)s::text[]) with ordinality as given(word, place) group by word
),
kept as (select * from asked where stem is not null and length(word) > 1),
matched as (
  select kept.word, term.entry_id, max(term.weight * case
    when term.word = kept.word then 1.0 when term.stem = kept.stem then 0.95
    else 0.85 * similarity(term.word, kept.word) end) as likeness
  from kept join helpdesk_helpterm term
    on term.stem = kept.stem
    or (length(kept.word) > 3 and term.word %% kept.word and similarity(term.word, kept.word) >= 0.45)
  group by kept.word, term.entry_id
),
rare as (
  select word, ln(1 + (select count(*) from helpdesk_helpentry)::float / count(*)) as rarity
  from matched where likeness >= 0.15 group by word
),
wanted as (select greatest(sum(coalesce(rarity, 3)), 0.1) as total from kept left join rare using (word)),
spoken as (
  select entry_id, sum(likeness * rarity) as score from matched join rare using (word) group by entry_id
),
near as (
  select id as entry_id, max(similarity(name, %(plain)s)) as likeness,
    bool_or(name = %(plain)s) as same
  from helpdesk_helpentry, unnest(array[plain_title] || plain_aliases) as name group by id
),
scored as (
  select entry.*, (
      case when near.same then 3.0 else 0 end
      + coalesce(spoken.score, 0) / wanted.total
      + 0.8 * near.likeness
      + 0.05 * coalesce(ts_rank_cd(entry.vector, to_tsquery('paraphe_help', %(any)s), 32), 0)
    ) * case when entry.roles = '{}' or %(role)s = any(entry.roles) then 1.0
             when %(role)s = 'visitor' and not 'operator' = any(entry.roles) then 1.0 else 0.6 end
      * case when entry.sizes = '{}' or %(size)s = '' or %(size)s = any(entry.sizes) then 1.0 else 0.6 end
    as score
  from helpdesk_helpentry entry join near on near.entry_id = entry.id
  left join spoken on spoken.entry_id = entry.id cross join wanted
)
select slug, title, summary, act, theme, is_leaflet, reviewed_on, sizes, score,
  ts_headline('paraphe_help', summary, to_tsquery('paraphe_help', %(any)s), %(whole)s) as opening,
  ts_headline('paraphe_help', text, to_tsquery('paraphe_help', %(any)s), %(fragment)s) as passage
from scored where score >= %(least)s order by score desc, position limit %(limit)s
"""


@dataclass(frozen=True)
class Hit:
    """One answer: the entry, how near it is, and the passage that shows it."""

    slug: str
    title: str
    summary: str
    act: str
    theme: str
    is_leaflet: bool
    reviewed_on: object
    sizes: Sequence[str]
    score: float
    opening: str
    passage: str

    @property
    def excerpt(self) -> SafeString:
        """The first paragraph with the words asked marked, or the passage further on where they stand."""
        elsewhere = OPENING in self.passage and OPENING not in self.opening
        text = f"… {self.passage} …" if elsewhere else self.opening
        marked = escape(text).replace(OPENING, "<mark>").replace(CLOSING, "</mark>")
        return mark_safe(marked)  # noqa: S308  (escaped, then marked)


def search(question: str, reader: Reader, *, limit: int = 8) -> list[Hit]:
    """The entries that answer the question, best first; none where nothing is near enough."""
    plain = normalise(question[:LONGEST])
    words = subject_words(plain)[:MOST_WORDS]
    if not words:
        return []
    asked: dict[str, str | int | float | list[str]] = {
        "plain": plain,
        "words": words,
        "any": " | ".join(words),
        "role": reader.role.value,
        "size": reader.size.value if reader.size else "",
        "least": ANSWERS,
        "limit": limit,
        "whole": WHOLE,
        "fragment": FRAGMENT,
    }
    with connection.cursor() as cursor:
        cursor.execute(RANK, asked)
        hits = [Hit(*row) for row in cursor.fetchall()]
    return [hit for hit in hits if hit.score >= hits[0].score * SHOWN_SHARE]
