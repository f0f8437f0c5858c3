"""The files a person sent: what they hold, what they would change, where they are. Reads only.

A file is seen by who sent it and by nobody else: it holds what somebody was about to do, and other people's names.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from paraphe.access.changes import Change, unpack_change
from paraphe.access.errors import RightUnsound, UnknownAct
from paraphe.access.jobs import refs_waited_for
from paraphe.access.models import BulkChange
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation
from paraphe.web.cells import Limits
from paraphe.web.tables import Row, Table, Told

__all__ = ["BulkChange"]

LIMITS = Limits(rows=5_000, columns=60, cell=500)
PADDED = dict.fromkeys(("siret", "n siret", "no siret", "numero siret"), 14)
WAITING = ("received", "queued")
"""States in which a job works on the file, or will."""
LOST_AFTER = timedelta(minutes=1)
"""Files received since are not looked at: their job may not be seen yet."""


def file_of(organisation: Organisation, ref: str, *, sender: Person) -> BulkChange:
    """A file by reference; UnknownAct where this person sent none such for this body."""
    rows = BulkChange.objects.filter(organisation=organisation, ref=ref, made_by=sender)
    found = rows.select_related("organisation", "made_by", "act").first()
    if found is None:
        raise UnknownAct("access.act_unknown")
    return found


def files_of(organisation: Organisation, *, sender: Person) -> list[BulkChange]:
    """The last files this person sent for the body, latest first, without what they hold."""
    rows = BulkChange.objects.filter(organisation=organisation, made_by=sender)
    return list(rows.defer("lines", "report").select_related("act").order_by("-made_at")[:10])


def files_left() -> list[BulkChange]:
    """Files that wait for a job, and that no job works on or will: their worker was lost twice."""
    rows = BulkChange.objects.filter(state__in=WAITING)
    old = rows.filter(made_at__lt=clock.now() - LOST_AFTER).select_related("organisation", "made_by")
    waited_for = refs_waited_for() if old else set()
    return [row for row in old if row.ref not in waited_for]


def change_of(file: BulkChange) -> Change:
    """What applying the file does, as it was checked; RightUnsound where rights it names have gone since."""
    try:
        return unpack_change(file.organisation, file.report["change"])
    except KeyError:  # a person or a service it names is no longer here
        raise RightUnsound("access.change_stale") from None


def pack_table(table: Table) -> list[list[Any]]:
    """A table as data: the line of headings first, each row led by its number; then what was told."""
    rows = [[table.header_line, *table.header], *([row.line, *row.cells] for row in table.rows)]
    return [*rows, [0, *([told.line, told.column, told.code] for told in table.told)]]


def unpack_table(lines: Sequence[list[Any]]) -> Table:
    """The table `pack_table` wrote."""
    head, *rows = lines
    *rows, told = rows
    return Table(
        header=tuple(head[1:]),
        header_line=head[0],
        rows=tuple(Row(line, tuple(cells)) for line, *cells in rows),
        told=tuple(Told(*one) for one in told[1:]),
    )
