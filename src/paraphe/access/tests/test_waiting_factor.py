"""A factor enrolled after a recovery code, and accounts that nobody finished."""

from datetime import timedelta

import pytest
from django.test import Client

from paraphe.access.identity_acts import act_of_confirmation
from paraphe.access.services import recovery
from paraphe.access.testing import Body, make_body
from paraphe.accounts import selectors as people
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import PASSWORD, give_step_up, totp_code
from paraphe.kernel import clock


@pytest.fixture
def body(db: None) -> Body:
    """A body with one administrator."""
    return make_body()


def _password(client: Client, person: Person) -> None:
    client.post("/compte/connexion/", {"email": person.email, "password": PASSWORD})


def test_log_in_by_recovery_code_enrols_a_factor_that_waits(body: Body) -> None:
    person, client = body.add_declarant(), Client()
    codes = accounts.draw_recovery_codes(person=person, actor=person)
    _password(client, person)
    client.post("/compte/connexion/second-facteur/", {"code": codes[0]})
    assert "code de secours" in client.get("/compte/").content.decode()
    page = client.get("/compte/second-facteur/application/").content.decode()
    assert "Prouvez que" not in page
    secret = page.split("<code>")[1].split("</code>")[0].replace(" ", "")
    assert client.post("/compte/second-facteur/application/", {"code": totp_code(secret)}).status_code == 302
    assert people.restricted_until(person) is not None
    assert "Prouvez que" in client.get("/compte/second-facteur/application/").content.decode()


def test_remove_factor_with_one_that_waits_is_refused(body: Body) -> None:
    person, client = body.add_declarant(), Client()
    codes = accounts.draw_recovery_codes(person=person, actor=person)
    key = accounts.enrol_passkey(person=person, answer={}, label="Bureau", actor=person, leave="code")
    member = body.membership(person)
    give_step_up(body.administrator, act_of_confirmation(member))
    recovery.confirm_factor(member, actor=body.administrator)
    _password(client, person)
    client.post("/compte/connexion/second-facteur/", {"code": codes[0]})
    page = client.get("/compte/second-facteur/application/").content.decode()
    secret = page.split("<code>")[1].split("</code>")[0].replace(" ", "")
    client.post("/compte/second-facteur/application/", {"code": totp_code(secret, steps=-1)})
    removed = client.post(f"/compte/second-facteur/{key.ref}/retirer/", {"step_up_code": totp_code(secret)})
    assert removed.status_code == 409
    drawn = client.post("/compte/codes-de-secours/", {"step_up_code": totp_code(secret, steps=1)})
    assert drawn.status_code == 409
    assert {held.kind for held in people.active_credentials(person)} == {"totp", "passkey", "recovery_codes"}


def test_forget_unfinished_accounts_keeps_the_invited(body: Body) -> None:
    invited = body.invite(email="ida.nox@exemple.fr", given_name="Ida", family_name="Nox").person
    with clock.freeze(clock.now() + timedelta(days=31)):
        assert accounts.forget_unfinished() == 0
    assert people.person_by_ref(invited.ref) is not None
