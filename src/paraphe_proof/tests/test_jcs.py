import unicodedata

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from paraphe_proof import jcs
from paraphe_proof.verdict import FormatError

KEYS = st.text(st.characters(max_codepoint=127), max_size=8)
TEXTS = st.text(st.characters(exclude_categories=["Cs"])).map(lambda text: unicodedata.normalize("NFC", text))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-jcs.MAX_INTEGER, jcs.MAX_INTEGER) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_encode_any_value_equals_rfc8785_and_decodes_back(value: object) -> None:
    encoded = jcs.encode(value)
    assert encoded == rfc8785.dumps(value)  # type: ignore[arg-type]
    assert jcs.decode(encoded) == value


@given(st.binary(max_size=60))
def test_decode_any_bytes_gives_a_value_with_these_bytes_or_refuses(data: bytes) -> None:
    try:
        value = jcs.decode(data)
    except FormatError:
        return
    assert jcs.encode(value) == data


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":1}',
        b'{"b":1,"a":2}',
        b'{"a": 1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b"NaN",
        b"-Infinity",
        b"-0",
        b"01",
        b"9007199254740992",
        b'"e\xcc\x81"',
        b'"\\u00e9"',
        b'"\\ud800"',
        b'"\xed\xa0\x80"',
        b'{"\xc3\xa9":1}',
        b'"\\/"',
        b"[1,]",
        b"",
        b"\xef\xbb\xbf1",
        b"[" * 5000 + b"]" * 5000,
        b"1" * 5000,
    ],
)
def test_decode_second_encoding_or_forbidden_value_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        jcs.decode(data)
