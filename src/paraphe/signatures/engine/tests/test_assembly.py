import asyncio
from datetime import datetime
from pathlib import Path

import pytest
from asn1crypto import cms

from paraphe.signatures.engine.assembly import SignedFiles, sign_files
from paraphe.signatures.engine.testing import Filed, Sample, build_sample, make_declaration, measure_evidence
from paraphe_proof import certificates, container, jcs, mutations
from paraphe_proof.signed_data import open_signature
from paraphe_proof.statement import build_statement, parse_statement, personal_subject
from paraphe_proof.trust import read_trust
from paraphe_proof.verdict import Indication, ProofError

DECLARATION = make_declaration(1)


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Filed, Sample]:
    sample = Sample(tmp_path_factory.mktemp("sample"))
    return sample.sign(DECLARATION, sample.statement(DECLARATION)), sample


def test_unpack_what_pack_gave_makes_the_same_container(filed: tuple[Filed, Sample]) -> None:
    made, _ = filed
    restored = SignedFiles.unpack(made.signed.pack())
    assert restored == made.signed
    assert Filed(restored, made.evidence, DECLARATION).dossier() == made.dossier()


def test_sign_files_other_bytes_than_stated_is_refused(filed: tuple[Filed, Sample]) -> None:
    _, sample = filed
    statement = sample.statement(DECLARATION)
    with pytest.raises(ValueError, match="other bytes"):
        sign_files(
            DECLARATION + b"x",
            statement=build_statement(statement),
            authority=b"{}",
            keys=sample.keys,
            timestamps=sample.timestamps,
        )


def test_draw_serial_number_while_signing_happens_outside_any_event_loop(
    filed: tuple[Filed, Sample], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Django refuses the database inside an event loop, and serial numbers come from it."""
    _, sample = filed
    seen: list[object] = []
    stamp = sample.timestamps.stamp

    def watch(digest: bytes) -> tuple[cms.ContentInfo, datetime]:
        seen.append(asyncio._get_running_loop())
        return stamp(digest)

    monkeypatch.setattr(sample.timestamps, "stamp", watch)
    sample.sign(DECLARATION, sample.statement(DECLARATION))
    assert seen == [None, None]


def test_list_of_files_names_every_file_outside_the_log(filed: tuple[Filed, Sample]) -> None:
    made, _ = filed
    listed = [entry["name"] for entry in jcs.decode(made.signed.body)]
    held = [name for name in container.read_container(made.dossier()) if "META-INF/log/" not in name]
    assert listed == sorted(held)
    assert len(listed) == 10


def test_check_person_certificate_of_someone_else_is_refused(filed: tuple[Filed, Sample]) -> None:
    made, sample = filed
    files, trust = made.signed.files, read_trust(sample.keys.trust_document())
    path = certificates.find_path(
        open_signature(files[container.SIGNATURE_1], files[container.MANIFEST_1]), trust
    )
    statement = parse_statement(files[container.STATEMENT])
    certificates.check_person(path, personal_subject(statement))
    statement["signer"]["person"] = "autre000000000000000"
    with pytest.raises(ProofError) as refused:
        certificates.check_person(path, personal_subject(statement))
    assert refused.value.indication is Indication.SIGNATAIRE_DIFFERENT
    with pytest.raises(ProofError, match="seal"):
        certificates.check_seal(path)
    with pytest.raises(ProofError, match="timestamp unit"):
        certificates.check_timestamper(path)


def test_check_person_certificate_of_the_seal_is_refused(filed: tuple[Filed, Sample]) -> None:
    made, sample = filed
    files, trust = made.signed.files, read_trust(sample.keys.trust_document())
    seal = certificates.find_path(
        open_signature(files[container.SIGNATURE_2], files[container.MANIFEST_2]), trust
    )
    certificates.check_seal(seal)
    with pytest.raises(ProofError, match="one-time"):
        certificates.check_person(seal, personal_subject(parse_statement(files[container.STATEMENT])))


def test_run_mutations_on_a_sample_refuses_all(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    archive, trust = build_sample(tmp_path)
    assert mutations.run(300, 7, None, archive, trust) == 0
    assert "300 executed, 300 refused, 0 faults" in capsys.readouterr().out


@pytest.mark.parametrize("sabotage", mutations.SABOTAGES)
def test_run_mutations_sabotaged_verifier_makes_the_drill_fail(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], sabotage: str
) -> None:
    archive, trust = build_sample(tmp_path)
    assert mutations.run(300, 7, sabotage, archive, trust) == 1
    assert "FAULT" in capsys.readouterr().out


def test_measure_evidence_stays_within_the_budget(tmp_path: Path) -> None:
    """Budget of the issue: verification of a filing of 10 employees under 100 ms (median)."""
    measured = measure_evidence(tmp_path, count=5)
    assert 0 < measured["verify_ms"] < 100
    assert measured["sign_ms"] > 0
