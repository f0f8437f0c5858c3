"""The report of a whole file: identity, totals, digests, places, honesty."""

import gzip
import hashlib

import pytest

from paraphe.declarations.dsn.engine import check
from paraphe.declarations.dsn.generate import Spec
from paraphe.declarations.dsn.generate.identities import make_siret
from paraphe.declarations.dsn.report import mask_nir
from paraphe.declarations.dsn.tests.samples import TINY, Dribble, list_codes, make_file


def replace_line(content: bytes, line: int, text: bytes) -> bytes:
    lines = content.split(b"\n")
    lines[line - 1] = text
    return b"\n".join(lines)


def test_check_handwritten_file_says_who_and_how_much() -> None:
    report = check(TINY)
    (declaration,) = report.declarations
    assert (report.accepted, list_codes(report)) == (True, [])
    assert (report.lines, report.size, report.sha256) == (96, len(TINY), hashlib.sha256(TINY).hexdigest())
    assert (report.envelope.norm, report.envelope.test, report.envelope.software) == ("P26V01", False, "Paie")
    assert report.envelope.emitter_siret == declaration.siret == "73282932000074"
    assert report.envelope.emitter_name == "MAIRIE DE SAINT-O'CONNOR"
    assert (declaration.nature, declaration.type, declaration.fraction, declaration.order) == (
        "01",
        "01",
        "11",
        "7",
    )
    assert (declaration.month, declaration.built_on) == ("2026-09", "02102026")
    assert (declaration.line, declaration.siren_line, declaration.nic_line) == (14, 22, 24)
    assert (declaration.employees, declaration.contracts, declaration.gross) == (1, 1, 250_000)
    assert declaration.paid == {"DGFIP": 5250}


@pytest.mark.parametrize("nature", ["01", "04", "05", "07", "08"])
@pytest.mark.parametrize("version", ["P25V01", "P26V01"])
def test_check_generated_file_of_any_nature_and_year_finds_nothing(nature: str, version: str) -> None:
    sirets = tuple(make_siret(3, rank) for rank in range(3))
    spec = Spec(employees=120, seed=3, sirets=sirets, nature=nature, version=version)
    report = check(make_file(spec))
    assert list_codes(report) == []
    assert report.accepted
    assert report.table == report.envelope.norm == version
    assert {declaration.siret for declaration in report.declarations} == set(sirets)
    assert sum(declaration.employees for declaration in report.declarations) == 120


def test_check_file_without_anyone_finds_nothing() -> None:
    report = check(make_file(Spec(employees=0)))
    assert report.accepted
    assert report.declarations[0].type == "02"


def test_check_test_file_is_marked_test() -> None:
    assert check(make_file(Spec(employees=1, test=True))).envelope.test


@pytest.mark.parametrize("step", [1, 7, 16, 1000])
def test_check_stream_cut_anywhere_gives_the_same_report(step: int) -> None:
    content = make_file(Spec(employees=2, fault="rubrique-manquante"))
    assert check(Dribble(content, step)).to_dict() == check(content).to_dict()


def test_check_line_feeds_or_gzip_gives_the_same_findings() -> None:
    content = make_file(Spec(employees=2, fault="longueur-fausse"))
    plain = check(content)
    fed = check(content.replace(b"\r\n", b"\n"))
    packed = check(gzip.compress(content))
    assert [f.to_dict() for f in plain.findings] == [f.to_dict() for f in fed.findings]
    assert [f.to_dict() for f in plain.findings] == [f.to_dict() for f in packed.findings]
    assert (packed.sha256, packed.size, packed.compressed) == (plain.sha256, plain.size, True)
    assert packed.received_sha256 == hashlib.sha256(gzip.compress(content)).hexdigest() != plain.sha256


def test_check_finding_names_line_path_and_person() -> None:
    content = make_file(Spec(employees=3))
    lines = content.split(b"\r\n")
    line = [rank for rank, text in enumerate(lines, start=1) if text.startswith(b"S21.G00.40.007")][1]
    (finding,) = check(
        content.replace(b"\r\n", b"\n") and replace_line(content, line, b"S21.G00.40.007,'49'\r")
    ).findings
    assert (finding.code, finding.line, finding.value) == ("S21.G00.40.007/CSL-02", line, "49")
    assert finding.path == "S20.G00.05[1] > S21.G00.06 > S21.G00.11 > S21.G00.30[2] > S21.G00.40[1]"
    assert finding.employee is not None
    assert finding.employee.rank == 2
    assert finding.employee.name
    assert finding.contract is not None
    assert finding.contract.number.startswith("C")
    assert "Nature du contrat" in finding.sentence


def test_check_more_faults_than_limit_counts_all_and_keeps_limit() -> None:
    content = make_file(Spec(employees=50)).replace(b"S21.G00.40.007,'50'", b"S21.G00.40.007,'49'")
    expected = content.count(b"S21.G00.40.007,'49'")
    report = check(content, limit=3)
    assert expected > 10
    assert (report.blocking_count, report.total, len(report.findings)) == (expected, expected, 3)
    assert report.counts_by_code == {"S21.G00.40.007/CSL-02": expected}
    assert report.counts_by_kind == {"CSL": expected}


def test_check_warning_does_not_block() -> None:
    report = check(make_file(Spec(employees=2, fault="S21.G00.20.010/SIG-13")))
    assert (report.accepted, report.blocking_count, report.warning_count) == (True, 0, 1)


def test_check_nir_at_fault_is_masked_when_printed() -> None:
    report = check(make_file(Spec(employees=2, fault="S21.G00.30.001/CCH-16")))
    (finding,) = report.findings
    assert finding.value == "1700187999999"
    assert finding.printed_value == "17001••••••••"
    assert "1700187999999" not in str(report.to_dict())
    assert "1700187999999" not in repr(finding)


def test_mask_nir_inside_any_text_keeps_the_rest() -> None:
    assert mask_nir("agent 2850578006084 ou 285052A00608436, SIRET 73282932000074") == (
        "agent 28505•••••••• ou 28505••••••••••, SIRET 73282932000074"
    )


def test_check_report_lists_what_is_not_checked() -> None:
    report = check(TINY)
    assert len(report.implemented) + len(report.not_implemented) == 656
    assert "S21.G00.40.040/CRE-11" in report.not_implemented
    assert any("Sirene" in limit for limit in report.limits)
    assert any("P25V01" in limit for limit in report.limits)


def test_check_nature_without_tables_says_so() -> None:
    content = TINY.replace(b"S20.G00.05.001,'01'", b"S20.G00.05.001,'10'")
    report = check(content)
    assert any("10" in limit and "structure" in limit for limit in report.limits)


def test_check_unknown_channel_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="fax"):
        check(TINY, channel="fax")


def test_check_siret_of_every_declaration_is_given_with_its_lines() -> None:
    sirets = tuple(make_siret(9, rank) for rank in range(4))
    content = make_file(Spec(employees=8, seed=9, sirets=sirets))
    lines = content.decode("latin-1").split("\r\n")
    for declaration in check(content).declarations:
        assert lines[declaration.line - 1] == "S20.G00.05.001,'01'"
        assert lines[declaration.siren_line - 1] == f"S21.G00.06.001,'{declaration.siren}'"
        assert lines[declaration.nic_line - 1] == f"S21.G00.11.001,'{declaration.nic}'"
