"""People: arrival, address, standing, and what the database itself refuses."""

import re
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from paraphe.accounts import events, mailboxes, selectors, services
from paraphe.accounts.errors import (
    AlreadyRegistered,
    EmailRefused,
    EmailTaken,
    FactorMissing,
    NameMissing,
    NotDemo,
    PasswordRefused,
)
from paraphe.accounts.models import Credential, Person
from paraphe.accounts.testing import (
    PASSWORD,
    give_step_up,
    make_newcomer,
    make_person,
    totp_code,
)
from paraphe.kernel import clock
from paraphe.web import demo

from .conftest import Visitor, told_of

EMAIL = "/compte/adresse/"


@pytest.mark.parametrize(
    "email",
    [
        "mairie@valbrune.fr",
        "Contact@valbrune.fr",
        "rh@ch-valbrune.fr",
        "accueil@valbrune.fr",
        "secretariat@valbrune.fr",
        "mairie.valbrune@orange.fr",
        "mairie-de-valbrune@orange.fr",
        "rh2@valbrune.fr",
        "service.paie@valbrune.fr",
        "ressources-humaines@valbrune.fr",
        "drh+portail@valbrune.fr",
    ],
)
def test_invite_generic_mailbox_is_refused(email: str) -> None:
    with pytest.raises(EmailRefused) as refusal:
        mailboxes.personal_email(email)
    assert refusal.value.code == "accounts.generic_mailbox"
    assert refusal.value.data["field"] == "email"


@pytest.mark.parametrize(
    "email",
    ["odile.farge@valbrune.fr", "o.farge@valbrune.fr", "marie.contact@valbrune.fr", "rhea.lund@valbrune.fr"],
)
def test_invite_personal_mailbox_is_taken(email: str) -> None:
    assert mailboxes.personal_email(email.upper()) == email


@pytest.mark.parametrize(
    "email", ["", "odile", "odile@", "@valbrune.fr", "o d@valbrune.fr", f"{'a' * 250}@val.fr"]
)
def test_invite_malformed_address_is_refused(email: str) -> None:
    with pytest.raises(EmailRefused):
        mailboxes.personal_email(email)


def test_register_person_records_her_names(db: None) -> None:
    person = services.apply_new_person(email="Odile.Farge@Exemple.fr", given_name="Odil", family_name="Farge")
    assert (person.email, person.email_verified) == ("odile.farge@exemple.fr", False)
    assert told_of(person) == []
    done = services.register_person(person, given_name="  Odile ", family_name="Farge", password=PASSWORD)
    assert (done.full_name, done.initials, done.email_verified) == ("Odile Farge", "OF", True)
    (told,) = told_of(person)
    assert told.event == events.PERSON_REGISTERED
    assert told.body == {
        "v": 1,
        "actor": person.ref,
        "person": person.ref,
        "given_name": "Odile",
        "family_name": "Farge",
    }


def test_register_person_twice_is_refused(db: None) -> None:
    person = make_newcomer()
    with pytest.raises(AlreadyRegistered):
        services.register_person(person, given_name="Autre", family_name="Nom", password=PASSWORD)
    assert Person.objects.get(pk=person.pk).given_name == "Odile"


def test_register_person_with_bad_password_leaves_nothing(db: None) -> None:
    person = services.apply_new_person(email="o.farge@exemple.fr", given_name="Odile", family_name="Farge")
    with pytest.raises(PasswordRefused):
        services.register_person(person, given_name="Odile", family_name="Farge", password="court")
    assert Person.objects.get(pk=person.pk).registered_at is None
    assert told_of(person) == []


def test_register_person_without_name_is_refused(db: None) -> None:
    with pytest.raises(NameMissing) as refusal:
        services.apply_new_person(email="o.farge@exemple.fr", given_name="Odile", family_name="  ")
    assert refusal.value.data["field"] == "family_name"


def test_invite_address_in_other_case_is_refused(db: None) -> None:
    make_newcomer(email="odile.farge@exemple.fr")
    with pytest.raises(EmailTaken):
        services.apply_new_person(email="ODILE.FARGE@exemple.FR", given_name="Odile", family_name="Farge")


def test_insert_address_in_upper_case_is_refused_by_the_database(db: None) -> None:
    person = make_newcomer()
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=person.pk).update(email="Odile@exemple.fr")


def test_read_standings_takes_one_query(db: None) -> None:
    person, _ = make_person()
    newcomer = make_newcomer()
    services.draw_recovery_codes(person=person, actor=person)
    invited = services.apply_new_person(email="ida.nox@exemple.fr", given_name="Ida", family_name="Nox")
    services.apply_deactivation(person=invited)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = selectors.standings([person.pk, newcomer.pk, invited.pk, -1])
    assert len(queries) == 1
    assert set(found) == {person.pk, newcomer.pk, invited.pk}
    held = Credential.objects.get(person=person, kind="totp")
    assert [one.ref for one in found[person.pk].credentials] == [held.ref]
    assert found[person.pk].credentials[0].enrolled_entry == held.enrolled_entry
    assert (found[newcomer.pk].email_verified, found[newcomer.pk].credentials) == (True, ())
    assert (found[invited.pk].is_active, found[invited.pk].email_verified) == (False, False)


def test_read_people_by_reference_or_address(db: None) -> None:
    person, _ = make_person()
    assert selectors.person_by_ref(person.ref) == person
    assert selectors.person_by_email(f" {person.email.upper()} ") == person
    assert selectors.persons_by_ref([person.ref, "a" * 20]) == {person.ref: person}
    assert selectors.person_by_email("inconnue@exemple.fr") is None
    assert selectors.with_second_factor([person, make_newcomer()]) == {person.pk}


def test_lock_name_keeps_the_first_instant(db: None) -> None:
    person = make_newcomer()
    first = clock.now()
    services.apply_name_lock(person=person, at=first)
    services.apply_name_lock(person=person, at=clock.now())
    assert Person.objects.get(pk=person.pk).name_locked_at == first


def _link() -> str:
    found = re.search(r"http://localhost/\S+", str(mail.outbox[-1].body))
    assert found is not None
    return found[0]


def test_send_link_under_another_host_name_keeps_the_portals(visitor: Visitor, settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    person, _ = make_person()
    visitor.post("/compte/mot-de-passe/oublie/", {"email": person.email}, headers={"host": "faux.example"})
    assert _link().startswith(settings.ORIGIN)
    assert "faux" not in str(mail.outbox[-1].body)


def test_show_code_outside_demonstration_is_refused(db: None) -> None:
    person, _ = make_person()
    with pytest.raises(NotDemo):
        services.current_totp(person.email)


def test_show_code_in_demonstration_gives_one_not_spent(visitor: Visitor) -> None:
    demo.mark_demo()
    person, secret = make_person()
    assert services.current_totp(person.email) == totp_code(secret)
    visitor.post("/compte/connexion/", {"email": person.email, "password": PASSWORD})
    visitor.post("/compte/connexion/second-facteur/", {"code": totp_code(secret)})
    assert services.current_totp(person.email) == totp_code(secret, steps=1)
    with pytest.raises(FactorMissing):
        services.current_totp("inconnue@exemple.fr")


def test_give_step_up_names_the_latest_factor(db: None) -> None:
    person, _ = make_person()
    assert give_step_up(person, "acte").credential.person == person
