"""What the verbs themselves record is told to the right people, from the request to the contest."""

import re

import pytest
from django.core import mail

from paraphe.access import services as access
from paraphe.access.candidacy_acts import COOPTATION, KEY, CandidacyPlan, act_of_accord, act_of_candidacy
from paraphe.access.selectors import AuthorityProof, Candidacy
from paraphe.access.services import letters, proving, registration
from paraphe.access.testing import Body, make_body, make_operator, make_place, suspend, with_key
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up, make_person
from paraphe.kernel import clock
from paraphe.kernel.identifiers import Ref
from paraphe.notifications import services
from paraphe.notifications.models import Delivery, Notice
from paraphe.notifications.tests.scene import include
from paraphe.registry.services import mirror_organisation
from paraphe.upkeep.services import announce_handover


@pytest.fixture
def body(db: None) -> Body:
    made = make_body(places=2)
    for place in made.places:
        place.street, place.postcode, place.city = "1 place du Tilleul", "99120", "Valbrune"
        place.save()
    tell()
    return made


@pytest.fixture
def samuel(body: Body) -> Person:
    found = body.add_administrator()
    tell()
    return found


@pytest.fixture
def ursule(db: None) -> Person:
    found, _ = make_person(given_name="Ursule", family_name="Prigent")
    tell()
    return found


def tell() -> dict[str, set[str]]:
    """Include, deliver: by template, the references of those told."""
    mail.outbox.clear()
    Notice.objects.all().delete()
    include()
    services.deliver_pending()
    assert list(Delivery.objects.exclude(error="").values_list("template", "error")) == []
    told: dict[str, set[str]] = {}
    for template, recipient in Notice.objects.values_list("template", "recipient"):
        told.setdefault(template, set()).add(recipient)
    return told


def ask(body: Body, person: Person, path: str) -> Candidacy:
    plan = CandidacyPlan(None, path, "", body.places[0] if path == KEY else None)
    give_step_up(person, act_of_candidacy(body.organisation, plan))
    return access.propose_candidacy(body.organisation, plan=plan, actor=person)


def test_ask_and_agree_tells_administrators_then_everybody(
    body: Body, samuel: Person, ursule: Person
) -> None:
    claire = body.administrator
    row = ask(body, ursule, COOPTATION)
    assert tell() == {"candidacy_received": {ursule.ref}, "candidacy_to_decide": {claire.ref, samuel.ref}}
    give_step_up(claire, act_of_accord(row))
    access.give_accord(row, actor=claire)
    assert tell() == {"administrator_appointed": {ursule.ref}, "administrator_added": {samuel.ref}}
    assert "avec l’accord de Claire Maubert" in str(mail.outbox[0].body)


def test_ask_and_refuse_tells_the_reason(body: Body, samuel: Person, ursule: Person) -> None:
    row = ask(body, ursule, COOPTATION)
    tell()
    access.refuse_candidacy(row, reason="Vous n’êtes pas de la mairie", actor=samuel)
    assert tell() == {
        "candidacy_refused": {ursule.ref},
        "candidacy_refused_told": {body.administrator.ref},
    }
    text = next(str(sent.body) for sent in mail.outbox if sent.to == [ursule.email])
    assert "Motif\u00a0: Vous n’êtes pas de la mairie" in text


def test_ask_for_a_key_tells_all_with_the_way_to_contest(body: Body, samuel: Person, ursule: Person) -> None:
    row = ask(body, ursule, KEY)
    assert tell() == {
        "candidacy_received": {ursule.ref},
        "candidacy_by_key": {body.administrator.ref, samuel.ref},
    }
    text = next(str(sent.body) for sent in mail.outbox if sent.to == [samuel.email])
    assert f"/{row.ref}/contester" in text
    operator = make_operator()
    tell()
    letter = AuthorityProof.objects.get(candidacy=row).letters.get()
    letters.print_letter(letter, batch=Ref.new(), actor=operator)
    assert tell() == {}
    letters.mark_posted(letter, actor=operator)
    assert tell() == {"letter_posted": {ursule.ref}}


def test_ask_for_a_mailbox_code_mails_the_body_and_the_code_opens(db: None, ursule: Person) -> None:
    siren = with_key("21990077")
    organisation = mirror_organisation(siren=siren, name="Commune de Prime", branch="territorial")
    organisation.official_mailbox = "mairie@prime.example"
    organisation.save()
    seat = make_place(siren, 1)
    row = registration.open_application(seat, actor=ursule)
    assert tell() == {"registration_opened": {ursule.ref}}
    proof = proving.request_proof(row, kind="official-mailbox", actor=ursule)
    assert tell() == {}
    sent = mail.outbox[0]
    assert sent.to == ["mairie@prime.example"]
    assert "Ursule Prigent" in str(sent.body)
    found = re.search(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}\b", str(sent.body))
    assert found is not None
    give_step_up(ursule, proving.act_of_code(proof))
    proving.redeem_code(proof, typed=found[0], actor=ursule)
    assert tell()["administrator_appointed"] == {ursule.ref}


def test_announce_leave_and_suspend_tell_those_concerned(body: Body, samuel: Person) -> None:
    claire = body.administrator
    announce_handover(body.membership(samuel), leaves_on=clock.now().date(), reason="Retraite", actor=claire)
    assert tell() == {"handover_announced": {samuel.ref}}
    suspend(body.membership(samuel), cause="order", reason="Absent", actor=claire)
    assert tell() == {"suspended": {samuel.ref}}
