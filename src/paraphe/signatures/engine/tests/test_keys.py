import json
import stat
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from cryptography import x509

from paraphe.signatures.engine.certificates import SHORT_TERM_OID, issue_one_time
from paraphe.signatures.engine.errors import ClockWentBackwards, TrustAlreadyInitialised
from paraphe.signatures.engine.keys import TrustKeys, init_trust
from paraphe.signatures.engine.tsa import TimestampAuthority

AT = datetime(2026, 3, 1, tzinfo=UTC)
PASSPHRASE = "phrase d’essai"


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    return tmp_path / "trust"


@pytest.fixture
def keys(directory: Path) -> TrustKeys:
    return init_trust(directory, passphrase=PASSPHRASE, origin="journal.test/essai", operator="Essai", at=AT)


def test_init_trust_new_directory_writes_private_encrypted_files(keys: TrustKeys, directory: Path) -> None:
    files = sorted(directory.iterdir())
    assert len(files) == 14
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    private = [path for path in files if path.suffix == ".key"]
    assert len(private) == 7
    assert all(b"BEGIN ENCRYPTED PRIVATE KEY" in path.read_bytes() for path in private)
    assert json.loads((directory / "trust.json").read_bytes()) == keys.trust_document()


def test_init_trust_over_existing_keys_is_refused(keys: TrustKeys, directory: Path) -> None:
    before = (directory / "log.key").read_bytes()
    with pytest.raises(TrustAlreadyInitialised):
        init_trust(directory, passphrase="autre", origin="journal.test/essai", operator="Autre", at=AT)
    assert (directory / "log.key").read_bytes() == before
    assert keys.operator == "Essai"


def test_load_same_passphrase_gives_the_same_keys(keys: TrustKeys, directory: Path) -> None:
    loaded = TrustKeys.load(directory, PASSPHRASE)
    assert loaded.fingerprints() == keys.fingerprints()
    assert loaded.trust_document() == keys.trust_document()


def test_load_root_key_taken_away_still_gives_the_rest(keys: TrustKeys, directory: Path) -> None:
    (directory / "root.key").unlink()
    loaded = TrustKeys.load(directory, PASSPHRASE)
    assert loaded.root_key is None
    assert len(loaded.issue_crls(AT)) == 2
    assert len(keys.issue_crls(AT)) == 3


@pytest.mark.usefixtures("keys")
def test_load_wrong_passphrase_is_refused(directory: Path) -> None:
    with pytest.raises(ValueError, match="password"):
        TrustKeys.load(directory, "autre phrase")


def test_issue_one_time_certificate_lives_ten_minutes_and_says_so(keys: TrustKeys) -> None:
    pair = issue_one_time(keys.declarant_ca, [("2.5.4.3", "Élodie Besnard"), ("2.5.4.5", "ref1")], AT)
    certificate = pair.certificate
    assert certificate.not_valid_after_utc - certificate.not_valid_before_utc == timedelta(minutes=10)
    extension = certificate.extensions.get_extension_for_oid(SHORT_TERM_OID)
    assert isinstance(extension.value, x509.UnrecognizedExtension)
    assert (extension.critical, extension.value.value) == (False, b"\x05\x00")


def test_stamp_clock_going_backwards_is_refused_and_repaired_clock_accepted(keys: TrustKeys) -> None:
    serials, clock = count(1), [AT + timedelta(seconds=10)]
    authority = TimestampAuthority(keys, next_serial=lambda: next(serials), clock=lambda: clock[0])
    authority.stamp(bytes(32))
    clock[0] = AT
    with pytest.raises(ClockWentBackwards):
        authority.stamp(bytes(32))
    clock[0] = AT + timedelta(seconds=11)
    token, at = authority.stamp(bytes(32))
    info = token["content"]["encap_content_info"]["content"].parsed
    assert (info["serial_number"].native, at) == (2, clock[0])


def test_stamp_before_the_last_time_of_an_earlier_process_is_refused(keys: TrustKeys) -> None:
    authority = TimestampAuthority(
        keys, next_serial=lambda: 1, clock=lambda: AT, not_before=AT + timedelta(hours=1)
    )
    with pytest.raises(ClockWentBackwards):
        authority.stamp(bytes(32))
