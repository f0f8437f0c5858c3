"""Services of establishments: opened with their charter and what they require, closed with what is lost told first."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.urls import reverse

from paraphe.access import selectors, services, subscriptions
from paraphe.access.errors import Refused, RightUnsound
from paraphe.access.models import Subscription
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.conftest import LogIn
from paraphe.access.vocabulary import Action
from paraphe.access.web.deciding import show_gates
from paraphe.accounts.selectors import Person
from paraphe.journal import selectors as journal
from paraphe.journal.models import Entry
from paraphe.kernel.errors import WrongState
from paraphe.registry import selectors as registry


@pytest.fixture
def body(db: None) -> Body:
    return make_body(places=3, codes=("dsn",))


def _may(body: Body, person: Person, code: str = "dsn") -> bool:
    asked = selectors.ask(
        person.pk,
        Action.DECLARATION_SIGN,
        body.organisation.siren,
        siret=body.places[0].siret,
        service=code,
    )
    return selectors.decide(asked).allowed


def _page(body: Body, code: str) -> str:
    return reverse("access:service", args=[body.organisation.ref, code])


def test_open_subscriptions_without_the_charter_writes_nothing(db: None) -> None:
    body = make_body(codes=())
    told: dict[str, Any] = {
        "establishments": body.places,
        "services": [body.service("dsn")],
        "actor": body.administrator,
    }
    before = Entry.objects.count()
    with pytest.raises(RightUnsound, match="charter_unaccepted"):
        services.open_subscriptions(body.organisation, **told)
    with pytest.raises(RightUnsound, match="charter_unaccepted"):
        services.open_subscriptions(body.organisation, **told, charters=["dsn.0", "dat.1"])
    assert Entry.objects.count() == before
    services.open_subscriptions(body.organisation, **told, charters=["dsn.1", "dat.1"])
    assert journal.body_at(Entry.objects.latest("pk").pk)["charters"] == ["dsn.1"]


def test_close_subscriptions_stops_every_right_there_at_once(body: Body) -> None:
    odile = body.add_declarant()
    body.grant(odile, places=None)
    rows = list(Subscription.objects.filter(establishment=body.places[0]))
    scoped = body.add_administrator(scope=[body.places[1].siret])
    for who in (scoped, odile):
        with pytest.raises(Refused):
            services.close_subscriptions(body.organisation, subscriptions=rows, reason="Essai", actor=who)
    assert _may(body, odile)
    services.close_subscriptions(
        body.organisation, subscriptions=rows, reason="Transfert", actor=body.administrator
    )
    assert not _may(body, odile)
    told = journal.body_at(Entry.objects.latest("pk").pk)
    assert (told["subscriptions"], told["reason"]) == ([rows[0].ref], "Transfert")
    with pytest.raises(WrongState):
        services.close_subscriptions(
            body.organisation, subscriptions=rows, reason="Encore", actor=body.administrator
        )
    with pytest.raises(WrongState):
        services.close_subscriptions(
            make_body().organisation, subscriptions=rows, reason="Ailleurs", actor=body.administrator
        )


def test_tell_access_delay_ends_at_midnight_in_paris(body: Body) -> None:
    opened = datetime.fromisoformat("2026-11-25T23:30:00+00:00")
    assert registry.access_delay_end(body.service("dsn"), opened) == datetime.fromisoformat(
        "2026-11-27T00:00:00+01:00"
    )
    assert registry.access_delay_end(body.service("dpae"), opened) is None


def test_refuse_service_not_open_names_its_charter(db: None) -> None:
    body = make_body(codes=("dpae",))
    odile = body.add_declarant()
    body.grant(odile, codes=("dsn", "dpae"))
    asked = replace(
        selectors.ask(odile.pk, Action.DECLARATION_SIGN, body.organisation.siren, siret=body.places[0].siret),
        service="dsn",
    )
    gates = {
        gate.code: gate for gate in show_gates(selectors.explain(asked), body.organisation, reader=odile)
    }
    assert "Sa charte sera à accepter" in gates["subscription"].note
    assert "charte" not in gates["habilitation"].note


def test_open_service_by_the_page_opens_what_it_requires_too(body: Body, logged_in: LogIn) -> None:
    odile = body.add_declarant()
    body.grant(odile, codes=("dat",))
    client = logged_in(body.administrator)
    ticked = {"establishments": [body.places[0].ref, body.places[1].ref], "ouvrir": "1"}
    check = client.post(_page(body, "dat"), ticked).content.decode()
    assert "4 ouvertures" in check
    assert "Compte entreprise" in check
    assert "Odile Farge" in check
    assert "au plus tard" in check
    assert client.post(_page(body, "dat"), {**ticked, "confirmer": "1"}).status_code == 303
    assert Subscription.objects.exclude(service__code="dsn").count() == 4
    assert client.post(_page(body, "dat"), {**ticked, "confirmer": "1"}).status_code == 303
    assert Subscription.objects.exclude(service__code="dsn").count() == 4


def test_open_service_with_a_charter_asks_that_it_be_accepted(db: None, logged_in: LogIn) -> None:
    body = make_body(codes=())
    client = logged_in(body.administrator)
    ticked = {"establishments": [body.places[0].ref], "ouvrir": "1"}
    assert "charte-dsn" in client.post(_page(body, "dsn"), ticked).content.decode()
    refused = client.post(_page(body, "dsn"), {**ticked, "confirmer": "1"})
    assert refused.status_code == 422
    assert "Lisez-la, puis cochez" in refused.content.decode()
    done = client.post(_page(body, "dsn"), {**ticked, "confirmer": "1", "accept": "on"})
    assert done.status_code == 303
    shown = client.get(done["Location"]).content.decode()
    assert "1 établissement l’utilise" in shown
    assert "l’ouvre de son côté le" in shown


def test_close_service_by_the_page_says_who_loses_and_asks_why(body: Body, logged_in: LogIn) -> None:
    odile = body.add_declarant()
    body.grant(odile)
    client = logged_in(body.administrator)
    ticked = {"establishments": [body.places[0].ref], "fermer": "1"}
    check = client.post(_page(body, "dsn"), ticked).content.decode()
    assert "Odile Farge : Déclaration sociale nominative (DSN)" in check
    for said in ("", "\x07 "):
        sent = {**ticked, "confirmer": "1", "reason": said}
        assert client.post(_page(body, "dsn"), sent).status_code == 422
    done = client.post(_page(body, "dsn"), {**ticked, "confirmer": "1", "reason": "Plus de paie ici"})
    assert done.status_code == 303
    assert len(subscriptions.open_subscriptions_of(body.organisation)) == 2
    again = client.post(_page(body, "dsn"), {**ticked, "confirmer": "1", "reason": "Plus de paie ici"})
    assert again.status_code == 303
    assert client.get(reverse("access:services", args=[body.organisation.ref])).status_code == 200


def test_use_service_outside_scope_unknown_or_with_nothing_ticked_is_refused(
    body: Body, logged_in: LogIn
) -> None:
    scoped = body.add_administrator(scope=[body.places[1].siret])
    client = logged_in(scoped)
    sent = {"establishments": [body.places[0].ref], "ouvrir": "1", "confirmer": "1"}
    assert client.post(_page(body, "pasrau"), sent).status_code == 403
    assert client.post(_page(body, "pasrau"), {"ouvrir": "1"}).status_code == 422
    assert client.post(_page(body, "pasrau"), {**sent, "establishments": ["absent"]}).status_code == 422
    assert client.get(_page(body, "absent")).status_code == 404
    assert not Subscription.objects.filter(service__code="pasrau").exists()
