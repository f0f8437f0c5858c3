"""Mails follow the log: the right people, once each, and one bad mail holds back no other."""

import importlib
import importlib.util
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client

from paraphe.access import services as access
from paraphe.access.testing import Body, make_body
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import make_person
from paraphe.journal.models import Entry, Place
from paraphe.journal.sentences import known
from paraphe.kernel import clock
from paraphe.notifications import rules, services
from paraphe.notifications.audiences import Audience, Recipient
from paraphe.notifications.audiences import Body as Body_
from paraphe.notifications.models import Cursor, Delivery

NEWCOMER = {"email": "yanis.delorme@exemple.fr", "given_name": "Yanis", "family_name": "Delorme"}


@pytest.fixture
def body(db: None) -> Body:
    """A body whose past was told already."""
    made = make_body(places=2)
    tell()
    mail.outbox.clear()
    return made


def include() -> None:
    """Number the committed entries, as the sequencer does, without its files: a rollback test never commits."""
    size = Place.objects.count()
    pending = Entry.objects.filter(place__isnull=True).order_by("pk").values_list("pk", flat=True)
    Place.objects.bulk_create(Place(index=size + n, entry_id=pk) for n, pk in enumerate(pending))


def tell() -> list[tuple[str, str]]:
    """Include, deliver; the (address, subject) of the mails that left."""
    mail.outbox.clear()
    include()
    services.deliver_pending()
    return sorted((sent.to[0], str(sent.subject)) for sent in mail.outbox)


def all_events() -> Iterator[str]:
    """Every event constant of every room."""
    for room in apps.get_app_configs():
        name = f"{room.name}.events"
        if room.name.startswith("paraphe.") and importlib.util.find_spec(name):
            constants = vars(importlib.import_module(name)).items()
            yield from (value for key, value in constants if key.isupper() and isinstance(value, str))


def test_list_events_of_every_room_finds_rule_or_silence_and_sentence() -> None:
    found = set(all_events())
    assert len(found) > 15
    assert found - set(rules.RULES) - rules.SILENT == set()
    assert set(rules.RULES) & rules.SILENT == set()
    assert (set(rules.RULES) | rules.SILENT) - found == set()
    assert found - set(known()) == set()


def test_invite_newcomer_mails_link_that_opens(body: Body) -> None:
    body.invite(**NEWCOMER)
    assert tell() == [(NEWCOMER["email"], "Invitation\u00a0: déclarer pour Commune de Valbrune")]
    link = re.search(rf"{settings.ORIGIN}(/invitation/\S+)", str(mail.outbox[0].body))
    assert link is not None
    assert Client().get(link[1]).status_code == 200


def test_deliver_twice_sends_each_mail_once(body: Body) -> None:
    body.invite(**NEWCOMER)
    assert len(tell()) == 1
    assert tell() == []
    Cursor.objects.update(next_index=0)
    assert tell() == []


def test_invite_then_withdraw_before_sending_sends_no_dead_link(body: Body) -> None:
    invitation = body.invite(**NEWCOMER)
    access.withdraw_invitation(invitation, actor=body.administrator)
    subjects = [subject for _, subject in tell()]
    assert len(subjects) == 1
    assert subjects[0].startswith("Invitation retirée")
    assert Delivery.objects.get(template="invited").outcome == Delivery.Outcome.NEEDLESS


def test_grant_right_tells_person_and_other_administrators(body: Body) -> None:
    fellow, declarant = body.add_administrator(), body.add_declarant()
    tell()
    body.grant(declarant, places=body.places)
    told = dict(tell())
    assert set(told) == {declarant.email, fellow.email}
    text = next(str(sent.body) for sent in mail.outbox if sent.to == [declarant.email])
    assert "Mairie (siège)" in text
    assert "signer, jusqu’au" in text
    assert body.administrator.full_name in text


@pytest.mark.parametrize("act", ["close", "leave", "join", "appoint"])
def test_act_on_rights_tells_those_concerned(act: str, body: Body) -> None:
    declarant = body.add_declarant()
    rights = body.grant(declarant)
    newcomer, _ = make_person(given_name="Nadia", family_name="Belkhir")
    invitation = body.invite(email=newcomer.email, given_name="Nadia", family_name="Belkhir")
    tell()
    expected: dict[str, list[Person]] = {
        "close": [declarant],
        "leave": [declarant],
        "join": [body.administrator],
        "appoint": [],
    }
    if act == "close":
        body.close(*rights, reason="Changement de service")
    elif act == "leave":
        access.end_membership(body.membership(declarant), reason="Départ", actor=body.administrator)
    elif act == "join":
        access.accept_invitation(invitation, actor=newcomer)
    else:
        expected["appoint"] = [body.add_administrator()]
    addresses = {address for address, subject in tell() if "connexion" not in subject}
    assert addresses == {person.email for person in expected[act]}


def test_write_mail_never_holds_markup_or_unfilled_name(body: Body) -> None:
    declarant = make_person(email="odile@exemple.fr", family_name="d’Aubigné & Fils")[0]
    body.join(declarant)
    body.grant(declarant)
    body.invite(**NEWCOMER)
    body.add_administrator()
    assert tell()
    for sent in mail.outbox:
        text = f"{sent.subject}\n{sent.body}"
        assert not re.search(r"&#|&amp;|\{\{|\{%|<[a-z]", text)
        assert "None" not in text
        assert sent.subject
        assert "d’Aubigné & Fils" in text or declarant.email not in sent.to


class Failing(EmailBackend):
    """A mail server that refuses one address."""

    refused = NEWCOMER["email"]

    def send_messages(self, messages):  # type: ignore[no-untyped-def]
        if any(self.refused in message.to for message in messages):
            raise ConnectionRefusedError
        return super().send_messages(messages)


def test_send_refused_mail_goes_aside_after_five_tries_and_blocks_nobody(
    body: Body, settings: pytest.FixtureRequest
) -> None:
    settings.EMAIL_BACKEND = f"{__name__}.Failing"  # type: ignore[attr-defined]
    body.invite(**NEWCOMER)
    declarant = body.add_declarant()
    assert declarant.email in dict(tell())
    at = clock.now()
    for _ in range(6):
        at += timedelta(hours=1)
        with clock.freeze(at):
            services.deliver_pending()
    owed = Delivery.objects.get(template="invited", recipient=invited_ref())
    assert (owed.outcome, owed.tries) == (Delivery.Outcome.ASIDE, 5)
    assert owed.error == "builtins.ConnectionRefusedError"
    assert owed.sent_at is None


def invited_ref() -> str:
    from paraphe.accounts.selectors import person_by_email

    person = person_by_email(NEWCOMER["email"])
    assert person is not None
    return str(person.ref)


def test_read_entry_with_failing_rule_is_owed_and_later_ones_are_told(
    body: Body, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(told: Body_) -> list[Recipient]:
        raise LookupError

    kept = rules.RULES["access.declarant.invited"]
    monkeypatch.setitem(
        rules.RULES, "access.declarant.invited", (replace(kept[0], audience=Audience(fail, "")),)
    )
    body.invite(**NEWCOMER)
    administrator = body.add_administrator()
    assert administrator.email in dict(tell())
    assert Delivery.objects.get(template=services.UNRULED, event="access.declarant.invited").tries == 1
    monkeypatch.setitem(rules.RULES, "access.declarant.invited", kept)
    with clock.freeze(clock.now() + timedelta(hours=1)):
        services.deliver_pending()
        services.deliver_pending()
    assert NEWCOMER["email"] in {sent.to[0] for sent in mail.outbox}


def test_read_journal_stops_at_the_first_entry_not_included(body: Body) -> None:
    body.invite(**NEWCOMER)
    services.deliver_pending()
    assert mail.outbox == []
    assert Cursor.objects.get().next_index == Place.objects.count()
    assert len(tell()) == 1
