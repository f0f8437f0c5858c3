"""The verbs: freezing, signing, resuming; what two at once and a crash leave."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections

from paraphe.access import selectors as access
from paraphe.access import services as rights
from paraphe.access.changes import Change, act_of_change, act_of_undo, renewal_of
from paraphe.access.vocabulary import Level
from paraphe.accounts.errors import StepUpMissing
from paraphe.accounts.testing import give_step_up
from paraphe.declarations import services, testing, texts
from paraphe.declarations.errors import AlreadyFiled, BasisChanged, ContentLost, NotSignable
from paraphe.declarations.models import Draft, Filing
from paraphe.declarations.testing import Office
from paraphe.journal.models import Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError
from paraphe.signatures.errors import CeremonyUsed
from paraphe.signatures.services import trust_document
from paraphe_proof.trust import read_trust
from paraphe_proof.verdict import Outcome
from paraphe_proof.verify import verify_container


def outcome_of(filing: Filing, content: bytes) -> Outcome:
    """The verdict on the récépissé with the file apart."""
    return verify_container(
        services.take_receipt(filing), read_trust(trust_document()), content=content
    ).outcome


def test_file_declaration_with_right_gives_the_same_valid_receipt_for_ever(office: Office) -> None:
    testing.grant(office, Level.SIGN)
    content = testing.make_file(office.sirets()[:1])
    filing = testing.sign(office, testing.deposit(office, content))
    assert outcome_of(filing, content) is Outcome.VALIDE
    assert services.take_receipt(filing) == services.take_receipt(Filing.objects.get())
    office.clerk.refresh_from_db()
    assert office.clerk.name_locked_at is not None


def test_file_declaration_in_the_second_the_right_is_given_waits_for_the_next(office: Office) -> None:
    content = testing.make_file(office.sirets()[:1])
    time.sleep(1 - clock.now().microsecond / 1_000_000)
    with testing.present(office):
        testing.grant(office, Level.SIGN)
    (right,) = access.rights_of(office.organisation, office.clerk.pk)
    filing = testing.sign(office, testing.deposit(office, content))
    assert outcome_of(filing, content) is Outcome.VALIDE
    assert filing.filed_at.replace(microsecond=0) > right.valid_from


def test_file_declaration_by_a_right_changed_and_a_removal_undone_verifies(office: Office) -> None:
    """The chain of authority goes through the acts that change several rights at once."""
    testing.grant(office, Level.CONSULT)
    (low,) = access.rights_of(office.organisation, office.clerk.pk)
    with office.past.act():
        raised = renewal_of(low, valid_to=clock.now() + timedelta(days=90), level=Level.SIGN)
        change = Change("matrix", closures=[low], grants=[raised])
        give_step_up(office.administrator, act_of_change(office.organisation, change))
        rights.change_rights(office.organisation, change=change, actor=office.administrator)
    with office.past.act():
        member = access.membership_of(office.organisation, office.clerk.pk)
        assert member is not None
        rights.end_membership(member, reason="Erreur", actor=office.administrator)
        act = access.undoable_act(office.organisation, actor=office.administrator.pk)
        assert act is not None
        give_step_up(office.administrator, act_of_undo(act))
        rights.undo_act(act, actor=office.administrator)
    content = testing.make_file(office.sirets()[:1])
    filing = testing.sign(office, testing.deposit(office, content))
    assert outcome_of(filing, content) is Outcome.VALIDE


def test_file_declaration_writes_one_entry_of_its_own(office: Office) -> None:
    testing.grant(office, Level.SIGN)
    draft = testing.deposit(office, testing.make_file(office.sirets()[:1]))
    ceremony = services.freeze_draft(draft, actor=office.clerk)
    give_step_up(office.clerk, services.act_of_filing(ceremony))
    before = Entry.objects.count()
    services.file_declaration(draft, ceremony=ceremony.ref, actor=office.clerk)
    assert [entry.event for entry in Entry.objects.order_by("pk")[before:]] == ["declarations.filing.filed"]


def test_file_declaration_for_several_places_is_valid_and_its_words_bounded(office: Office) -> None:
    testing.grant(office, Level.SIGN, places=office.places)
    content = testing.make_file(office.sirets(), employees=4)
    draft = testing.deposit(office, content)
    assert outcome_of(testing.sign(office, draft), content) is Outcome.VALIDE
    draft.items = draft.items * 40
    words = texts.intent_of(draft, office.organisation)
    assert len(words) <= 2000
    assert "autres déclarations du fichier" in words


def test_file_declaration_without_step_up_signs_nothing(office: Office) -> None:
    testing.grant(office, Level.SIGN)
    draft = testing.deposit(office, testing.make_file(office.sirets()[:1]))
    ceremony = services.freeze_draft(draft, actor=office.clerk)
    give_step_up(office.clerk, "another act")
    with pytest.raises(StepUpMissing):
        services.file_declaration(draft, ceremony=ceremony.ref, actor=office.clerk)
    assert not Filing.objects.exists()


def test_file_declaration_after_right_replaced_by_another_asks_to_read_again(office: Office) -> None:
    testing.grant(office, Level.SIGN)
    draft = testing.deposit(office, testing.make_file(office.sirets()[:1]))
    ceremony = services.freeze_draft(draft, actor=office.clerk)
    give_step_up(office.clerk, services.act_of_filing(ceremony))
    testing.close_rights(office)
    with testing.present(office):
        testing.grant(office, Level.SIGN)
    with pytest.raises(BasisChanged):
        services.file_declaration(draft, ceremony=ceremony.ref, actor=office.clerk)
    assert not Filing.objects.exists()


def test_file_declaration_of_altered_bytes_is_refused(office: Office) -> None:
    from django.conf import settings

    testing.grant(office, Level.SIGN)
    draft = testing.deposit(office, testing.make_file(office.sirets()[:1]))
    kept = next((settings.STATE_DIR / "vault").rglob(f"{draft.ref}.dsn"))
    kept.write_bytes(kept.read_bytes()[:-1] + b"\0")
    with pytest.raises(ContentLost):
        testing.sign(office, draft)
    assert not Filing.objects.exists()


def test_freeze_draft_again_offers_a_new_ceremony(office: Office) -> None:
    testing.grant(office, Level.SIGN)
    draft = testing.deposit(office, testing.make_file(office.sirets()[:1]))
    first, second = (services.freeze_draft(draft, actor=office.clerk) for _ in range(2))
    assert first.ref != second.ref
    testing.sign(office, draft)
    with pytest.raises(NotSignable):
        services.freeze_draft(draft, actor=office.clerk)


def in_two_threads(acts: list[Callable[[], Filing]]) -> list[Filing | PortalError]:
    """Run both acts at once, each on connections of its own."""

    def run(act: Callable[[], Filing]) -> Filing | PortalError:
        try:
            return act()
        except PortalError as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(run, acts))


def test_file_declaration_twice_at_once_files_once(office: Office) -> None:
    testing.grant(office, Level.SIGN)
    draft = testing.deposit(office, testing.make_file(office.sirets()[:1]))
    ceremony = services.freeze_draft(draft, actor=office.clerk)
    give_step_up(office.clerk, services.act_of_filing(ceremony))

    def act() -> Filing:
        return services.file_declaration(draft, ceremony=ceremony.ref, actor=office.clerk)

    results = in_two_threads([act, act])
    assert [type(result) for result in results if isinstance(result, PortalError)] == [CeremonyUsed]
    assert Filing.objects.count() == 1


def test_file_same_declaration_from_two_drafts_at_once_files_once(office: Office) -> None:
    testing.grant(office, Level.SIGN)
    content = testing.make_file(office.sirets()[:1])
    drafts = [testing.deposit(office, content) for _ in range(2)]
    ceremonies = [services.freeze_draft(draft, actor=office.clerk) for draft in drafts]
    for ceremony in ceremonies:
        give_step_up(office.clerk, services.act_of_filing(ceremony))

    def act(place: int) -> Callable[[], Filing]:
        ref = ceremonies[place].ref
        return lambda: services.file_declaration(drafts[place], ceremony=ref, actor=office.clerk)

    results = in_two_threads([act(0), act(1)])
    assert [type(result) for result in results if isinstance(result, PortalError)] == [AlreadyFiled]
    assert Filing.objects.count() == 1


def test_resume_inclusions_after_a_crash_includes_each_filing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    testing.grant(office, Level.SIGN)
    contents = [testing.make_file(office.sirets()[:1], month=month) for month in ("2026-08", "2026-09")]

    def crash(signature: object) -> None:
        raise RuntimeError("the process ends here")

    with monkeypatch.context() as patch:
        patch.setattr("paraphe.signatures.services.include_signature", crash)
        for content in contents:
            with pytest.raises(RuntimeError):
                testing.sign(office, testing.deposit(office, content))
    assert (
        services.resume_inclusions(limit=1),
        services.resume_inclusions(),
        services.resume_inclusions(),
    ) == (1, 1, 0)
    filings = Filing.objects.order_by("pk")
    assert [outcome_of(*pair) for pair in zip(filings, contents, strict=True)] == [Outcome.VALIDE] * 2


def test_deposit_file_of_test_kind_is_never_signable(office: Office) -> None:
    testing.grant(office, Level.SIGN)
    draft = testing.deposit(office, testing.make_file(office.sirets()[:1], test=True))
    assert (draft.is_accepted, draft.is_test, draft.is_signable) == (True, True, False)
    with pytest.raises(NotSignable):
        services.freeze_draft(draft, actor=office.clerk)
    assert Draft.objects.get().state == Draft.State.CHECKED
