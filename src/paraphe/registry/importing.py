"""One import of the register's files: read, stage by COPY, merge, all in one transaction.

Memory holds the SIRENs kept (a few hundred thousand) and never a file. Two imports at once follow each other.
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from paraphe.kernel import clock
from paraphe.registry import sirene
from paraphe.registry.files import FileRows, Row, open_rows
from paraphe.registry.merging import merge_staged
from paraphe.registry.models import Organisation, RegisterEvent

TOLD_MOST = 20
LOCK = 7_364_002
"""Key of the advisory lock of an import."""
UNIT_STAGE = "registry_stagedunit (line, siren, name, branch, legal_category, diffusion, closed_on)"
PLACE_STAGE = (
    "registry_stagedplace (line, siret, siren, name, street, postcode, city, is_head_office, opened_on, closed_on,"
    " diffusion)"
)
LINK_STAGE = "registry_stagedlink (line, siret, successor, linked_on)"


@dataclass(frozen=True)
class Sources:
    """The files of one import; what is absent is left as it is."""

    units: Path | None = None
    establishments: Path | None = None
    successions: Path | None = None


@dataclass(frozen=True)
class Kept:
    """What of the files is kept: prefixes of legal categories, and bodies named by their SIREN."""

    categories: tuple[str, ...] = sirene.PUBLIC
    sirens: tuple[str, ...] = ()


@dataclass
class FileReport:
    """One file: rows read, rows kept, kept rows refused for a value that cannot be, the first of them named."""

    read: int = 0
    kept: int = 0
    refused: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, line: int, column: str) -> None:
        """Count a refused row, and keep where it was for the first ones."""
        self.refused += 1
        if len(self.faults) < TOLD_MOST:
            self.faults.append((line, column))


@dataclass
class ImportReport:
    """What one import did. `absent` lists the SIRENs asked for that no file nor the mirror holds."""

    at: datetime
    files: dict[str, FileReport] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    events: dict[str, int] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)

    def to_dict(self) -> dict[str, Any]:
        """The same as JSON-compatible values."""
        return {**asdict(self), "at": self.at.isoformat()}


@transaction.atomic
def import_register(sources: Sources, *, kept: Kept) -> ImportReport:
    """Make the mirror say what the files say of the bodies kept, and tell what changed on those it knew.

    FileFault where a file is of another form: then nothing at all is changed. It gives and ends no right.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [LOCK])
    report = ImportReport(at=clock.now())
    followed = set(Organisation.objects.values_list("siren", flat=True)) | set(kept.sirens)
    if sources.units is not None:
        report.files["units"] = _stage_units(sources.units, kept.categories, followed)
    if sources.establishments is not None:
        report.files["establishments"] = _stage_file(
            sources.establishments, "establishments", lambda row: row[1] in followed
        )
    if sources.successions is not None:
        report.files["successions"] = _stage_file(
            sources.successions, "successions", lambda row: row[0][:9] in followed
        )
    report.counts = merge_staged(report.at)
    for kind in RegisterEvent.objects.filter(seen_at=report.at).order_by().values_list("kind", flat=True):
        report.events[kind] = report.events.get(kind, 0) + 1
    known = Organisation.objects.filter(siren__in=kept.sirens).values_list("siren", flat=True)
    report.absent = sorted(set(kept.sirens) - set(known))
    return report


FORMS: dict[str, tuple[str, tuple[str, ...], Callable[[int, Row], sirene.Staged]]] = {
    "units": (UNIT_STAGE, sirene.UNIT_COLUMNS, sirene.read_unit),
    "establishments": (PLACE_STAGE, sirene.PLACE_COLUMNS, sirene.read_place),
    "successions": (LINK_STAGE, sirene.LINK_COLUMNS, sirene.read_link),
}


def _stage_units(path: Path, categories: tuple[str, ...], followed: set[str]) -> FileReport:
    """Stage the bodies kept, and follow them: their establishments are kept too."""

    def keeps(row: Row) -> bool:
        if row[1].startswith(categories):
            followed.add(row[0])
            return True
        return row[0] in followed

    return _stage_file(path, "units", keeps)


def _stage_file(path: Path, form: str, keeps: Callable[[Row], bool]) -> FileReport:
    stage, columns, read = FORMS[form]
    report = FileReport()
    with (
        open_rows(path, columns) as rows,
        connection.cursor() as cursor,
        cursor.copy(f"copy {stage} from stdin") as copy,
    ):
        for staged in _staged(rows, keeps, read, report):
            copy.write_row(staged)
    return report


def _staged(
    rows: FileRows,
    keeps: Callable[[Row], bool],
    read: Callable[[int, Row], sirene.Staged],
    report: FileReport,
) -> Iterator[sirene.Staged]:
    for line, row in rows:
        report.read += 1
        if not keeps(row):
            continue
        try:
            staged = read(line, row)
        except sirene.RowRefused as refusal:
            report.refuse(line, str(refusal))
            continue
        report.kept += 1
        yield staged
