"""Reads of help: entries, tickets of a person, what waits at the desk, what was looked for in vain."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet, Sum

from paraphe.accounts.selectors import Person
from paraphe.helpdesk.errors import UnknownEntry, UnknownPiece, UnknownTicket
from paraphe.helpdesk.models import HelpEntry, Message, Opinion, Piece, SearchCount, Ticket
from paraphe.helpdesk.vocabulary import OPEN_STATES, THEMES, WAITING_STATES, Role, Theme
from paraphe.kernel import clock

__all__ = ["HelpEntry", "Message", "Piece", "Ticket"]

VAIN_FOR = timedelta(days=90)


def entry_by_slug(slug: str) -> HelpEntry:
    """The help entry of this name; UnknownEntry where there is none."""
    found = HelpEntry.objects.filter(slug=slug).first()
    if found is None:
        raise UnknownEntry("helpdesk.entry_unknown")
    return found


def related_to(entry: HelpEntry) -> list[HelpEntry]:
    """The entries it points to, in its order."""
    found = {row.slug: row for row in HelpEntry.objects.filter(slug__in=entry.related)}
    return [found[slug] for slug in entry.related if slug in found]


def leaflet_entries() -> list[HelpEntry]:
    """The three phrases of the leaflet, in the order of the themes."""
    return list(HelpEntry.objects.filter(is_leaflet=True))


@dataclass(frozen=True)
class Shelf:
    """A theme and its entries."""

    theme: str
    label: str
    entries: Sequence[HelpEntry]


def shelves(role: Role) -> list[Shelf]:
    """Every entry by theme; those of the desk for the desk only."""
    rows = list(HelpEntry.objects.all())
    return [
        Shelf(theme.value, label, [row for row in rows if row.theme == theme.value])
        for theme, label in THEMES.items()
        if theme != Theme.DESK or role == Role.OPERATOR
    ]


def tickets_of(person: Person) -> QuerySet[Ticket]:
    """The person's own tickets, latest first."""
    return Ticket.objects.filter(author=person)


def own_ticket(person: Person, ref: str) -> Ticket:
    """A ticket of the person; UnknownTicket for anybody else's."""
    return _found(Ticket.objects.filter(author=person, ref=ref))


def desk_ticket(ref: str) -> Ticket:
    """A ticket as the desk reads it. What is not checked here: that the reader is of the desk."""
    return _found(Ticket.objects.filter(ref=ref))


def _found(rows: QuerySet[Ticket]) -> Ticket:
    found = rows.select_related("author", "assigned_to", "organisation", "establishment").first()
    if found is None:
        raise UnknownTicket("helpdesk.ticket_unknown")
    return found


def messages_of(ticket: Ticket) -> list[Message]:
    """All the turns of a ticket, first to last, with their files."""
    return list(ticket.messages.select_related("author").prefetch_related("pieces"))


def piece_of(ticket: Ticket, ref: str) -> Piece:
    """A file of this ticket; UnknownPiece where it has none such."""
    found = Piece.objects.filter(message__ticket=ticket, ref=ref).first()
    if found is None:
        raise UnknownPiece("helpdesk.piece_unknown")
    return found


def desk_tickets(*, state: str = "", mine: Person | None = None) -> QuerySet[Ticket]:
    """Tickets of the desk, the longest waiting first; `state` one of the states, else those that are open."""
    rows = Ticket.objects.select_related("author", "assigned_to").order_by("changed_at", "pk")
    rows = rows.filter(state=state) if state else rows.filter(state__in=OPEN_STATES)
    return rows.filter(assigned_to=mine) if mine else rows


def count_states() -> dict[str, int]:
    """How many tickets stand in each state."""
    rows = Ticket.objects.order_by().values_list("state").annotate(Count("pk"))
    return dict(rows)


def count_waiting() -> int:
    """How many tickets wait for the desk."""
    return Ticket.objects.filter(state__in=WAITING_STATES).count()


@dataclass(frozen=True)
class VainSearch:
    """A text looked for without answer: how often in ninety days, and the last day."""

    text: str
    times: int
    last_on: date


def vain_searches(*, limit: int = 200) -> list[VainSearch]:
    """Searches without answer of the last ninety days, the most frequent first."""
    since = clock.now().date() - VAIN_FOR
    rows = (
        SearchCount.objects.filter(is_answered=False, day__gte=since)
        .values("text")
        .annotate(total=Sum("times"), days=Count("day"))
        .order_by("-total", "text")[:limit]
    )
    last = _last_days([row["text"] for row in rows], since)
    return [VainSearch(row["text"], row["total"], last[row["text"]]) for row in rows]


def _last_days(texts: Sequence[str], since: date) -> dict[str, date]:
    rows = SearchCount.objects.filter(is_answered=False, day__gte=since, text__in=texts).order_by("day")
    return dict(rows.values_list("text", "day"))


@dataclass(frozen=True)
class SearchShare:
    """How many searches had an answer, and how many had not, in ninety days."""

    answered: int
    vain: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.answered + self.vain


def search_share() -> SearchShare:
    """The share of searches that had an answer."""
    since = clock.now().date() - VAIN_FOR
    sums = SearchCount.objects.filter(day__gte=since).aggregate(
        answered=Sum("times", filter=Q(is_answered=True)), vain=Sum("times", filter=Q(is_answered=False))
    )
    return SearchShare(sums["answered"] or 0, sums["vain"] or 0)


@dataclass(frozen=True)
class OpinionTold:
    """What readers said of an entry: its title, how many it helped, how many it did not."""

    title: str
    slug: str
    helped: int
    failed: int


def opinions() -> list[OpinionTold]:
    """What readers said of each entry in ninety days, the least helpful first."""
    since = (clock.now().date() - VAIN_FOR).replace(day=1)
    titles = dict(HelpEntry.objects.values_list("slug", "title"))
    rows = (
        Opinion.objects.filter(month__gte=since)
        .values("slug")
        .annotate(yes=Sum("helped"), no=Sum("failed"))
        .order_by("-no", "slug")
    )
    return [OpinionTold(titles[r["slug"]], r["slug"], r["yes"], r["no"]) for r in rows if r["slug"] in titles]
