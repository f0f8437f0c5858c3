"""Tokens of the API: opened with a proof of presence, shown once, dead with the membership."""

import re
from datetime import timedelta

import pytest

from paraphe.access import events, selectors, services
from paraphe.access.errors import Refused, RightUnsound, SelfDecision
from paraphe.access.models import ApiToken
from paraphe.access.testing import Body
from paraphe.access.tests.conftest import LogIn
from paraphe.access.tokens import READ, WRITE, act_of_token, open_tokens_in, token_by_secret
from paraphe.accounts.errors import StepUpMissing
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up, next_code
from paraphe.journal import selectors as journal
from paraphe.journal.services import chain_of_body
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState

ASKED = {"name": "Paie", "abilities": [READ, WRITE], "lasts_days": 30}


def open_one(body: Body, person: Person, **more: object) -> tuple[ApiToken, str]:
    """A token of the person, with the proof she owes."""
    membership, asked = body.membership(person), {**ASKED, **more}
    give_step_up(person, act_of_token(membership, **asked))  # type: ignore[arg-type]
    return services.open_token(membership, **asked, actor=person)  # type: ignore[arg-type]


def test_open_token_keeps_its_hash_only_and_names_nobody_in_the_entry(body: Body) -> None:
    token, secret = open_one(body, body.administrator)
    assert secret not in str(vars(token))
    assert token_by_secret(secret) == token
    entry = journal.recent_of(chain_of_body(body.organisation.siren), events=[events.API_TOKEN_OPENED])[0]
    told = str(journal.body_of(entry))
    assert token.ref in told
    assert "Paie" not in told
    assert secret not in told
    assert token.sha256 not in told


def test_open_token_without_proof_or_for_somebody_else_is_refused(body: Body) -> None:
    odile = body.add_declarant()
    membership = body.membership(odile)
    with pytest.raises(StepUpMissing):
        services.open_token(membership, **ASKED, actor=odile)  # type: ignore[arg-type]
    with pytest.raises(SelfDecision):
        services.open_token(membership, **ASKED, actor=body.administrator)  # type: ignore[arg-type]


def test_open_token_unsound_names_the_field(body: Body) -> None:
    faults: list[dict[str, object]] = [
        {"name": " "},
        {"name": "x" * 61},
        {"abilities": [WRITE]},
        {"abilities": []},
        {"lasts_days": 91},
    ]
    for fault in faults:
        with pytest.raises(RightUnsound) as refused:
            open_one(body, body.administrator, **fault)
        assert refused.value.data["field"] == next(iter(fault))


def test_open_eleventh_token_is_refused(body: Body) -> None:
    for number in range(10):
        open_one(body, body.administrator, name=f"Programme {number}")
    with pytest.raises(WrongState):
        open_one(body, body.administrator)


def test_read_token_after_each_end_opens_nothing(body: Body) -> None:
    """Expiry, closing, suspension, removal, undone removal: a dead token stays dead."""
    odile = body.add_declarant()
    (_, expired), (closed, shut), (_, kept) = (open_one(body, odile, name=name) for name in "abc")
    services.close_token(closed, actor=odile)
    assert token_by_secret(shut) is None
    with clock.freeze(clock.now() + timedelta(days=30, seconds=1)):
        assert token_by_secret(expired) is None
    held, boss = body.membership(odile), body.administrator
    services.suspend_membership(held, cause="order", reason="Congé", actor=boss)
    assert token_by_secret(kept) is None
    services.reactivate_membership(held, reason="Retour", actor=boss)
    assert token_by_secret(kept) is not None
    services.end_membership(held, reason="Départ", actor=boss)
    assert token_by_secret(kept) is None
    body.join(odile)
    assert token_by_secret(kept) is None
    assert open_tokens_in(body.organisation) == []


def test_close_token_by_a_stranger_is_refused_and_by_an_administrator_done(body: Body) -> None:
    odile, ali = body.add_declarant(), body.add_declarant(given_name="Ali", family_name="Saad")
    token, secret = open_one(body, odile)
    with pytest.raises(Refused):
        services.close_token(token, actor=ali)
    services.close_token(token, actor=body.administrator)
    assert token_by_secret(secret) is None
    with pytest.raises(WrongState):
        services.close_token(token, actor=odile)


def test_open_token_by_the_pages_shows_it_once_then_closes_it(body: Body, logged_in: LogIn) -> None:
    odile = body.add_declarant()
    client, base = logged_in(odile), f"/organismes/{body.organisation.ref}/jetons"
    answers = {"name": "Paie", "kind": "modifier", "days": "7"}
    assert client.post(f"{base}/creer", {"name": ""}).status_code == 422
    assert "Lire et modifier" in client.post(f"{base}/creer", answers).content.decode()
    wrong = client.post(f"{base}/creer", {**answers, "confirmer": "1", "step_up_code": "000000"})
    assert wrong.status_code == 422
    assert not ApiToken.objects.exists()
    good = {**answers, "confirmer": "1", "step_up_code": next_code(odile)}
    secret = re.search(r"paraphe_[\w-]{43}", client.post(f"{base}/creer", good).content.decode())
    assert secret
    token = token_by_secret(secret[0])
    assert token is not None
    listed = client.get(base).content.decode()
    assert "Paie" in listed
    assert secret[0] not in listed
    other = logged_in(body.administrator)
    assert "Odile Farge" in other.get(base).content.decode()
    assert client.post(f"{base}/{token.ref}/revoquer", {"confirmer": ""}).status_code == 422
    assert client.post(f"{base}/{token.ref}/revoquer", {"confirmer": "1"}).status_code == 303
    assert token_by_secret(secret[0]) is None
    assert selectors.membership_of(body.organisation, odile.pk) is not None


def test_close_token_page_of_somebody_else_is_absent_for_a_declarant(body: Body, logged_in: LogIn) -> None:
    token, _ = open_one(body, body.administrator)
    client = logged_in(body.add_declarant())
    address = f"/organismes/{body.organisation.ref}/jetons/{token.ref}/revoquer"
    assert client.get(address).status_code == 404
    assert client.post(address, {"confirmer": "1"}).status_code == 404
