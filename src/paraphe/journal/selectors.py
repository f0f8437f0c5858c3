"""Reading the journal: heads, histories, bodies."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from paraphe.journal.models import Access, Chain, Checkpoint, Entry, EntryBody, Link, Place
from paraphe_proof import jcs
from paraphe_proof.leaf import NO_PREVIOUS

__all__ = ["Access", "Chain", "Checkpoint", "Entry", "Place"]


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry of a chain: its number and leaf hash."""

    chain: str
    seq: int
    head: str


@dataclass(frozen=True, slots=True)
class ChainEvent:
    """An entry seen from one of its chains; `index` is None until the log includes it, `body` None once erased."""

    entry: int
    seq: int
    event: str
    at: datetime
    leaf: bytes
    leaf_hash: str
    body: Any
    salt: bytes | None
    index: int | None


def head_of(chain: Chain) -> Head:
    """The head of a chain (seq 0 and 64 zeros where nothing is written)."""
    last = Link.objects.filter(chain=chain).order_by("-seq").values_list("seq", "entry__leaf_hash").first()
    return Head(chain.public, *(last or (0, NO_PREVIOUS)))


def history_of(chain: Chain) -> Iterator[ChainEvent]:
    """Every entry of a chain in order, with its body."""
    rows = Link.objects.filter(chain=chain).order_by("seq").select_related("entry__content", "entry__place")
    for link in rows.iterator(chunk_size=500):
        entry = link.entry
        content = getattr(entry, "content", None)
        place = getattr(entry, "place", None)
        yield ChainEvent(
            entry=entry.pk,
            seq=link.seq,
            event=entry.event,
            at=entry.at,
            leaf=bytes(entry.leaf),
            leaf_hash=entry.leaf_hash,
            body=jcs.decode(bytes(content.body)) if content else None,
            salt=bytes(content.salt) if content else None,
            index=place.index if place else None,
        )


def recent_of(chain: Chain, *, events: Iterable[str] | None = None, limit: int = 50) -> list[Entry]:
    """The last entries of a chain, newest first, with their bodies."""
    rows = Entry.objects.filter(links__chain=chain).select_related("content", "place")
    if events is not None:
        rows = rows.filter(event__in=list(events))
    return list(rows.order_by("-links__seq")[:limit])


def body_of(entry: Entry) -> Any:
    """What the entry says, or None once erased."""
    content = getattr(entry, "content", None)
    return jcs.decode(bytes(content.body)) if content else None


def body_at(entry: int) -> Any:
    """What the entry of this number says, or None once erased."""
    content = EntryBody.objects.filter(pk=entry).values_list("body", flat=True).first()
    return jcs.decode(bytes(content)) if content is not None else None


def first_of(chain: Chain) -> Entry:
    """The entry that began a chain."""
    return Entry.objects.get(links__chain=chain, links__seq=1)


def entries_from(index: int, *, limit: int = 200) -> list[Place]:
    """Included entries from `index` on, in log order: what readers by cursor follow without gaps."""
    rows = Place.objects.filter(index__gte=index).order_by("index").select_related("entry__content")
    return list(rows[:limit])


def leaf_hashes(entries: Iterable[int]) -> dict[int, str]:
    """Leaf hashes by entry number."""
    return dict(Entry.objects.filter(pk__in=list(entries)).values_list("pk", "leaf_hash"))


def last_checkpoint() -> Checkpoint | None:
    """The newest published checkpoint."""
    return Checkpoint.objects.order_by("-size").first()


def entries_named(keys: Iterable[int]) -> dict[int, Entry]:
    """Entries by number, with their bodies and places."""
    rows = Entry.objects.filter(pk__in=set(keys)).select_related("content", "place")
    return {row.pk: row for row in rows}


def entries_of(kind: Chain.Kind, subject: str, *, events: Iterable[str] | None = None) -> QuerySet[Entry]:
    """The entries of a chain, newest first, to be read page by page; none where the chain is not begun."""
    rows = Entry.objects.filter(links__chain__kind=kind, links__chain__subject=subject)
    if events is not None:
        rows = rows.filter(event__in=list(events))
    return rows.select_related("content", "place").order_by("-pk")


def persons_of(entries: Iterable[int]) -> dict[int, str]:
    """By entry, the person whose chain it lies on, where it lies on one."""
    rows = Link.objects.filter(entry__in=set(entries), chain__kind=Chain.Kind.PERSON)
    return dict(rows.values_list("entry_id", "chain__subject"))


def accesses_of(siren: str) -> QuerySet[Access]:
    """Who read pages with personal data of the body, newest first."""
    return Access.objects.filter(body=siren).order_by("-at", "-pk")
