"""Tables in and out: whatever wrote the file, what is read is what was meant; what is written cannot act."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from paraphe.web.cells import ACTING, Limits
from paraphe.web.errors import TableUnreadable
from paraphe.web.problems import known
from paraphe.web.tables import CSV, XLSX, Table, fold, read_table, table_response, write_csv, write_xlsx

HEADER = ["Prénom", "SIRET", "Début"]
ROW = ["Zoé", "00650000100018", "01/02/2027"]
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12).map(str.strip)


def cells_of(table: Table) -> list[list[str]]:
    """The rows alone."""
    return [list(row.cells) for row in table.rows]


def workbook(*rows: Sequence[object]) -> bytes:
    """A workbook as somebody else's program writes it."""
    book = Workbook()
    for row in rows:
        book.active.append(list(row))  # type: ignore[union-attr]
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def reads_or_says_why(content: bytes) -> bool:
    """Whether a file is read, or refused by an error that has its French; anything else is raised."""
    try:
        return bool(read_table(content, "x").header)
    except TableUnreadable as error:
        return error.code in known()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_read_csv_in_any_usual_writing_gives_the_same_table(encoding: str, delimiter: str) -> None:
    lines = [delimiter.join(HEADER), "", delimiter.join(f" {cell} " for cell in ROW)]
    table = read_table("\r\n".join(lines).encode(encoding), "droits.csv")
    assert table.header == tuple(HEADER)
    assert cells_of(table) == [ROW]
    assert (table.header_line, table.rows[0].line) == (1, 3)


def test_read_csv_with_a_line_saying_its_delimiter_counts_that_line() -> None:
    table = read_table(b'sep=,\na,b\n"1\n2",3\n4,5,6', "x.csv")
    assert [(row.line, row.cells) for row in table.rows] == [(3, ("1\n2", "3")), (5, ("4", "5", "6"))]


def test_read_workbook_whose_siret_are_numbers_gives_zeros_back_and_says_so() -> None:
    content = workbook(
        [None, None, None],
        ["prénom", " Siret ", "début"],
        ["Zoé", 650000100018, date(2027, 2, 1)],
        [True, 1.5, None],
    )
    table = read_table(content, "droits.xlsx", padded={"siret": 14})
    assert cells_of(table) == [["Zoé", "00650000100018", "01/02/2027"], ["1", "1.5", ""]]
    assert [(told.line, told.column, told.code) for told in table.told] == [(3, "Siret", "padded")]
    assert read_table(content, "droits.xlsx").told == ()


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(TEXTS, min_size=3, max_size=3), max_size=4), st.sampled_from([CSV, XLSX]))
def test_write_table_of_any_texts_is_read_back_equal(rows: list[list[str]], fmt: str) -> None:
    header = ["a, b", "-c", "d;e"]
    content = write_csv(header, rows) if fmt == CSV else write_xlsx("essai", header, rows)
    table = read_table(content, f"essai.{fmt}")
    assert table.header == tuple(header)
    assert cells_of(table) == [row for row in rows if any(row)]


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b'a;b\n"']))
def test_read_table_of_any_bytes_reads_or_says_why(content: bytes, head: bytes) -> None:
    assert reads_or_says_why(head + content)


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_read_workbook_with_bytes_changed_reads_or_says_why(data: st.DataObject) -> None:
    names = ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"]
    name = data.draw(st.sampled_from(names))
    with zipfile.ZipFile(io.BytesIO(workbook(HEADER, ROW))) as whole:
        parts = {part: whole.read(part) for part in whole.namelist()}
    start = data.draw(st.integers(0, len(parts[name])))
    parts[name] = parts[name][:start] + data.draw(st.binary(max_size=8)) + parts[name][start + 1 :]
    assert reads_or_says_why(zipped(parts))


def zipped(parts: dict[str, bytes]) -> bytes:
    """A zip of these parts."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return target.getvalue()


def test_read_workbook_that_swells_or_holds_entities_is_refused_unread() -> None:
    bomb = zipped({"xl/workbook.xml": b"<a/>", "xl/sharedStrings.xml": b" " * 40_000_000})
    with pytest.raises(TableUnreadable) as refused:
        read_table(bomb, "bombe.xlsx")
    assert refused.value.code == "web.table_heavy"
    with zipfile.ZipFile(io.BytesIO(workbook(HEADER, ROW))) as whole:
        parts = {part: whole.read(part) for part in whole.namelist()}
    entity = b'<!DOCTYPE x [<!ENTITY a "lol">]>'
    part = "xl/worksheets/sheet1.xml"
    with pytest.raises(TableUnreadable) as refused:
        read_table(zipped({**parts, part: entity + parts[part]}), "entites.xlsx")
    assert refused.value.code == "web.table_broken"


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"", "web.table_empty", None),
        (b"\n;;\n", "web.table_empty", None),
        (b"%PDF-1.7", "web.table_kind", None),
        (b'a;b\n1;2\n"3;4\n', "web.table_quotes", 3),
        (b"a;b\n1;\x81\n", "web.table_encoding", 2),
        (b"a\n1\n2\n\x00\n", "web.table_encoding", 4),
        (b"a\n1\n2\n3\n4\n", "web.table_long", 5),
        (b"a\n1;;;;\n1;2;3;4;5\n", "web.table_wide", 3),
        (b"a\n" + b"x" * 60, "web.table_cell", 2),
        (b"a" * 500, "web.table_heavy", None),
    ],
)
def test_read_table_at_fault_says_which_line(content: bytes, code: str, line: int | None) -> None:
    with pytest.raises(TableUnreadable) as refused:
        read_table(content, "x", limits=Limits(size=400, rows=3, columns=4, cell=50))
    assert (refused.value.code, refused.value.data.get("line")) == (code, line)
    assert code in known()


def test_write_table_with_formulas_gives_cells_that_cannot_act() -> None:
    hostile = [f"{sign}cmd|' /C calc'!A0" for sign in ACTING]
    sheet = load_workbook(io.BytesIO(write_xlsx("a/b", ["x"], [[text] for text in hostile]))).active
    assert sheet is not None
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}
    lines = write_csv(["x"], [[text] for text in hostile]).decode("utf-8-sig").split("\r\n")
    assert all(line.startswith(("'", "\"'")) for line in lines[1:-1] if line)


def test_write_table_gives_a_file_that_keeps_siret_dates_and_its_name() -> None:
    answer = table_response(
        "droits-été", ["SIRET", "fin", "n"], [["00650000100018", date(2027, 1, 5), 3]], CSV
    )
    assert answer.content == b"\xef\xbb\xbfSIRET;fin;n\r\n00650000100018;05/01/2027;3\r\n"
    assert "attachment" in answer["Content-Disposition"]
    book = read_table(
        table_response("d", ["SIRET", "fin", "n"], [["00650000100018", date(2027, 1, 5), 3]], XLSX).content,
        "d.xlsx",
    )
    assert cells_of(book) == [["00650000100018", "05/01/2027", "3"]]


def test_fold_heading_forgets_case_accents_and_signs() -> None:
    assert fold("  Prénom(s) _ de la  PERSONNE ") == "prenom s de la personne"
