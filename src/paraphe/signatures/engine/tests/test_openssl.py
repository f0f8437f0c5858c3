"""VERIFIER.txt's commands, run exactly as printed by OpenSSL, now and under other clocks; pyHanko as a third reader."""

import asyncio
import os
import re
import shutil
import subprocess
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import cms
from asn1crypto import pem as asn1_pem
from asn1crypto import x509 as asn1_x509
from pyhanko.sign.validation import async_validate_detached_cms
from pyhanko_certvalidator import ValidationContext

from paraphe.signatures.engine.testing import START, Filed, Sample, make_declaration
from paraphe_proof import container

COMMAND = re.compile(r"^  \$ (.+)$", re.MULTILINE)
needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl is not installed")
needs_faketime = pytest.mark.skipif(
    not (shutil.which("faketime") and shutil.which("openssl")), reason="faketime or openssl is not installed"
)


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Filed, Sample]:
    sample = Sample(tmp_path_factory.mktemp("sample"))
    declaration = make_declaration(3)
    return sample.sign(declaration, sample.statement(declaration)), sample


@pytest.fixture
def unpacked(filed: tuple[Filed, Sample], tmp_path: Path) -> Path:
    archive = tmp_path / "dossier.asice"
    archive.write_bytes(filed[0].dossier())
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(tmp_path)
    (tmp_path / "racine.pem").write_text(filed[1].keys.trust_document()["roots"][0])
    return tmp_path


def run_printed_commands(folder: Path, *, clock: str | None = None) -> list[tuple[str, int]]:
    """Run each command of VERIFIER.txt by the shell in the folder; give (command, exit code)."""
    prefix = ["faketime", clock] if clock else []
    results = []
    for command in COMMAND.findall((folder / container.NOTICE).read_text()):
        done = subprocess.run(
            [*prefix, "sh", "-c", command], cwd=folder, capture_output=True, check=False, env=os.environ
        )
        results.append((f"{command}\n{done.stderr.decode()}", done.returncode))
    return results


def assert_all_succeed(results: list[tuple[str, int]]) -> None:
    assert len(results) == 12
    assert [command for command, code in results if code] == []


@needs_openssl
def test_run_printed_commands_today_all_succeed(unpacked: Path) -> None:
    assert_all_succeed(run_printed_commands(unpacked))


@needs_faketime
@pytest.mark.parametrize("later", [timedelta(days=2), timedelta(days=730), timedelta(days=365 * 25)])
def test_run_printed_commands_under_a_later_clock_all_succeed(unpacked: Path, later: timedelta) -> None:
    assert_all_succeed(run_printed_commands(unpacked, clock=(START + later).strftime("%Y-%m-%d %H:%M:%S")))


@needs_openssl
@pytest.mark.parametrize(
    ("name", "failing"),
    [
        (container.STATEMENT, 1),
        (container.AUTHORITY, 1),
        ("declaration.dsn", 1),
        (container.TIMESTAMP_1, 1),
        (container.MANIFEST_2, 1),
        (container.MANIFEST_1, 2),
    ],
)
def test_run_printed_commands_on_an_altered_file_some_fail(unpacked: Path, name: str, failing: int) -> None:
    data = bytearray((unpacked / name).read_bytes())
    data[len(data) // 2] ^= 1
    (unpacked / name).write_bytes(bytes(data))
    codes = [code for _, code in run_printed_commands(unpacked)]
    assert sum(code != 0 for code in codes) >= failing


@needs_openssl
def test_run_printed_commands_under_another_root_fail(
    unpacked: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = Sample(tmp_path_factory.mktemp("other"))
    (unpacked / "racine.pem").write_text(other.keys.trust_document()["roots"][0])
    failed = [c for c, code in run_printed_commands(unpacked) if code and ("cms" in c or "ts -verify" in c)]
    assert len(failed) == 3


@needs_openssl
def test_read_timestamp_by_openssl_shows_time_serial_and_policy(unpacked: Path) -> None:
    shown = subprocess.run(
        ["openssl", "ts", "-reply", "-in", container.TIMESTAMP_1, "-token_in", "-text"],
        cwd=unpacked,
        capture_output=True,
        check=True,
    ).stdout.decode()
    assert "Mar  2 09:00:1" in shown
    assert "Serial number: 0x01" in shown
    assert "2.25.180520304592381557876547721841608947188" in shown


@pytest.mark.parametrize(
    ("signature", "signed"),
    [(container.SIGNATURE_1, container.MANIFEST_1), (container.SIGNATURE_2, container.MANIFEST_2)],
)
def test_validate_by_pyhanko_at_the_time_of_signature_is_intact_and_trusted(
    filed: tuple[Filed, Sample], signature: str, signed: str
) -> None:
    files = filed[0].signed.files
    root = filed[1].keys.trust_document()["roots"][0].encode()
    trusted = asn1_x509.Certificate.load(asn1_pem.unarmor(root)[2])
    context = ValidationContext(
        trust_roots=[trusted],
        moment=filed[0].signed.signed_at,
        allow_fetching=False,
        revocation_mode="soft-fail",
    )
    status = asyncio.run(
        async_validate_detached_cms(
            files[signed],
            cms.ContentInfo.load(files[signature])["content"],
            signer_validation_context=context,
            ts_validation_context=context,
        )
    )
    assert status.intact
    assert status.valid
    assert status.trusted
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.trusted
