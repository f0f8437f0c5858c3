"""Reading the knowledge base: Markdown files with a head of TOML between two lines `+++`.

Blocks of the body fit the reader: `::: mono`, `::: multi`, `::: administrator`… closed by `:::`. Names on one line are
alternatives. What is read is checked whole: an entry without aliases, of an unknown act, theme, role or relative, or
not read over for a year is refused (EntryFault).
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from importlib import resources
from typing import Any

from paraphe.helpdesk.acts import ACTS
from paraphe.helpdesk.errors import EntryFault
from paraphe.helpdesk.vocabulary import Role, Size, Theme

REVIEW_LASTS = timedelta(days=366)
KEYS = {"title", "theme", "aliases", "sizes", "roles", "act", "contacts", "related", "reviewed_on", "leaflet"}
BLOCK_NAMES = {*(size.value for size in Size), *(role.value for role in Role)}
_HEAD = re.compile(r"\A\+\+\+\n(?P<head>.*?)\n\+\+\+\n(?P<body>.*)\Z", re.DOTALL)
_SLUG = re.compile(r"[a-z][a-z0-9-]{2,59}")
_MARKS = re.compile(r"\[([^\]]*)\]\([^)]*\)|[*_`#>]+|^\s*(?:[-+]|\d+\.)\s+", re.MULTILINE)
RESERVED = {"contacts", "demander", "demandes"}


@dataclass(frozen=True)
class Entry:
    """One file, read and checked; `sizes` and `roles` empty mean anyone."""

    slug: str
    title: str
    theme: Theme
    aliases: tuple[str, ...]
    body: str
    reviewed_on: date
    sizes: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    act: str = ""
    contacts: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    is_leaflet: bool = False

    @property
    def summary(self) -> str:
        """The first paragraph, without marks."""
        shared = next((text for names, text in split_blocks(self.body) if not names), "")
        return strip_marks(shared.strip().split("\n\n")[0])

    @property
    def text(self) -> str:
        """What every reader sees, without marks."""
        return strip_marks("\n\n".join(text for names, text in split_blocks(self.body) if not names))

    @property
    def words(self) -> str:
        """All the body, blocks included, without marks: what the search knows."""
        return strip_marks("\n\n".join(text for _, text in split_blocks(self.body)))


def strip_marks(text: str) -> str:
    """Markdown as words: links keep their text, other marks go, on one line."""
    return " ".join(_MARKS.sub(lambda found: found.group(1) or "", text).split())


def split_blocks(body: str) -> list[tuple[frozenset[str], str]]:
    """The body as (names of the block, text), no name for what everyone sees; ValueError on a wrong fence."""
    parts: list[tuple[frozenset[str], str]] = []
    names: frozenset[str] = frozenset()
    held: list[str] = []
    for line in body.splitlines():
        if not line.startswith(":::"):
            held.append(line)
            continue
        parts.append((names, "\n".join(held)))
        names, held = _next_names(names, line), []
    if names:
        raise ValueError("a block is not closed")
    parts.append((names, "\n".join(held)))
    return [(names, text) for names, text in parts if text.strip()]


def _next_names(open_names: frozenset[str], line: str) -> frozenset[str]:
    asked = frozenset(line[3:].split())
    if bool(asked) == bool(open_names):
        raise ValueError("blocks are opened by a name and closed by « ::: », one at a time")
    if asked - BLOCK_NAMES:
        raise ValueError(f"unknown block: {', '.join(sorted(asked - BLOCK_NAMES))}")
    return asked


def read_entries(today: date) -> list[Entry]:
    """Every entry shipped with the package, by theme then title, checked together."""
    folder = resources.files("paraphe.helpdesk").joinpath("entries")
    files = {file.name: file.read_text("utf-8") for file in folder.iterdir() if file.name.endswith(".md")}
    entries = [read_entry(name.removesuffix(".md"), text, today=today) for name, text in files.items()]
    check_together(entries)
    shelves = list(Theme)
    return sorted(entries, key=lambda entry: (shelves.index(entry.theme), not entry.is_leaflet, entry.title))


def read_entry(slug: str, text: str, *, today: date) -> Entry:
    """One file; EntryFault where anything of it is wrong."""
    try:
        entry = _parse(slug, text)
    except (KeyError, TypeError, ValueError) as error:
        raise EntryFault("helpdesk.entry_fault", slug=slug, why=str(error)) from error
    fault = next(_faults(entry, today), None)
    if fault is not None:
        raise EntryFault("helpdesk.entry_fault", slug=slug, why=fault)
    return entry


def _parse(slug: str, text: str) -> Entry:
    found = _HEAD.match(text)
    if found is None:
        raise ValueError("no head between two lines +++")
    split_blocks(found["body"])
    head = tomllib.loads(found["head"])
    if set(head) - KEYS:
        raise ValueError(f"unknown keys: {', '.join(sorted(set(head) - KEYS))}")
    return Entry(
        slug=slug,
        title=str(head["title"]),
        theme=Theme(head["theme"]),
        body=found["body"].strip(),
        reviewed_on=_day(head["reviewed_on"]),
        act=str(head.get("act", "")),
        is_leaflet=bool(head.get("leaflet", False)),
        **{name: _texts(head, name) for name in ("aliases", "sizes", "roles", "contacts", "related")},
    )


def _day(value: Any) -> date:
    if type(value) is not date:
        raise TypeError("reviewed_on is a date")
    return value


def _texts(head: Mapping[str, Any], name: str) -> tuple[str, ...]:
    given = head.get(name, [])
    if not isinstance(given, list) or not all(isinstance(one, str) and one.strip() for one in given):
        raise TypeError(f"{name} is a list of texts")
    return tuple(given)


def _faults(entry: Entry, today: date) -> Iterator[str]:
    """What breaks a rule, one sentence each."""
    if not _SLUG.fullmatch(entry.slug) or entry.slug in RESERVED:
        yield "its name cannot be an address"
    if not entry.aliases:
        yield "no aliases"
    if not entry.title or not entry.summary:
        yield "no title, or no text for everyone"
    if entry.act and entry.act not in ACTS:
        yield f"unknown act: {entry.act}"
    if not set(entry.sizes) <= {size.value for size in Size}:
        yield "unknown size"
    if not set(entry.roles) <= {role.value for role in Role}:
        yield "unknown role"
    if not today - REVIEW_LASTS <= entry.reviewed_on <= today + timedelta(days=1):
        yield "not read over for a year, or dated after today"


def check_together(entries: Sequence[Entry]) -> None:
    """Refuse a title or alias that names two entries, and a relative or contact that does not exist."""
    from paraphe.helpdesk.contacts import read_contacts

    slugs = {entry.slug for entry in entries}
    topics = {contact.topic for contact in read_contacts()}
    for entry in entries:
        _need(entry, "related", set(entry.related) - (slugs - {entry.slug}))
        _need(entry, "contacts", set(entry.contacts) - topics)
    for name, holders in _holders(entries).items():
        if len(holders) > 1:
            raise EntryFault("helpdesk.entry_fault", slug=", ".join(holders), why=f"named twice: {name}")


def _need(entry: Entry, what: str, unknown: Iterable[str]) -> None:
    if names := sorted(unknown):
        raise EntryFault("helpdesk.entry_fault", slug=entry.slug, why=f"unknown {what}: {', '.join(names)}")


def _holders(entries: Sequence[Entry]) -> dict[str, list[str]]:
    from paraphe.helpdesk.wording import normalise

    holders: dict[str, list[str]] = {}
    for entry in entries:
        for name in sorted({normalise(one) for one in (entry.title, *entry.aliases)}):
            holders.setdefault(name, []).append(entry.slug)
    return holders
