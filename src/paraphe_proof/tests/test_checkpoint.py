from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from paraphe_proof.checkpoint import (
    Checkpoint,
    LogKey,
    decode_base64,
    log_key_of,
    open_checkpoint,
    parse_decimal,
    parse_vkey,
    sign_checkpoint,
)
from paraphe_proof.tests.vectors import load_vectors
from paraphe_proof.verdict import FormatError, Indication, ProofError

PRIVATE = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = log_key_of("journal.test/essai", PRIVATE)
STATE = Checkpoint("journal.test/essai", 12, bytes(32))
NOTE = sign_checkpoint(STATE, key=KEY, signer=PRIVATE)


@pytest.mark.parametrize("case", load_vectors("checkpoint")["vkeys"])
def test_parse_vkey_published_keys_gives_their_name_and_identifier(case: dict[str, str]) -> None:
    key = parse_vkey(case["vkey"])
    assert (key.name, key.key_id.hex(), key.vkey) == (case["name"], case["key_id"], case["vkey"])


def test_parse_vkey_published_key_verifies_the_published_signature() -> None:
    vectors = load_vectors("checkpoint")
    key = parse_vkey(vectors["vkeys"][0]["vkey"])
    signature = b64decode(vectors["signed"]["signature"])
    assert signature[:4] == key.key_id
    Ed25519PublicKey.from_public_bytes(key.public).verify(signature[4:], vectors["signed"]["text"].encode())


def test_open_checkpoint_signed_by_the_key_gives_the_state() -> None:
    assert open_checkpoint(NOTE, KEY) == STATE
    assert NOTE.decode().split("\n")[:2] == ["journal.test/essai", "12"]


def test_open_checkpoint_any_bit_changed_is_refused() -> None:
    for position in range(len(NOTE)):
        for bit in range(8):
            changed = bytearray(NOTE)
            changed[position] ^= 1 << bit
            with pytest.raises(ProofError):
                open_checkpoint(bytes(changed), KEY)


def test_open_checkpoint_of_another_key_is_an_unknown_log() -> None:
    other = LogKey(KEY.name, bytes(32))
    with pytest.raises(ProofError) as refused:
        open_checkpoint(NOTE, other)
    assert refused.value.indication is Indication.JOURNAL_INCONNU


def test_open_checkpoint_with_a_second_signature_line_is_refused() -> None:
    line = NOTE.decode().split("\n")[4]
    with pytest.raises(FormatError):
        open_checkpoint(NOTE + f"{line}\n".encode(), KEY)


@pytest.mark.parametrize("text", ["", "01", "+1", "1 ", "٣", "1" * 17])
def test_parse_decimal_second_writing_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        parse_decimal(text)


@pytest.mark.parametrize("text", ["QUJD\n", "QUI", "QUJ=", "Q U I=", "é"])
def test_decode_base64_second_writing_is_refused(text: str) -> None:
    with pytest.raises(FormatError):
        decode_base64(text)


@pytest.mark.parametrize("vkey", ["", "a+00000000+AQ==", "a b+00+AQ==", "PeterNeumann+c74f20a4+ARpc2QcUPDhM"])
def test_parse_vkey_malformed_is_refused(vkey: str) -> None:
    with pytest.raises(FormatError):
        parse_vkey(vkey)
