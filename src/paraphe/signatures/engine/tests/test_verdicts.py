"""Each way a filing can be wrong while all of its signatures are right, and the verdict it gets."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from paraphe.signatures.engine.testing import (
    ADMINISTRATOR,
    CREDENTIAL,
    DECLARANT,
    SIREN,
    SIRET,
    START,
    Filed,
    Sample,
    make_declaration,
)
from paraphe_proof.scan import scan_chains
from paraphe_proof.shapes import format_instant
from paraphe_proof.trust import read_trust
from paraphe_proof.verdict import Indication, Outcome, Verdict
from paraphe_proof.verify import verify_container

DECLARATION = make_declaration(2)
OTHER_SIRET = "21990001100023"
MEMBERSHIP = "mbr000000000000000dec"
HABILITATION = "hab0000000000000000a"


@pytest.fixture
def sample(tmp_path: Path) -> Sample:
    return Sample(tmp_path)


def file_one(sample: Sample, change: Callable[[dict[str, Any]], object] | None = None) -> Filed:
    statement = sample.statement(DECLARATION)
    if change:
        change(statement)
    return sample.sign(DECLARATION, statement)


def judge(sample: Sample, filed: Filed, at: datetime | None = None, **options: Any) -> Verdict:
    trust = read_trust(sample.keys.trust_document(options.pop("crls", ())))
    archive = options.pop("archive", None) or filed.dossier()
    return verify_container(archive, trust, at=at or sample.at + timedelta(days=2), **options)


def assert_refused(verdict: Verdict, indication: Indication) -> None:
    assert [finding.indication for finding in verdict.findings] == [indication], verdict.findings
    assert verdict.outcome is indication.outcome


def regrant(sample: Sample, **changes: Any) -> None:
    """Replace the habilitation in the basis by another one, just granted."""
    ref = "hab0000000000000000b"
    del sample.named["habilitation", HABILITATION]
    sample.named["habilitation", ref] = sample.record_body(
        "access.habilitation.granted", grants=[sample.grant(habilitation=ref, **changes)]
    )


def test_verify_complete_filing_is_valid_and_says_what_it_proved(sample: Sample) -> None:
    verdict = judge(sample, file_one(sample))
    assert (verdict.outcome, verdict.findings) == (Outcome.VALIDE, ())
    assert len(verdict.proved) == 10
    assert verdict.facts["signer"] == "Élodie Besnard"
    assert any("témoin" in limit for limit in verdict.limits)


def test_verify_after_later_revocation_stays_valid(sample: Sample) -> None:
    filed = file_one(sample)
    sample.record_body("access.habilitation.closed", habilitations=[HABILITATION], reason="départ")
    assert judge(sample, filed).outcome is Outcome.VALIDE


def test_verify_receipt_needs_the_content_and_only_the_right_one(sample: Sample) -> None:
    filed = file_one(sample)
    receipt = filed.receipt()
    assert_refused(judge(sample, filed, archive=receipt), Indication.SIGNED_DATA_NOT_FOUND)
    assert judge(sample, filed, archive=receipt, content=DECLARATION).outcome is Outcome.VALIDE
    wrong = judge(sample, filed, archive=receipt, content=DECLARATION + b" ")
    assert_refused(wrong, Indication.HASH_FAILURE)
    assert_refused(judge(sample, filed, content=b"autre"), Indication.HASH_FAILURE)


@pytest.mark.parametrize(
    ("event", "members"),
    [
        ("access.habilitation.closed", {"habilitations": [HABILITATION], "reason": "départ"}),
        ("access.subscription.closed", {"subscriptions": ["sub0000000000000000a"], "reason": "fin"}),
        ("access.membership.suspended", {"membership": MEMBERSHIP, "person": DECLARANT, "reason": "doute"}),
        ("access.membership.ended", {"membership": MEMBERSHIP, "person": DECLARANT, "reason": "départ"}),
        (
            "access.invitation.withdrawn",
            {"invitation": "inv000000000000000bb", "habilitations": [HABILITATION]},
        ),
    ],
)
@pytest.mark.parametrize("between", [True, False])
def test_verify_right_ended_before_signature_is_refused(
    sample: Sample, event: str, members: dict[str, Any], between: bool
) -> None:
    if not between:
        sample.record_body(event, **members)
    statement = sample.statement(DECLARATION)
    if between:
        sample.record_body(event, **members)
    assert_refused(judge(sample, sample.sign(DECLARATION, statement)), Indication.HABILITATION_ABSENTE)


@pytest.mark.parametrize("between", [True, False])
def test_verify_second_factor_revoked_before_signature_is_refused(sample: Sample, between: bool) -> None:
    if not between:
        sample.record_person("accounts.credential.revoked", credential=CREDENTIAL, reason="perdu")
    statement = sample.statement(DECLARATION)
    if between:
        sample.record_person("accounts.credential.revoked", credential=CREDENTIAL, reason="perdu")
    assert_refused(judge(sample, sample.sign(DECLARATION, statement)), Indication.HABILITATION_ABSENTE)


def test_verify_member_suspended_then_reactivated_is_valid(sample: Sample) -> None:
    members = {"membership": MEMBERSHIP, "person": DECLARANT, "reason": "doute"}
    sample.record_body("access.membership.suspended", **members)
    sample.record_body("access.membership.reactivated", **members)
    assert judge(sample, file_one(sample)).outcome is Outcome.VALIDE


def test_verify_unrelated_event_between_statement_and_signature_is_valid(sample: Sample) -> None:
    statement = sample.statement(DECLARATION)
    sample.record_body("access.declarant.invited", invitation="inv000000000000000bb", role="declarant")
    assert judge(sample, sample.sign(DECLARATION, statement)).outcome is Outcome.VALIDE


@pytest.mark.parametrize(
    "changes",
    [
        {"level": "prepare"},
        {"siret": OTHER_SIRET},
        {"service": "at"},
        {"person": "autre000000000000000"},
        {"valid_to": format_instant(START + timedelta(seconds=10))},
        {"valid_from": format_instant(START + timedelta(days=30))},
    ],
)
def test_verify_grant_that_does_not_cover_the_item_is_refused(
    sample: Sample, changes: dict[str, Any]
) -> None:
    regrant(sample, **changes)
    assert_refused(judge(sample, file_one(sample)), Indication.HABILITATION_ABSENTE)


def test_verify_grant_over_all_establishments_is_valid(sample: Sample) -> None:
    regrant(sample, siret=None, valid_to=None)
    assert judge(sample, file_one(sample)).outcome is Outcome.VALIDE


def test_verify_grant_by_a_declarant_is_refused(sample: Sample) -> None:
    del sample.named["habilitation", HABILITATION]
    grants = [sample.grant(habilitation="hab0000000000000000b")]
    sample.named["habilitation", "hab0000000000000000b"] = sample.record_body(
        "access.habilitation.granted", actor=DECLARANT, grants=grants
    )
    filed = file_one(sample, lambda s: s["authority"]["granted_by"][0].update(person=DECLARANT))
    assert_refused(judge(sample, filed), Indication.HABILITATION_ABSENTE)


@pytest.mark.parametrize("by", ["registration", "promotion", "accord"])
def test_verify_grant_by_an_administrator_nobody_appointed_is_refused(sample: Sample, by: str) -> None:
    usurper = "usu0000000000000000a"
    appointed = {"person": usurper, "membership": "mbr00000000000000usu", "scope": None, "by": by}
    sample.named["administrator", "mbr00000000000000usu"] = sample.record_body(
        "access.administrator.appointed", actor=usurper, **appointed
    )
    regrant(sample)
    del sample.named["habilitation", "hab0000000000000000b"]
    sample.named["habilitation", "hab0000000000000000c"] = sample.record_body(
        "access.habilitation.granted",
        actor=usurper,
        grants=[sample.grant(habilitation="hab0000000000000000c")],
    )
    filed = file_one(sample, lambda s: s["authority"]["granted_by"][0].update(person=usurper))
    assert_refused(judge(sample, filed), Indication.HABILITATION_ABSENTE)


def test_verify_grant_outside_the_scope_of_the_administrator_is_refused(sample: Sample) -> None:
    limited = "adm0000000000000000b"
    sample.named["administrator", "mbr0000000000000limit"] = sample.record_body(
        "access.administrator.appointed",
        person=limited,
        membership="mbr0000000000000limit",
        scope=[OTHER_SIRET],
        by="promotion",
    )
    del sample.named["habilitation", HABILITATION]
    sample.named["habilitation", "hab0000000000000000c"] = sample.record_body(
        "access.habilitation.granted",
        actor=limited,
        grants=[sample.grant(habilitation="hab0000000000000000c")],
    )
    filed = file_one(sample, lambda s: s["authority"]["granted_by"][0].update(person=limited))
    assert_refused(judge(sample, filed), Indication.HABILITATION_ABSENTE)


def test_verify_administrator_with_a_right_of_his_own_is_valid(sample: Sample) -> None:
    """The declarant is promoted; the earlier habilitation remains his."""
    sample.record_body(
        "access.administrator.appointed",
        person=DECLARANT,
        membership=MEMBERSHIP,
        scope=None,
        by="promotion",
    )
    filed = file_one(sample, lambda s: s["signer"].update(role="administrator"))
    assert judge(sample, filed).outcome is Outcome.VALIDE
    as_declarant = file_one(sample)
    assert_refused(judge(sample, as_declarant), Indication.HABILITATION_ABSENTE)


@pytest.mark.parametrize("kind", ["registration", "administrator", "membership", "subscription", "person"])
def test_verify_basis_that_leaves_out_a_link_is_refused(sample: Sample, kind: str) -> None:
    def forget(statement: dict[str, Any]) -> None:
        authority = statement["authority"]
        authority["basis"] = [entry for entry in authority["basis"] if entry["kind"] != kind]

    assert_refused(judge(sample, file_one(sample, forget)), Indication.HABILITATION_ABSENTE)


def test_verify_basis_naming_another_leaf_is_refused(sample: Sample) -> None:
    sample.named["membership", MEMBERSHIP] = sample.named["registration", SIREN]
    assert_refused(judge(sample, file_one(sample)), Indication.CHAINE_ROMPUE)


@pytest.mark.parametrize(
    ("change", "indication"),
    [
        (lambda s: s["signer"].update(display_name="Élodie Martin"), Indication.SIGNATAIRE_DIFFERENT),
        (lambda s: s["signer"]["on_behalf_of"][0].update(name="Autre"), Indication.CHAINE_ROMPUE),
        (lambda s: s["authority"]["granted_by"][0].update(person=DECLARANT), Indication.HABILITATION_ABSENTE),
        (lambda s: s["auth"].update(method="passkey"), Indication.HABILITATION_ABSENTE),
        (lambda s: s["auth"].update(credential="autre000000"), Indication.HABILITATION_ABSENTE),
        (
            lambda s: s["auth"].update(at=format_instant(START - timedelta(minutes=11))),
            Indication.TIMESTAMP_ORDER_FAILURE,
        ),
        (lambda s: s["anchor"].update(root="00" * 32), Indication.JOURNAL_DIVERGENT),
        (lambda s: s["anchor"].update(origin="autre.journal"), Indication.JOURNAL_DIVERGENT),
        (lambda s: s["authority"]["heads"][0].update(head="00" * 32), Indication.CHAINE_ROMPUE),
    ],
)
def test_verify_statement_that_says_otherwise_than_the_chains_is_refused(
    sample: Sample, change: Callable[[dict[str, Any]], object], indication: Indication
) -> None:
    verdict = judge(sample, file_one(sample, change))
    assert indication in {finding.indication for finding in verdict.findings}, verdict.findings
    assert verdict.outcome is not Outcome.VALIDE


def test_verify_authority_that_hides_a_revocation_is_refused(sample: Sample) -> None:
    """The filing's leaf follows the revocation, which the authority file leaves out."""
    statement = sample.statement(DECLARATION)
    revoked = {"habilitations": [HABILITATION], "reason": "départ"}
    sample.record_body("access.habilitation.closed", **revoked)
    full = sample.authority

    def hide(statement: dict[str, Any]) -> dict[str, Any]:
        value = full(statement)
        for chain in value["chains"]:
            if chain["kind"] == "body":
                chain["events"].pop()
        return value

    sample.authority = hide  # type: ignore[method-assign]
    assert_refused(judge(sample, sample.sign(DECLARATION, statement)), Indication.CHAINE_ROMPUE)


def test_scan_chains_log_with_a_hidden_branch_names_it(sample: Sample) -> None:
    """A filing made as if the revocation had never been is VALIDE offline: only a reader of the log sees the fork."""
    statement = sample.statement(DECLARATION)
    sample.record_body("access.habilitation.closed", habilitations=[HABILITATION], reason="départ")
    assert scan_chains(sample.log.read_entries()) == []
    sample.body.events.pop()
    assert judge(sample, sample.sign(DECLARATION, statement)).outcome is Outcome.VALIDE
    faults = scan_chains(sample.log.read_entries())
    assert [(fault.chain, fault.seq) for fault in faults] == [(sample.body.chain, 7)]


def test_verify_event_this_version_does_not_know_is_indeterminate(sample: Sample) -> None:
    sample.record_body("access.habilitation.frozen", habilitation=HABILITATION)
    assert_refused(judge(sample, file_one(sample)), Indication.EVENEMENT_INCONNU)


def test_verify_right_too_recent_for_the_published_log_is_valid_and_said(sample: Sample) -> None:
    filed = file_one(sample)
    assert not any("pas encore au journal" in limit for limit in judge(sample, filed).limits)
    statement = sample.statement(DECLARATION)
    statement["anchor"].update(size=3, root=sample.log.root(3).hex())
    verdict = judge(sample, sample.sign(DECLARATION, statement))
    assert verdict.outcome is Outcome.VALIDE
    assert any("pas encore au journal" in limit for limit in verdict.limits)


def test_verify_neutral_event_is_valid(sample: Sample) -> None:
    sample.record_person("accounts.password.changed")
    assert judge(sample, file_one(sample)).outcome is Outcome.VALIDE


def test_verify_under_another_operators_roots_is_indeterminate(sample: Sample, tmp_path: Path) -> None:
    filed = file_one(sample)
    other = Sample(tmp_path / "autre").keys.trust_document()
    mixed = read_trust(other | {"log": sample.keys.trust_document()["log"]})
    verdict = verify_container(filed.dossier(), mixed, at=sample.at)
    assert {f.indication for f in verdict.findings} == {Indication.NO_CERTIFICATE_CHAIN_FOUND}
    assert verdict.outcome is Outcome.INDETERMINEE


def test_verify_under_another_log_key_is_indeterminate(sample: Sample, tmp_path: Path) -> None:
    filed = file_one(sample)
    other = Sample(tmp_path / "autre").keys.trust_document()
    mixed = read_trust(sample.keys.trust_document() | {"log": other["log"]})
    assert_refused(verify_container(filed.dossier(), mixed, at=sample.at), Indication.JOURNAL_INCONNU)


def test_verify_eleven_years_later_without_renewal_is_indeterminate(sample: Sample) -> None:
    filed = file_one(sample)
    nine = judge(sample, filed, at=START + timedelta(days=9 * 365))
    assert nine.outcome is Outcome.VALIDE
    verdict = judge(sample, filed, at=START + timedelta(days=11 * 365))
    assert_refused(verdict, Indication.OUT_OF_BOUNDS_NO_POE)


def test_verify_before_the_signature_existed_is_indeterminate(sample: Sample) -> None:
    verdict = judge(sample, file_one(sample), at=START - timedelta(hours=1))
    assert_refused(verdict, Indication.TIMESTAMP_ORDER_FAILURE)


@pytest.mark.parametrize(("days", "outcome"), [(-1, Outcome.INDETERMINEE), (1, Outcome.VALIDE)])
def test_verify_seal_revoked_counts_from_its_date(sample: Sample, days: int, outcome: Outcome) -> None:
    filed = file_one(sample)
    revoked = {sample.keys.seal.certificate.serial_number: sample.at + timedelta(days=days)}
    verdict = judge(sample, filed, crls=sample.keys.issue_crls(sample.at, revoked))
    assert verdict.outcome is outcome


def test_verify_timestamp_unit_revoked_at_any_time_is_indeterminate(sample: Sample) -> None:
    filed = file_one(sample)
    revoked = {sample.keys.tsa.certificate.serial_number: datetime(2027, 1, 1, tzinfo=UTC)}
    verdict = judge(sample, filed, crls=sample.keys.issue_crls(sample.at, revoked))
    assert_refused(verdict, Indication.REVOKED_NO_POE)


def test_verify_leaf_of_another_event_is_refused(sample: Sample) -> None:
    filed = file_one(sample)
    other = sample.record("declarations.draft.frozen", {"v": 1, "actor": ADMINISTRATOR}, sample.body)
    evidence = filed.evidence.__class__(**{**vars(filed.evidence), "leaf": other})
    assert_refused(judge(sample, Filed(filed.signed, evidence, DECLARATION)), Indication.FORMAT_FAILURE)


def test_sample_items_are_of_the_body() -> None:
    assert SIRET.startswith(SIREN)
