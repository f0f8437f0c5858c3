"""From the invitation to the place in the body, over HTTP."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core import signing
from django.test import Client
from django.urls import reverse

from paraphe.access import links, selectors, services
from paraphe.access.models import Invitation
from paraphe.access.testing import Body
from paraphe.access.tests.conftest import LogIn
from paraphe.accounts.testing import PASSWORD, make_person, totp_code
from paraphe.kernel import clock

NEWCOMER = {"email": "yanis.delorme@exemple.fr", "given_name": "Yanis", "family_name": "Delorme"}


def link(invitation: Invitation) -> str:
    return reverse("access:invitation_link", args=[links.mint_invitation_token(invitation)])


def test_accept_as_newcomer_opens_account_enrols_and_joins(body: Body) -> None:
    invitation = body.invite(**NEWCOMER)
    client = Client()
    page = client.get(link(invitation)).content.decode()
    assert "Claire Maubert vous invite" in page
    opened = client.post(f"{link(invitation)}/compte", {**NEWCOMER, "password": PASSWORD})
    assert opened.status_code == 302
    enrolled = client.get(link(invitation))
    assert enrolled.status_code == 303
    assert enrolled["Location"] == reverse("accounts_enrolment")
    assert selectors.membership_of(body.organisation, invitation.person_id) is None


def test_accept_as_person_with_account_joins_and_lands_home(body: Body, logged_in: LogIn) -> None:
    person, _ = make_person(given_name="Nadia", family_name="Belkhir")
    invitation = body.invite(email=person.email, given_name="Nadia", family_name="Belkhir")
    assert "connectez-vous" in Client().get(link(invitation)).content.decode()
    client = logged_in(person)
    assert "Rejoindre l’organisme Commune de Valbrune" in client.get(link(invitation)).content.decode()
    done = client.post(f"{link(invitation)}/accepter")
    assert done.status_code == 303
    assert client.get(done["Location"]).status_code == 200
    assert selectors.membership_of(body.organisation, person.pk) is not None


def test_open_account_with_weak_password_is_told(body: Body) -> None:
    invitation = body.invite(**NEWCOMER)
    answer = Client().post(f"{link(invitation)}/compte", {**NEWCOMER, "password": "court"})
    assert answer.status_code == 422
    assert "12 signes" in answer.content.decode()
    invitation.person.refresh_from_db()
    assert invitation.person.registered_at is None


def test_open_link_of_other_person_says_so_without_her_address(body: Body, logged_in: LogIn) -> None:
    invitation = body.invite(**NEWCOMER)
    answer = logged_in(body.administrator).get(link(invitation))
    assert answer.status_code == 403
    assert NEWCOMER["email"] not in answer.content.decode()


@pytest.mark.parametrize("state", ["accepted", "withdrawn", "expired"])
def test_open_link_over_says_which_way_it_ended(state: str, body: Body) -> None:
    person, _ = make_person(given_name="Nadia", family_name="Belkhir")
    invitation = body.invite(email=person.email, given_name="Nadia", family_name="Belkhir")
    if state == "accepted":
        services.accept_invitation(invitation, actor=person)
    elif state == "withdrawn":
        services.withdraw_invitation(invitation, actor=body.administrator)
    words = {"accepted": "déjà acceptée", "withdrawn": "a été retirée", "expired": "a expiré"}
    address = link(invitation)
    with clock.freeze(clock.now() + timedelta(days=7 if state == "expired" else 0, seconds=1)):
        answer = Client().get(address)
    assert answer.status_code == 410
    assert words[state] in answer.content.decode()


@pytest.mark.parametrize(
    "token", ["n-importe-quoi", signing.dumps(["abc", 1], salt="other")], ids=["unsigned", "signed elsewhere"]
)
def test_open_forged_link_is_dead(token: str, db: None) -> None:
    answer = Client().get(f"/invitation/{quote(token)}")
    assert answer.status_code == 404
    assert "n’est pas valable" in answer.content.decode()


def test_open_link_of_former_version_is_dead(body: Body) -> None:
    invitation = body.invite(**NEWCOMER)
    address = link(invitation)
    Invitation.objects.filter(pk=invitation.pk).update(version=2)
    assert Client().get(address).status_code == 404


def test_withdraw_by_page_ends_link_and_prepared_rights(body: Body, logged_in: LogIn) -> None:
    invitation = body.invite(**NEWCOMER)
    body.grant(invitation.person)
    client = logged_in(body.administrator)
    address = reverse("access:withdraw", args=[body.organisation.ref, invitation.ref])
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 303
    assert Client().get(link(invitation)).status_code == 410
    assert not selectors.running_rights(body.organisation)


def test_enrol_after_link_returns_to_invitation_and_joins(body: Body) -> None:
    invitation = body.invite(**NEWCOMER)
    client, address = Client(), link(invitation)
    client.post(f"{address}/compte", {**NEWCOMER, "password": PASSWORD})
    client.get(address)
    secret = client.get(reverse("accounts_totp")).context["secret"].replace(" ", "")
    client.post(reverse("accounts_totp"), {"code": totp_code(secret)})
    drawn = client.post(reverse("accounts_recovery"))
    assert drawn.context["next"] == address
    assert client.post(f"{address}/accepter").status_code == 303
    assert selectors.membership_of(body.organisation, invitation.person_id) is not None


def test_renew_invitation_by_its_page_gives_a_new_link_once_and_the_list_tells_states(
    body: Body, logged_in: LogIn
) -> None:
    invitation, client = body.invite(**NEWCOMER), logged_in(body.administrator)
    old, listed = link(invitation), reverse("access:invitations", args=[body.organisation.ref])
    renewing = reverse("access:renew_invitation", args=[body.organisation.ref, invitation.ref])
    early = client.get(client.post(renewing)["Location"]).content.decode()
    assert "moins de cinq minutes" in early
    assert NEWCOMER["email"] in client.get(listed).content.decode()
    Invitation.objects.update(expires_at=clock.now() - timedelta(days=1))
    assert NEWCOMER["email"] not in client.get(listed).content.decode()
    assert "Renvoyer" in client.get(listed, {"etat": "expirees"}).content.decode()
    done = client.get(client.post(renewing)["Location"]).content.decode()
    assert "Un nouveau lien part" in done
    assert "envoyée 2 fois" in done
    invitation.refresh_from_db()
    assert Client().get(link(invitation)).status_code == 200
    assert Client().get(old).status_code == 404
