"""The ceremony: five minutes, once, for one person, and nothing signed that a verifier would refuse."""

from datetime import timedelta

import pytest
from django.db import transaction

from paraphe.accounts.testing import give_step_up, make_person
from paraphe.journal import services as journal
from paraphe.journal.sequencer import include_pending
from paraphe.kernel import clock
from paraphe.signatures import selectors, services
from paraphe.signatures.errors import CeremonyOver, CeremonyUsed, EvidenceUnsound, UnknownCeremony
from paraphe.signatures.models import Signature
from tests.fixtures.database import LiveDatabase

SUBJECT = "tests.document:abc"


def offer_to(ref: str) -> services.Offer:
    """An offer whose basis names nothing: it can be opened, never soundly signed."""
    chains = journal.chain_of_body("219904125"), journal.chain_of_person(ref)
    return services.Offer(
        subject=SUBJECT,
        intent="Je certifie.",
        declaration={"sha256": "0" * 64},
        signer={"person": ref},
        granted_by=[],
        basis=[],
        chains=chains,
    )


def test_open_ceremony_stores_the_heads_of_its_chains(live_database: LiveDatabase) -> None:
    person, _ = make_person()
    ceremony = services.open_ceremony(offer_to(person.ref), person=person)
    assert [head["seq"] for head in ceremony.heads if head["seq"]] == [2]
    assert ceremony.expires_at - ceremony.opened_at == timedelta(minutes=5)
    assert selectors.open_ceremony_of(SUBJECT, person=person.pk) == ceremony
    assert selectors.was_offered(SUBJECT, person=person.pk)


def test_take_ceremony_of_someone_else_is_unknown(live_database: LiveDatabase) -> None:
    (person, _), (other, _) = make_person(), make_person(given_name="Yanis")
    ceremony = services.open_ceremony(offer_to(person.ref), person=person)
    with pytest.raises(UnknownCeremony), transaction.atomic():
        services.take_ceremony(ceremony.ref, person=other)
    assert selectors.ceremony_by_ref(ceremony.ref, person=other.pk) is None
    assert not selectors.was_offered(SUBJECT, person=other.pk)


def test_take_ceremony_after_five_minutes_is_over(live_database: LiveDatabase) -> None:
    person, _ = make_person()
    ceremony = services.open_ceremony(offer_to(person.ref), person=person)
    with clock.freeze(ceremony.expires_at):
        assert ceremony.is_over
        assert selectors.open_ceremony_of(SUBJECT, person=person.pk) is None
        with pytest.raises(CeremonyOver), transaction.atomic():
            services.take_ceremony(ceremony.ref, person=person)


def test_take_ceremony_already_used_says_so(live_database: LiveDatabase) -> None:
    person, _ = make_person()
    ceremony = services.open_ceremony(offer_to(person.ref), person=person)
    ceremony.used_at = clock.now()
    ceremony.save()
    with pytest.raises(CeremonyUsed), transaction.atomic():
        services.take_ceremony(ceremony.ref, person=person)


def test_sign_ceremony_with_unsound_basis_signs_nothing(live_database: LiveDatabase) -> None:
    person, _ = make_person()
    offer = offer_to(person.ref)
    ceremony = services.open_ceremony(offer, person=person)
    include_pending()
    step_up = give_step_up(person, "tests")
    with pytest.raises(EvidenceUnsound), transaction.atomic():
        services.sign_ceremony(ceremony, content=b"x", chains=offer.chains, step_up=step_up)
    ceremony.refresh_from_db()
    assert ceremony.used_at is None
    assert not Signature.objects.exists()
