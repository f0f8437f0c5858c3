"""Fast keys agree with the identifiers of the kernel on every value, and synthetic identities are valid there."""

from hypothesis import given
from hypothesis import strategies as st

from paraphe.declarations.dsn.generate.identities import make_iban, make_identity, make_siret
from paraphe.declarations.dsn.keys import compute_nir_key, is_iban, is_rib, is_siren, is_siret
from paraphe.declarations.dsn.norm import load_norm
from paraphe.kernel.identifiers import InvalidIdentifier, Nir, Siren, Siret

NIR_RUBRIC = load_norm("P26V01").judges[b"S21.G00.30.001"]
PLACEHOLDERS = (b"1" + b"9" * 12, b"2" + b"9" * 12)


def is_valid(kind: type[Siren] | type[Siret] | type[Nir], text: str) -> bool:
    try:
        kind(text)
    except InvalidIdentifier:
        return False
    return True


def digits(size: int) -> st.SearchStrategy[str]:
    return st.text("0123456789", min_size=size, max_size=size)


@given(
    st.one_of(
        digits(9),
        st.text("0123456789", max_size=12),
        st.integers(0, 10**7).map(lambda n: make_siret(n, n)[:9]),
    )
)
def test_is_siren_agrees_with_the_kernel(text: str) -> None:
    assert is_siren(text.encode()) == is_valid(Siren, text)


@given(
    st.one_of(
        digits(14),
        digits(5).map(lambda nic: "356000000" + nic),
        st.just("35600000000048"),
        st.text("0123456789", max_size=15),
        st.tuples(st.integers(0, 10**6), st.integers(0, 999)).map(lambda pair: make_siret(*pair)),
    )
)
def test_is_siret_agrees_with_the_kernel(text: str) -> None:
    assert is_siret(text.encode()) == is_valid(Siret, text)


@given(st.from_regex(r"[12][0-9]{4}([0-9]{2}|2[AB])[0-9]{6}", fullmatch=True))
def test_nir_shape_of_the_norm_agrees_with_the_kernel_but_for_placeholders(text: str) -> None:
    nir = text.encode()
    assert nir in PLACEHOLDERS or bool(NIR_RUBRIC.accepts(nir)) == is_valid(Nir, text)


@given(st.integers(0, 10**6), st.integers(0, 799_999))
def test_make_identity_gives_a_nir_the_kernel_accepts_with_the_same_key(seed: int, rank: int) -> None:
    identity = make_identity(seed, rank)
    nir = Nir(identity.nir)
    assert nir.key == f"{compute_nir_key(identity.nir.encode()):02d}"
    assert identity.birth[-2:] == nir[1:3]


def test_make_identity_never_gives_a_nir_twice() -> None:
    nirs = {make_identity(1, rank).nir for rank in range(50_000)}
    assert len(nirs) == 50_000


@given(st.integers(0, 2**64 - 1))
def test_make_iban_holds_both_keys(bits: int) -> None:
    iban = make_iban(bits).encode()
    assert is_iban(iban)
    assert is_rib(iban)


@given(st.integers(0, 2**64 - 1), st.integers(4, 26), st.integers(1, 9))
def test_is_iban_one_digit_changed_is_refused(bits: int, position: int, step: int) -> None:
    iban = bytearray(make_iban(bits).encode())
    iban[position] = 48 + (iban[position] - 48 + step) % 10
    assert not is_iban(bytes(iban))


@given(st.binary(max_size=40))
def test_keys_of_any_bytes_never_raise(value: bytes) -> None:
    assert not is_siren(value) or len(value) == 9
    assert not is_siret(value) or len(value) == 14
    assert not is_iban(value) or len(value) >= 15
    assert is_rib(value) in (True, False)
    assert is_rib(b"FR76" + value) in (True, False)


def test_is_rib_account_with_letters_follows_the_table_of_letters() -> None:
    assert is_rib(b"FR1420041010050500013M02606")
    assert not is_rib(b"FR1420041010050500013M02607")
