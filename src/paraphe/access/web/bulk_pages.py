"""What the pages of rights by file show: the form, where a file is, its faults and what it changes, in words."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from paraphe.access.bulk.columns import EVERYWHERE as ALL
from paraphe.access.bulk.files import LIMITS, WAITING, BulkChange
from paraphe.access.bulk.findings import Difference, unpack_difference, unpack_fault, unpack_note
from paraphe.access.bulk.words import tell_fault, tell_note
from paraphe.access.web.pages import act_url
from paraphe.access.web.rights import EVERYWHERE
from paraphe.access.words.bulk import STATES
from paraphe.kernel.errors import Invalid
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.web.cells import Cell
from paraphe.web.components import LEVEL_WORDS, Mark, Tab, Tone
from paraphe.web.pagination import Pages, paginate
from paraphe.web.problems import Told, tell

TONES: dict[str, Tone] = {
    "received": "info",
    "checked": "proof",
    "queued": "info",
    "applied": "ok",
    "rejected": "bad",
    "failed": "bad",
    "dropped": "off",
    "undone": "off",
}
WHAT = {"give": "Donné", "change": "Modifié", "close": "Retiré", "same": "Inchangé"}
FAULTS, CHANGES, SAME = "fautes", "changements", "inchanges"
REPORT_HEADER = ("Ligne", "Colonne", "Constat", "Que faire", "Personne", "SIRET", "Service", "Avant", "Après")


class UploadForm(forms.Form):
    """The file, and whether it says everything."""

    file = forms.FileField(
        label="Fichier",
        help_text="CSV ou tableur XLSX, 5\u00a0Mo et 5\u00a0000 lignes au plus.",
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx"}),
        error_messages={"required": "Choisissez un fichier", "empty": "Ce fichier est vide"},
    )
    complete = forms.BooleanField(
        label="Ce fichier est complet\u00a0: retirer les droits qui n’y sont pas",
        required=False,
        help_text="Sans cette case, le fichier ajoute et met à jour, et ce qu’il ne nomme pas ne change pas.",
    )

    def clean_file(self) -> Any:
        """Refused unread over its weight."""
        file = self.cleaned_data["file"]
        if file.size > LIMITS.size:
            raise forms.ValidationError("Ce fichier est trop lourd\u00a0: 5\u00a0Mo au plus", code="heavy")
        return file


@dataclass(frozen=True)
class FileLine:
    """A file in the list of those sent."""

    file: BulkChange
    url: str
    mark: Mark


@dataclass(frozen=True)
class FaultLine:
    """A fault in words."""

    line: int
    column: str
    value: str
    sentence: str
    remedy: str


@dataclass(frozen=True)
class DifferenceLine:
    """A difference in words: who, where, what, before and after as (level code, last day)."""

    line: int
    what: str
    name: str
    email: str
    place: str
    service: str
    before: tuple[str, date | None]
    after: tuple[str, date | None]


@dataclass(frozen=True)
class FileStory:
    """Everything the page of a checked or ended file shows."""

    file: BulkChange
    mark: Mark
    counts: dict[str, int]
    changes: int
    faulty_lines: int
    notes: Sequence[tuple[int, str]]
    tabs: Sequence[Tab]
    view: str
    pages: Pages
    refused: Told | None
    act_url: str

    @property
    def summary(self) -> str:
        """What changes, counted in words; what does not happen is not said."""
        words = [
            (self.counts["give"], "droit donné", "droits donnés"),
            (self.counts["change"], "droit modifié", "droits modifiés"),
            (self.counts["close"], "droit retiré", "droits retirés"),
            (self.counts["invited"], "personne invitée", "personnes invitées"),
        ]
        said = [f"{count}\u00a0{many if count > 1 else one}" for count, one, many in words if count]
        return ", ".join(said) or "rien"

    @property
    def faulty_words(self) -> str:
        """How many lines are at fault."""
        return f"{self.faulty_lines}\u00a0ligne{'s' if self.faulty_lines > 1 else ''}"

    @property
    def is_undone(self) -> bool:
        """Whether its act was undone since."""
        return state_of(self.file) == "undone"

    @property
    def can_apply(self) -> bool:
        """Whether something of it can be done."""
        return self.file.state == "checked" and self.changes + self.counts["invited"] > 0


def state_of(file: BulkChange) -> str:
    """Where a file is; an act undone since is undone."""
    return "undone" if file.act and file.act.undone_at else file.state


def mark_of(file: BulkChange) -> Mark:
    """Its state as a mark."""
    state = state_of(file)
    return Mark(TONES[state], STATES[state])


def file_lines(files: Sequence[BulkChange]) -> list[FileLine]:
    """The list of files."""
    return [FileLine(file, file_url(file.organisation, file), mark_of(file)) for file in files]


def file_url(organisation: Organisation, file: BulkChange) -> str:
    """The page of a file."""
    return reverse("access:bulk_file", args=[organisation.ref, file.ref])


def is_waiting(file: BulkChange) -> bool:
    """Whether a job works on it, or will."""
    return file.state in WAITING


def tell_file(request: HttpRequest, file: BulkChange) -> FileStory:
    """The story of a file whose check is over."""
    report = file.report
    counts = {**dict.fromkeys((*WHAT, "invited"), 0), **report.get("counts", {})}
    counts["invited"] = report.get("invited", 0)
    changes = counts["give"] + counts["change"] + counts["close"]
    faults, differences = report.get("faults", []), report.get("differences", [])
    view = _view(request, faults=bool(faults))
    shown = [row for row in differences if (row["what"] == "same") == (view == SAME)]
    pages = paginate(request, faults if view == FAULTS else shown)
    words: Callable[[dict[str, Any]], Any] = (
        tell_fault_line if view == FAULTS else _difference_teller(file.organisation)
    )
    told = Pages(
        [words(row) for row in pages.rows], pages.total, pages.links, pages.previous_url, pages.next_url
    )
    sizes = {FAULTS: len(faults), CHANGES: changes, SAME: counts["same"]}
    return FileStory(
        file=file,
        mark=mark_of(file),
        counts=counts,
        changes=changes,
        faulty_lines=len({row["line"] for row in faults}),
        notes=[
            (row["line"], tell_note(unpack_note(row))) for row in map(_with_line, report.get("notes", []))
        ],
        tabs=_tabs(file, view, sizes),
        view=view,
        pages=told,
        refused=_refusal(report),
        act_url=act_url(file.organisation, file.act) if file.act else "",
    )


def _with_line(row: dict[str, Any]) -> dict[str, Any]:
    return {"line": 0, **row}


def _view(request: HttpRequest, *, faults: bool) -> str:
    asked = request.GET.get("vue", "")
    if asked in (CHANGES, SAME) or (asked == FAULTS and faults):
        return asked
    return FAULTS if faults else CHANGES


def _tabs(file: BulkChange, view: str, sizes: dict[str, int]) -> list[Tab]:
    base = file_url(file.organisation, file)
    words = {FAULTS: "Fautes", CHANGES: "Changements", SAME: "Inchangés"}
    return [
        Tab(words[name], f"{base}?vue={name}", count, is_current=name == view)
        for name, count in sizes.items()
        if count or name == CHANGES
    ]


def _refusal(report: dict[str, Any]) -> Told | None:
    """Why an ordered file was not applied."""
    refused = report.get("refused")
    return tell(Invalid(refused["code"], **refused["data"])) if refused else None


def tell_fault_line(row: dict[str, Any]) -> FaultLine:
    """A fault as the report keeps it, in words."""
    fault = unpack_fault(row)
    sentence, remedy = tell_fault(fault)
    return FaultLine(fault.line, fault.column, fault.value, sentence, remedy)


def _difference_teller(organisation: Organisation) -> Callable[[dict[str, Any]], DifferenceLine]:
    places = {place.siret: place.name for place in registry.establishments_of(organisation)}
    services = registry.service_names()

    def tell_difference(row: dict[str, Any]) -> DifferenceLine:
        found: Difference = unpack_difference(row)
        return DifferenceLine(
            line=found.line,
            what=found.what,
            name=found.name,
            email=found.email,
            place=places.get(found.siret, EVERYWHERE),
            service=services.get(found.service, found.service),
            before=_told(found.before),
            after=_told(found.after),
        )

    return tell_difference


def _told(right: tuple[str, str]) -> tuple[str, date | None]:
    level, until = right
    return level, date.fromisoformat(until) if until else None


def report_rows(file: BulkChange) -> Iterator[tuple[Cell, ...]]:
    """The whole report as rows: the faults, the notes, then what changes."""
    for row in file.report.get("faults", []):
        told = tell_fault_line(row)
        found = f"{told.sentence}\u00a0: {told.value}" if told.value else told.sentence
        yield (told.line, told.column, found, told.remedy, "", "", "", "", "")
    for row in map(_with_line, file.report.get("notes", [])):
        yield (row["line"], "", tell_note(unpack_note(row)), "", "", "", "", "", "")
    for row in file.report.get("differences", []):
        one = unpack_difference(row)
        sides = (_written(one.before), _written(one.after))
        yield (one.line, "", WHAT[one.what], "", one.email, one.siret or ALL, one.service, *sides)


def _written(right: tuple[str, str]) -> str:
    """One side of a difference, as a cell."""
    level, until = right
    return f"{LEVEL_WORDS[level].lower()} jusqu’au {date.fromisoformat(until):%d/%m/%Y}" if level else ""
