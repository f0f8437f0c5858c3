import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paraphe_proof import container, jcs, leaf, statement
from paraphe_proof.authority import build_authority, parse_authority
from paraphe_proof.inclusion import parse_inclusion
from paraphe_proof.shapes import format_instant, parse_instant
from paraphe_proof.tests.vectors import FOLDER, load_vectors
from paraphe_proof.verdict import FormatError, Indication, ProofError

FILES = container.read_container((FOLDER / "sample.asice").read_bytes())
STATEMENT = jcs.decode(FILES[container.STATEMENT])
LEAF = load_vectors("leaf")


def test_leaf_functions_on_published_bytes_give_the_digests_of_openssl() -> None:
    chain = LEAF["chain"]
    assert leaf.identify_chain(bytes.fromhex(chain["secret"]), chain["subject"]) == chain["chain"]
    assert leaf.commit_body(bytes.fromhex(LEAF["salt"]), LEAF["body"].encode()) == LEAF["commitment"]
    assert leaf.leaf_hash(LEAF["leaf"].encode()) == LEAF["leaf_hash"]
    assert leaf.hash_of(leaf.parse_leaf(LEAF["leaf"].encode())) == LEAF["leaf_hash"]


def test_build_leaf_from_parsed_values_gives_the_published_bytes() -> None:
    value = leaf.parse_leaf(LEAF["leaf"].encode())
    links = [leaf.Link(**link) for link in reversed(value["links"])]
    built = leaf.build_leaf(value["t"], links=links, commitment=value["c"], at=parse_instant(value["at"]))
    assert built == LEAF["leaf"].encode()


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"v": True},
        {"t": "Access.x.y"},
        {"links": []},
        {"c": "AB" * 32},
        {"at": "2026-02-30T00:00:00.000000Z"},
        {"at": "2026-02-03T00:00:00Z"},
        {"extra": 1},
        {"links": [{"chain": "00" * 32, "seq": 1, "prev": "11" * 32}]},
        {"links": [{"chain": "00" * 32, "seq": 2, "prev": "00" * 32}]},
        {"links": [{"chain": "00" * 32, "seq": 1, "prev": "00" * 32}] * 2},
    ],
)
def test_parse_leaf_outside_the_form_is_refused(change: dict[str, Any]) -> None:
    value = jcs.decode(LEAF["leaf"].encode()) | change
    with pytest.raises(FormatError, match="leaf"):
        leaf.parse_leaf(jcs.encode(value))


def test_build_statement_of_the_vector_gives_its_bytes() -> None:
    vector = load_vectors("statement")
    assert statement.build_statement(vector["canonical_of"]) == vector["statement"].encode()


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("v", 2),
        ("purpose", "declaration"),
        ("intent.lang", "en"),
        ("intent.text", ""),
        ("declaration.kind", "DSN"),
        ("declaration.media_type", 'text/plain" x="'),
        ("declaration.size", 0),
        ("declaration.size", True),
        ("declaration.size", "17"),
        ("declaration.name", "a\nb"),
        ("declaration.sha256", "00"),
        ("declaration.items", []),
        ("declaration.items.0.month", "2026-13"),
        ("declaration.items.0.siret", "12345678901234"),
        ("declaration.replaces", "x"),
        ("signer.role", "operator"),
        ("signer.person", "A"),
        ("authority.heads", []),
        ("authority.basis.0.kind", "mandate"),
        ("auth.level", "simple"),
        ("auth.method", "password"),
        ("anchor.size", -1),
        ("policy.id", "2.25.1"),
        ("nonce", "00"),
    ],
)
def test_check_statement_wrong_member_is_refused_with_its_path(path: str, value: object) -> None:
    changed = copy.deepcopy(STATEMENT)
    *parents, last = path.split(".")
    target: Any = changed
    for step in parents:
        target = target[int(step) if step.isdigit() else step]
    target[last] = value
    with pytest.raises(FormatError) as refused:
        statement.check_statement(changed)
    assert refused.value.detail.replace("[", ".").replace("]", "").startswith(f"statement.{path}")


def test_check_statement_missing_or_unknown_member_is_named() -> None:
    changed = copy.deepcopy(STATEMENT)
    del changed["auth"]["credential"]
    with pytest.raises(FormatError, match=r"statement\.auth\.credential: missing"):
        statement.check_statement(changed)
    with pytest.raises(FormatError, match=r"statement\.extra: unknown"):
        statement.check_statement(STATEMENT | {"extra": 1})


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("dsn.dsn", "declaration.dsn"),
        ("Février.TXT", "declaration.txt"),
        ("sans", "declaration.bin"),
        ("a.tar.gz", "declaration.gz"),
        ("x.é", "declaration.bin"),
        ("x.../../y", "declaration.bin"),
        ("x.trop_long_pour_nous", "declaration.bin"),
    ],
)
def test_declaration_path_any_name_gives_a_safe_one(name: str, expected: str) -> None:
    assert statement.declaration_path(name) == expected


def test_personal_subject_long_name_is_cut_to_64_bytes_of_whole_characters() -> None:
    changed = copy.deepcopy(STATEMENT)
    changed["signer"]["display_name"] = "é" * 60
    assert statement.personal_subject(changed)[0] == ("2.5.4.3", "é" * 32)


def test_build_authority_of_the_sample_gives_its_bytes() -> None:
    value = jcs.decode(FILES[container.AUTHORITY])
    assert build_authority(reversed(value["chains"])) == FILES[container.AUTHORITY]


@pytest.mark.parametrize(
    ("change", "indication"),
    [
        (lambda chain: chain["events"].pop(0), Indication.CHAINE_ROMPUE),
        (lambda chain: chain["events"].pop(1), Indication.CHAINE_ROMPUE),
        (lambda chain: chain.update(secret="00" * 32), Indication.CHAINE_ROMPUE),
        (lambda chain: chain.update(subject="219900029"), Indication.CHAINE_ROMPUE),
        (lambda chain: chain["events"][1]["body"].update(actor="autre"), Indication.CHAINE_ROMPUE),
        (lambda chain: chain["events"][1].update(salt="00" * 32), Indication.CHAINE_ROMPUE),
        (lambda chain: chain["events"][1].update(body=None, salt=None), Indication.FORMAT_FAILURE),
        (lambda chain: chain["events"][1].update(index=0), Indication.CHAINE_ROMPUE),
        (lambda chain: chain["events"][1].update(index="1"), Indication.FORMAT_FAILURE),
        (lambda chain: chain["events"][1].update(leaf=1), Indication.FORMAT_FAILURE),
    ],
)
def test_parse_authority_gap_or_other_body_is_refused(change: Any, indication: Indication) -> None:
    value = jcs.decode(FILES[container.AUTHORITY])
    change(next(chain for chain in value["chains"] if chain["kind"] == "body"))
    with pytest.raises(ProofError) as refused:
        parse_authority(jcs.encode(value))
    assert refused.value.indication is indication


def test_parse_inclusion_what_encode_gave_is_the_same_and_other_writings_are_refused() -> None:
    data = FILES[container.INCLUSION]
    assert parse_inclusion(data).encode() == data
    for other in (data[1:], data.replace(b"index ", b"index 0"), data.replace(b"\n\n", b"\n", 1), b""):
        with pytest.raises(FormatError):
            parse_inclusion(other)


@given(st.datetimes(timezones=st.just(parse_instant("2026-01-01T00:00:00.000000Z").tzinfo)))
def test_parse_instant_what_format_gave_is_the_same(at: Any) -> None:
    assert parse_instant(format_instant(at)) == at
