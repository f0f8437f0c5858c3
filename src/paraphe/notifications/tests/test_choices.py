"""What a person chooses: at once, in one mail a day, or on the portal only; and what is never hers to turn off."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from paraphe.access.testing import Body, make_body, with_key
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import login, make_person
from paraphe.journal.models import Entry
from paraphe.kernel import clock
from paraphe.notifications import selectors, services
from paraphe.notifications.errors import KindFixed
from paraphe.notifications.models import Cursor, Delivery, Notice, Preference
from paraphe.notifications.testing import make_notice
from paraphe.notifications.tests.scene import include
from paraphe.notifications.vocabulary import CHOSEN, Kind, Way
from paraphe.registry.testing import open_place


@pytest.fixture
def body(db: None) -> Body:
    made = make_body(places=2)
    tell()
    return made


@pytest.fixture
def odile(body: Body) -> Person:
    person = body.add_declarant()
    tell()
    Notice.objects.all().delete()
    return person


def tell() -> list[str]:
    """Include and deliver; whom a mail left to."""
    mail.outbox.clear()
    include()
    services.deliver_pending()
    return sorted(address for sent in mail.outbox for address in sent.to)


def open_client(person: Person) -> Client:
    client = Client()
    login(client, person)
    return client


def test_grant_right_in_notice_only_mails_nothing_and_shows_it(body: Body, odile: Person) -> None:
    services.choose_ways(odile, ways={Kind.DECISIONS: Way.NOTICE})
    body.grant(odile)
    assert odile.email not in tell()
    shown = Notice.objects.get(recipient=odile.ref, template="right_granted")
    assert (shown.kind, shown.siren, shown.read_at) == ("decisions", body.organisation.siren, None)
    assert shown.url.startswith("/organismes/")


def test_grant_rights_by_digest_makes_one_mail_at_seven(body: Body, odile: Person) -> None:
    services.choose_ways(odile, ways={Kind.DECISIONS: Way.DAILY})
    evening = datetime(2027, 1, 14, 17, tzinfo=UTC)
    with clock.freeze(evening):
        rights = body.grant(odile)
        body.close(*rights, reason="Erreur")
        assert odile.email not in tell()
    with clock.freeze(datetime(2027, 1, 15, 5, 59, tzinfo=UTC)):
        assert odile.email not in tell()
    with clock.freeze(datetime(2027, 1, 15, 6, 0, tzinfo=UTC)):
        assert tell().count(odile.email) == 1
        assert tell() == []
    assert Delivery.objects.filter(recipient=odile.ref, is_digest=True, outcome="sent").count() == 2


def test_write_digest_groups_by_body_and_names_each_page(body: Body, odile: Person) -> None:
    other = make_body(name="Hôpital de la Vallée")
    other.join(odile)
    tell()
    services.choose_ways(odile, ways={Kind.DECISIONS: Way.DAILY})
    for one in (body, other):
        one.grant(odile)
    tell()
    with clock.freeze(clock.now() + timedelta(days=1)):
        tell()
    sent = next(one for one in mail.outbox if one.to == [odile.email])
    html = str(sent.alternatives[0][0])  # type: ignore[attr-defined]
    assert str(sent.subject).startswith("Vos nouvelles du ")
    assert html.index("<h2>Commune de Valbrune</h2>") < html.index("<h2>Hôpital de la Vallée</h2>")
    assert html.count("De nouveaux droits pour") == 2
    assert str(sent.body).count("/organismes/") == 2


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2027-01-14T05:59:00", "2027-01-14T06:00:00"),
        ("2027-01-14T06:00:00", "2027-01-15T06:00:00"),
        ("2027-03-27T12:00:00", "2027-03-28T05:00:00"),
        ("2027-10-30T12:00:00", "2027-10-31T06:00:00"),
        ("2027-10-31T05:30:00", "2027-10-31T06:00:00"),
    ],
)
def test_find_next_digest_is_seven_in_paris_across_clock_changes(now: str, due: str) -> None:
    read = datetime.fromisoformat
    assert services.next_digest_at(read(f"{now}+00:00")) == read(f"{due}+00:00")


def test_choose_ways_never_turns_security_off(odile: Person) -> None:
    for kind in (Kind.SECURITY, Kind.NEEDED, Kind.DESK):
        with pytest.raises(KindFixed):
            services.choose_ways(odile, ways={kind: Way.NOTICE})
        with pytest.raises(IntegrityError), transaction.atomic():
            Preference.objects.create(person=odile, kind=kind.value, way="notice")
    assert {Kind.SECURITY, Kind.NEEDED} & set(CHOSEN) == set()


def test_change_administrators_is_mailed_whatever_was_chosen(body: Body) -> None:
    services.choose_ways(body.administrator, ways=dict.fromkeys(CHOSEN, Way.NOTICE))
    other = body.add_administrator()
    tell()
    body.remove_administrator(other, actor=body.administrator)
    third = body.add_administrator(family_name="Guillou")
    services.choose_ways(third, ways=dict.fromkeys(CHOSEN, Way.NOTICE))
    tell()
    newcomer = body.settle_by_key(make_person(family_name="Prigent")[0])
    told = tell()
    assert {body.administrator.email, third.email} <= set(told)
    security = next(sent for sent in mail.outbox if sent.to == [third.email])
    assert security.extra_headers["Importance"] == "high"
    assert "List-Unsubscribe" not in security.extra_headers
    assert newcomer.person.full_name in str(security.subject)


def test_read_log_again_writes_each_notice_once(body: Body, odile: Person) -> None:
    body.grant(odile)
    tell()
    count = Notice.objects.count()
    Cursor.objects.update(next_index=0)
    tell()
    assert Notice.objects.filter(template="right_granted", recipient=odile.ref).count() == 1
    assert Notice.objects.count() >= count


def test_list_notices_shows_own_unread_ones_only(body: Body, odile: Person) -> None:
    mine, theirs = (
        make_notice(odile, title="Pour Odile"),
        make_notice(body.administrator, title="Pour Claire"),
    )
    client = open_client(odile)
    shown = client.get("/avis/").content.decode()
    assert "Pour Odile" in shown
    assert "Pour Claire" not in shown
    assert selectors.unread_count(odile) == 1
    for verb in ("ouvrir", "lu"):
        assert client.post(f"/avis/{theirs.ref}/{verb}").status_code == 404
    assert client.post(f"/avis/{mine.ref}/lu").status_code == 303
    assert "Aucun avis non lu" in client.get("/avis/").content.decode()
    assert "Pour Odile" in client.get("/avis/?voir=tous").content.decode()
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_open_notice_marks_it_read_and_goes_to_its_page(odile: Person) -> None:
    notice = make_notice(odile, url="/organismes/")
    answer = open_client(odile).post(f"/avis/{notice.ref}/ouvrir")
    assert (answer.status_code, answer["Location"]) == (303, "/organismes/")
    assert selectors.unread_count(odile) == 0


def test_list_notices_filters_by_body_and_keeps_the_filter(body: Body, odile: Person) -> None:
    siren = body.organisation.siren
    make_notice(odile, title="De la commune", siren=siren)
    make_notice(odile, title="Du compte")
    client = open_client(odile)
    shown = client.get(f"/avis/?siren={siren}").content.decode()
    assert "De la commune" in shown
    assert "Du compte" not in shown
    answer = client.post("/avis/tous-lus", {"siren": siren})
    assert answer["Location"] == f"/avis/?siren={siren}"
    assert selectors.unread_count(odile) == 1


@pytest.mark.parametrize(
    "query", ["?siren=x", "?siren=%00", "?voir=%ff", "?page=-1", "?page=zz&siren=000000000"]
)
def test_list_notices_with_hostile_query_answers(query: str, odile: Person) -> None:
    assert open_client(odile).get(f"/avis/{query}").status_code in (200, 400)


def test_list_notices_goes_page_by_page(odile: Person) -> None:
    for number in range(21):
        make_notice(odile, title=f"Avis {number:02}.")
    client = open_client(odile)
    assert "Avis 00." not in client.get("/avis/").content.decode()
    assert "Avis 00." in client.get("/avis/?page=2").content.decode()


def test_choose_on_page_keeps_choices_and_records_no_entry(odile: Person) -> None:
    client, entries = open_client(odile), Entry.objects.count()
    answers = dict.fromkeys((kind.value for kind in CHOSEN), "daily")
    assert client.post("/avis/preferences/", answers).status_code == 303
    assert set(selectors.chosen_ways(odile).values()) == {Way.DAILY}
    assert Entry.objects.count() == entries
    shown = client.get("/avis/preferences/").content.decode()
    assert shown.count("checked") == len(CHOSEN)
    assert "Toujours envoyé aussitôt" in shown


@pytest.mark.parametrize("wrong", [{}, {"decisions": "never"}, {"security": "notice"}])
def test_choose_with_wrong_answers_changes_nothing(wrong: dict[str, str], odile: Person) -> None:
    assert open_client(odile).post("/avis/preferences/", wrong).status_code == 422
    assert Preference.objects.count() == 0


def test_forget_old_notices_keeps_a_year(odile: Person) -> None:
    for days in (300, 400):
        with clock.freeze(clock.now() - timedelta(days=days)):
            make_notice(odile)
    assert services.forget_old_notices() == 1
    assert Notice.objects.count() == 1


def test_remind_of_register_news_once_in_the_digest_after_a_week(body: Body) -> None:
    news = open_place(with_key(f"{body.organisation.siren}0009"))
    tell()
    assert services.remind_of_register_news() == 0
    with clock.freeze(clock.now() + timedelta(days=7)):
        assert services.remind_of_register_news() == 1
        assert services.remind_of_register_news() == 0
        assert tell() == []
        later = services.next_digest_at(clock.now())
    with clock.freeze(later):
        assert tell() == [body.administrator.email]
    notice = Notice.objects.get(template="register_waiting")
    assert news.ref in notice.url
    assert notice.title in str(mail.outbox[0].body)


def test_send_mail_carries_headers_that_answer_no_robot(body: Body, odile: Person, settings: Any) -> None:
    settings.PARAPHE_MAIL_BOUNCES = "retours@paraphe.example"
    body.grant(odile)
    tell()
    sent = next(one for one in mail.outbox if one.to == [odile.email])
    headers = sent.message()
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["List-Unsubscribe"].endswith("/avis/preferences/>")
    assert Delivery.objects.get(template="right_granted").token in headers["Message-ID"]
    assert (sent.from_email, headers["From"]) == ("retours@paraphe.example", settings.DEFAULT_FROM_EMAIL)
    assert [part.get_content_type() for part in headers.walk()] == [
        "multipart/alternative",
        "text/plain",
        "text/html",
    ]
