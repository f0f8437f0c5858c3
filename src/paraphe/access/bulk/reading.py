"""What each line of a file asks, or why it cannot: every fault of a line is named, with its column. Writes nothing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from paraphe.access.acts import CEILING
from paraphe.access.bulk.columns import (
    EMAIL,
    END,
    EVERYWHERE,
    FAMILY,
    GIVEN,
    HEADINGS,
    LEVEL,
    PLACES,
    RIGHTS,
    SERVICE,
    SIRET,
    START,
    SWITCHES,
    Columns,
    data_rows,
    is_everywhere,
    read_day,
    read_level,
    recognise,
)
from paraphe.access.bulk.directory import Directory
from paraphe.access.bulk.findings import Fault, Note
from paraphe.access.policy import PARIS
from paraphe.access.vocabulary import Level
from paraphe.accounts.errors import EMAIL_GENERIC, EmailRefused
from paraphe.accounts.mailboxes import personal_email
from paraphe.accounts.selectors import Person
from paraphe.kernel.identifiers import InvalidIdentifier, Siret
from paraphe.registry.selectors import Service
from paraphe.web.tables import Row, Table, fold

SHOWN = 60
"""Signs of a cell that a report repeats."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a line wants on one key; `level` None closes. `opens`: any level held already will do.

    `names` (given, family) are for somebody not known yet. `column`: the heading to name where it cannot be.
    """

    line: int
    column: str
    email: str
    names: tuple[str, str]
    siret: str | None
    service: Service
    level: Level | None
    start: date | None = None
    end: date | None = None
    opens: bool = False

    @property
    def key(self) -> tuple[str, str | None, str]:
        """Address, SIRET, code of the service."""
        return self.email, self.siret, self.service.code


@dataclass
class Reading:
    """What a file asks, line by line, with its faults and notes."""

    layout: str
    asks: list[Ask] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


class _Faulty(Exception):
    """The cell cannot be read; its fault is noted."""


@dataclass
class _Line:
    """One row being read, with the faults found on it."""

    directory: Directory
    columns: Columns
    header: Sequence[str]
    row: Row
    faults: list[Fault] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def heading(self, key: str) -> str:
        """The heading of a column as the file writes it."""
        place = self.columns.places.get(key)
        return HEADINGS[key] if place is None or place >= len(self.header) else self.header[place]

    def text(self, key: str) -> str:
        """The cell of a column."""
        return self.columns.cell(self.row, key)

    def blame(self, column: str, code: str, value: str = "") -> None:
        """Note a fault of this line."""
        self.faults.append(Fault(self.row.line, column, code, value[:SHOWN]))

    def rank(self, fault: Fault) -> int:
        """Where the column of a fault stands on the line."""
        return self.header.index(fault.column) if fault.column in self.header else len(self.header)

    def note(self, code: str, value: str = "") -> None:
        """Note something that stops nothing."""
        self.notes.append(Note(self.row.line, code, value[:SHOWN]))


def read_asks(table: Table, directory: Directory) -> Reading:
    """Everything the file asks of this body; FileUnreadable where its headings are not those of a file of rights."""
    columns = recognise(table)
    reading = Reading(columns.layout)
    readers = {RIGHTS: _read_right, PLACES: _read_place}
    services = _service_columns(table, columns, directory, reading) if columns.layout not in readers else []
    if columns.layout == RIGHTS:
        reading.notes += [
            Note(table.header_line, "column_ignored", name[:SHOWN]) for _, name in columns.others
        ]
    for row in data_rows(table, columns):
        line = _Line(directory, columns, table.header, row)
        _check_width(line)
        if columns.layout in readers:
            asks = list(readers[columns.layout](line))
        else:
            asks = list(_read_services(line, services))
        reading.asks += [] if line.faults else asks
        reading.faults += sorted(line.faults, key=line.rank)
        reading.notes += line.notes
    reading.notes += [Note(told.line, "padded", told.column) for told in table.told]
    return reading


def _check_width(line: _Line) -> None:
    extra = [text for text in line.row.cells[len(line.header) :] if text]
    if extra:
        line.blame(str(len(line.header) + 1), "columns_extra", extra[0])


def _read_right(line: _Line) -> Iterator[Ask]:
    """A line of the layout of Paraphe: one right."""
    level, known = read_level(line.text(LEVEL))
    if not known:
        line.blame(line.heading(LEVEL), "level_unknown", line.text(LEVEL))
    email, names = _read_person(line, closes=known and level is None)
    siret = _read_siret(line, everywhere=True)
    service = _read_service(line, level)
    start, end = _read_days(line, closes=level is None)
    if service is not None and not line.faults:
        yield Ask(line.row.line, line.heading(LEVEL), email, names, siret, service, level, start, end)


def _read_person(line: _Line, *, closes: bool) -> tuple[str, tuple[str, str]]:
    names = (" ".join(line.text(GIVEN).split()), " ".join(line.text(FAMILY).split()))
    try:
        email = _read_email(line)
    except _Faulty:
        return "", names
    person = line.directory.people.get(email)
    if person is None:
        _require_names(line, names, closes=closes)
    elif any(names) and fold(" ".join(names)) != fold(f"{person.given_name} {person.family_name}"):
        line.note("names_differ", person.full_name)
    return email, names


def _require_names(line: _Line, names: tuple[str, str], *, closes: bool) -> None:
    """Somebody not known yet is invited by a first and a family name; nothing can be taken from her."""
    if closes:
        line.blame(line.heading(EMAIL), "person_unknown", line.text(EMAIL))
        return
    for key, name in zip((GIVEN, FAMILY), names, strict=True):
        if not name:
            line.blame(line.heading(key), "name_missing")
        elif len(name) > 80:
            line.blame(line.heading(key), "name_long", name)


def _read_email(line: _Line) -> str:
    text = line.text(EMAIL)
    if not text:
        line.blame(line.heading(EMAIL), "email_missing")
        raise _Faulty
    try:
        return personal_email(text)
    except EmailRefused as error:
        known = line.directory.people.get(text.lower())
        if error.code == EMAIL_GENERIC and known is not None:
            return text.lower()
        line.blame(
            line.heading(EMAIL), "email_generic" if error.code == EMAIL_GENERIC else "email_malformed", text
        )
        raise _Faulty from None


def _read_siret(line: _Line, *, everywhere: bool) -> str | None:
    text = line.text(SIRET)
    if everywhere and is_everywhere(text):
        if not line.directory.is_mine(None):
            line.blame(line.heading(SIRET), "out_of_scope", EVERYWHERE)
        return None
    code = _fault_of_siret(text, line.directory)
    if code:
        line.blame(line.heading(SIRET), code, text)
    return "".join(text.split())


def _fault_of_siret(text: str, directory: Directory) -> str:
    """The code of what is wrong with a SIRET, empty where it is one of the sender's."""
    compact = "".join(text.split())
    if not compact:
        return "siret_missing"
    if len(compact) != 14 or not (compact.isascii() and compact.isdigit()):
        return "siret_rounded" if "e+" in compact.lower() else "siret_malformed"
    try:
        siret = str(Siret(compact))
    except InvalidIdentifier:
        return "siret_key"
    if siret not in directory.places:
        return "siret_unknown" if siret.startswith(directory.organisation.siren) else "siret_elsewhere"
    return "" if directory.is_mine(siret) else "out_of_scope"


def _read_service(line: _Line, level: Level | None) -> Service | None:
    text = line.text(SERVICE)
    service = line.directory.services.get(fold(text))
    if service is None:
        code = "service_not_offered" if fold(text) in line.directory.elsewhere else "service_unknown"
        line.blame(line.heading(SERVICE), code, text)
    elif level is not None and level.code not in service.levels:
        line.blame(line.heading(LEVEL), "level_not_offered", line.text(LEVEL))
    return service


def _read_days(line: _Line, *, closes: bool) -> tuple[date | None, date | None]:
    start, end = _read_day_of(line, START), _read_day_of(line, END)
    if closes or line.faults:
        return None, None
    today = line.directory.today
    if end is not None and end < today:
        line.blame(line.heading(END), "day_past", line.text(END))
    elif start is not None and end is not None and end < start:
        line.blame(line.heading(END), "day_order", line.text(END))
    elif end is not None and _end_of(end) > line.directory.at + CEILING:
        line.blame(line.heading(END), "day_far", line.text(END))
    elif start is not None and end is None and start > today + timedelta(days=365):
        line.blame(line.heading(END), "end_missing")
    return start, end


def _read_day_of(line: _Line, key: str) -> date | None:
    text = line.text(key)
    day = read_day(text) if text else None
    if text and day is None:
        line.blame(line.heading(key), "day_malformed", text)
    return day


def _end_of(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=PARIS) + timedelta(days=1)


def _service_columns(
    table: Table, columns: Columns, directory: Directory, reading: Reading
) -> list[tuple[int, str, Service]]:
    """The columns of the historical layout that are services; the others are faults of the line of headings."""
    found = []
    for place, heading in columns.others:
        service = directory.services.get(fold(heading))
        if service is None:
            reading.faults.append(Fault(table.header_line, heading[:SHOWN], "column_unknown"))
        else:
            found.append((place, heading, service))
    return found


def _read_services(line: _Line, services: Sequence[tuple[int, str, Service]]) -> Iterator[Ask]:
    """A line of the historical layout: one person and establishment, a column a service."""
    asked = [(place, heading, service) for place, heading, service in services if line.row.cells[place]]
    for place, heading, _ in asked:
        if line.row.cells[place] not in SWITCHES:
            line.blame(heading, "switch_unknown", line.row.cells[place])
    closes = all(line.row.cells[place] == "0" for place, _, _ in asked)
    email, names = _read_person(line, closes=closes) if line.text(EMAIL) else _read_by_name(line)
    siret = _read_siret(line, everywhere=False)
    if line.faults:
        return
    for place, heading, service in asked:
        level = strongest(service) if SWITCHES[line.row.cells[place]] else None
        yield Ask(line.row.line, heading, email, names, siret, service, level, opens=True)


def strongest(service: Service) -> Level:
    """The highest level a service has: what « open » meant before there were levels."""
    return max(Level.of(code) for code in service.levels)


def _read_by_name(line: _Line) -> tuple[str, tuple[str, str]]:
    names = (line.text(GIVEN), line.text(FAMILY))
    found: list[Person] = line.directory.by_name.get((fold(names[0]), fold(names[1])), [])
    if len(found) == 1:
        return found[0].email.lower(), names
    line.blame(
        line.heading(FAMILY), "person_ambiguous" if found else "person_by_name", " ".join(names).strip()
    )
    return "", names


def _read_place(line: _Line) -> Iterator[Ask]:
    """A line of the historical layout of establishments: open or close one for every declarant."""
    siret, switch = _read_siret(line, everywhere=False), line.text(LEVEL)
    column = line.header[1] if line.header[1] not in SWITCHES else "2"
    if switch not in SWITCHES:
        line.blame(column, "switch_unknown", switch)
    if line.faults or siret is None:
        return
    blank = Ask(
        line.row.line, column, "", ("", ""), siret, next(iter(line.directory.services.values())), None
    )
    for person in line.directory.declarants:
        told = replace(blank, email=person.email.lower())
        yield from (_opened(told, line) if SWITCHES[switch] else _closed(told, line))


def _opened(blank: Ask, line: _Line) -> Iterator[Ask]:
    """What a declarant holds elsewhere, at the strongest level she has it, until the latest end."""
    for service, (level, end) in _held(blank, line.directory).items():
        yield replace(blank, service=service, level=level, end=end, opens=True)


def _held(blank: Ask, directory: Directory) -> dict[Service, tuple[Level, date]]:
    found: dict[Service, tuple[Level, date]] = {}
    for (email, siret, _), rights in directory.rights.items():
        if email != blank.email or siret in (None, blank.siret):
            continue
        for right in (row for row in rights if row.valid_from <= directory.at):
            level, end = found.get(right.service, (Level.CONSULT, directory.today))
            last = (right.ends_at - timedelta(microseconds=1)).astimezone(PARIS).date()
            found[right.service] = (max(level, Level(right.level)), max(end, last))
    return found


def _closed(blank: Ask, line: _Line) -> Iterator[Ask]:
    for (email, siret, _), rights in line.directory.rights.items():
        if email == blank.email and siret == blank.siret:
            yield replace(blank, service=rights[0].service)
        elif email == blank.email and siret is None:
            line.note("everywhere_stays", rights[0].person.full_name)
