"""`paraphe dsn`: exit codes, JSON, generation, faults."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from paraphe.cli.dsn import dsn
from paraphe.declarations.dsn.generate import FAULTS
from paraphe.declarations.dsn.generate.identities import make_siret


def run(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(dsn, list(arguments))
    return result.exit_code, result.output


def make_file(folder: Path, *arguments: str) -> Path:
    path = folder / "file.dsn"
    code, output = run("generate", "--out", str(path), *arguments)
    assert code == 0, output
    return path


def test_check_valid_file_exits_0(tmp_path: Path) -> None:
    code, output = run("check", str(make_file(tmp_path, "--employees", "3")))
    assert code == 0
    assert "Anomalies bloquantes\u00a0: 0" in output
    assert "Non vérifié" in output


def test_check_file_with_a_blocking_fault_exits_1_and_names_the_line(tmp_path: Path) -> None:
    path = make_file(tmp_path, "--fault", "longueur-fausse")
    line = next(
        rank
        for rank, text in enumerate(path.read_bytes().split(b"\r\n"), start=1)
        if text == b"S21.G00.30.001,'185057800608'"
    )
    code, output = run("check", str(path))
    assert code == 1
    assert f"ligne {line} · S21.G00.30.001/CSL-01 · bloquant" in output
    assert "185057800608" not in output


def test_check_file_with_a_warning_only_exits_0(tmp_path: Path) -> None:
    assert run("check", str(make_file(tmp_path, "--fault", "S21.G00.20.010/SIG-13")))[0] == 0


def test_check_as_json_is_the_whole_report(tmp_path: Path) -> None:
    path = make_file(tmp_path, "--employees", "2", "--fault", "rubrique-manquante", "--test")
    code, output = run("check", str(path), "--json")
    report = json.loads(output)
    assert code == 1
    assert [finding["code"] for finding in report["findings"]] == ["S21.G00.30.002/CST-03"]
    assert report["envelope"]["test"] is True
    assert report["not_checked"]["controls"] == len(report["not_checked"]["references"]) > 0


def test_check_limit_shows_less_and_counts_all(tmp_path: Path) -> None:
    path = tmp_path / "noise.dsn"
    path.write_bytes(b"S10.G00.00.001,'x'\n" + b"?\n" * 50)
    code, output = run("check", str(path), "--limit", "2")
    assert code == 1
    assert output.count("ligne/CST-01") == 2
    assert "autres anomalies comptées" in output


def test_check_absent_file_or_folder_exits_2(tmp_path: Path) -> None:
    assert run("check", str(tmp_path / "absent.dsn"))[0] == 2
    assert run("check", str(tmp_path))[0] == 2


def test_check_machine_channel_refuses_two_declarations(tmp_path: Path) -> None:
    sirets = [make_siret(5, rank) for rank in range(2)]
    path = make_file(tmp_path, "--employees", "2", *(part for siret in sirets for part in ("--siret", siret)))
    assert run("check", str(path))[0] == 0
    assert run("check", str(path), "--channel", "machine")[0] == 1


def test_generate_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    options = ("--employees", "4", "--seed", "7", "--month", "2027-02")
    first = make_file(tmp_path, *options).read_bytes()
    assert make_file(tmp_path, *options).read_bytes() == first
    assert make_file(tmp_path, "--employees", "4", "--seed", "8", "--month", "2027-02").read_bytes() != first


@pytest.mark.parametrize(
    "arguments",
    [
        ("--employees", "1", "--siret", "12345678901234"),
        ("--employees", "1", "--month", "2026-13"),
        ("--employees", "1", "--month", "octobre"),
        ("--employees", "-1"),
        ("--fault", "inconnue"),
        (),
    ],
)
def test_generate_wrong_option_exits_2(arguments: tuple[str, ...], tmp_path: Path) -> None:
    assert run("generate", "--out", str(tmp_path / "x.dsn"), *arguments)[0] == 2


def test_generate_faults_lists_them_all() -> None:
    code, output = run("generate", "--faults")
    assert code == 0
    assert all(fault in output for fault in FAULTS)
