import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from paraphe_proof import cli
from paraphe_proof.tests.vectors import FOLDER

DOSSIER = str(FOLDER / "sample.asice")
RECEIPT = str(FOLDER / "sample-recepisse.asice")
TRUST = ["--trust", str(FOLDER / "sample-trust.json"), "--at", "2026-03-05T12:00:00Z"]

WITHOUT_DJANGO = """
import sys
class Block:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "paraphe", "pyhanko", "rfc8785"}:
            raise ImportError(name + " is blocked")
sys.meta_path.insert(0, Block())
import socket
def refuse(*arguments, **options):
    raise OSError("network is blocked")
socket.socket = socket.create_connection = socket.getaddrinfo = refuse
from paraphe_proof.cli import main
code = main(sys.argv[1:])
assert "django" not in sys.modules and "paraphe" not in sys.modules
sys.exit(code)
"""


def test_main_valid_dossier_prints_valide_and_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([DOSSIER, *TRUST]) == 0
    out = capsys.readouterr().out
    assert out.startswith("VALIDE\n")
    assert "Élodie Besnard" in out


def test_main_receipt_without_content_exits_1_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([RECEIPT, *TRUST]) == 1
    out = capsys.readouterr().out
    assert out.startswith("INDÉTERMINÉE\n")
    assert "Contenu non fourni" in out


def test_main_altered_dossier_exits_2_in_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    altered = tmp_path / "altéré.asice"
    altered.write_bytes(Path(DOSSIER).read_bytes()[:-1])
    assert cli.main([str(altered), *TRUST, "--json"]) == 2
    verdict = json.loads(capsys.readouterr().out)
    assert verdict["outcome"] == "INVALIDE"
    assert [finding["code"] for finding in verdict["findings"]] == ["FORMAT_FAILURE"]


@pytest.mark.parametrize("arguments", [[], [DOSSIER], [DOSSIER, *TRUST, "--at", "hier"], [DOSSIER, "--x"]])
def test_main_wrong_usage_exits_64(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(arguments)
    assert left.value.code == 64


def test_main_missing_file_or_trust_exits_66(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([str(tmp_path / "absent"), *TRUST]) == 66
    assert cli.main([DOSSIER, "--trust", DOSSIER]) == 66
    assert cli.main([str(tmp_path), *TRUST]) == 66
    assert "Fichier illisible" in capsys.readouterr().err


def test_main_internal_fault_exits_70(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(cli, "verify_container", fail)
    assert cli.main([DOSSIER, *TRUST]) == 70


def test_main_without_django_portal_or_network_verifies(tmp_path: Path) -> None:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_DJANGO, DOSSIER, *TRUST],
        cwd=tmp_path,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout.decode().startswith("VALIDE")
    assert time.perf_counter() - started < 5
