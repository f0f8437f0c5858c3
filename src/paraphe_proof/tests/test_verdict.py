import json
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paraphe_proof.report import PROVED, write_report
from paraphe_proof.tests.vectors import FOLDER, load_vectors
from paraphe_proof.trust import parse_trust, read_trust
from paraphe_proof.verdict import FormatError, Indication, Outcome
from paraphe_proof.verify import STAGES, verify_container

SAMPLE = (FOLDER / "sample.asice").read_bytes()
TRUST = json.loads((FOLDER / "sample-trust.json").read_text())
AT = datetime.fromisoformat("2026-03-05T12:00:00+00:00")


def test_every_stage_and_indication_has_its_french_sentence() -> None:
    assert set(PROVED) == {stage.__name__ for stage in STAGES}
    for sentence in [*PROVED.values(), *(indication.sentence for indication in Indication)]:
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "'" not in sentence
    assert all(i.outcome is not Outcome.VALIDE for i in Indication)


@pytest.mark.parametrize("case", load_vectors("verdict")["cases"])
def test_verify_published_cases_gives_the_published_verdicts(case: dict[str, Any]) -> None:
    content = (FOLDER / case["content"]).read_bytes() if case["content"] else None
    archive = (FOLDER / case["file"]).read_bytes()
    verdict = verify_container(
        archive, read_trust(TRUST), content=content, at=datetime.fromisoformat(case["at"])
    )
    found = [finding.indication.name for finding in verdict.findings]
    assert (str(verdict.outcome), found) == (case["outcome"], case["codes"])


def test_outcome_exit_codes_are_those_of_the_specification() -> None:
    assert {str(o): o.exit_code for o in Outcome} == {"VALIDE": 0, "INDÉTERMINÉE": 1, "INVALIDE": 2}


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.integers(0, len(SAMPLE)), st.integers(0, 400))
def test_verify_spliced_bytes_gives_a_verdict_that_is_not_valid(noise: bytes, start: int, cut: int) -> None:
    data = SAMPLE[:start] + noise + SAMPLE[start + cut :]
    verdict = verify_container(data, read_trust(TRUST), at=AT)
    assert (verdict.outcome is Outcome.VALIDE) == (data == SAMPLE)
    assert write_report(verdict).startswith(str(verdict.outcome))
    assert json.loads(json.dumps(verdict.as_dict()))["outcome"] == str(verdict.outcome)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"roots": []},
        {"roots": ["-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"]},
        {"crls": ["x"]},
        {"log": {"origin": "autre", "vkey": TRUST["log"]["vkey"]}},
        {"log": {"origin": TRUST["log"]["origin"], "vkey": "x"}},
        {"operator": {}},
        {"extra": 1},
    ],
)
def test_read_trust_malformed_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(FormatError):
        read_trust(TRUST | change)


@pytest.mark.parametrize("data", [b"", b"[]", b"\xff", b'{"v":1}', b"[" * 4000])
def test_parse_trust_any_other_bytes_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        parse_trust(data)
