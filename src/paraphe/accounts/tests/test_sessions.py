"""Sessions: seen, ended from afar, limited in time; what is written beside a request that only reads."""

from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings

from paraphe.accounts import selectors, services
from paraphe.accounts.models import LastActivity
from paraphe.accounts.testing import login, make_person
from paraphe.kernel import clock

from .conftest import Visitor

HOME = "/compte/"
LIST = "/compte/sessions/"


@pytest.fixture
def two_browsers(live_database: Any) -> tuple[Visitor, Visitor]:
    """Two browsers of one person, on a database with its two real connections."""
    person, _ = make_person()
    here, there = Visitor(HTTP_USER_AGENT="Ici"), Visitor(HTTP_USER_AGENT="Là-bas".encode().decode("latin-1"))
    login(here, person)
    login(there, person)
    return here, there


def test_list_sessions_shows_each_and_says_which_is_this_one(two_browsers: tuple[Visitor, Visitor]) -> None:
    here, _ = two_browsers
    page = here.get(LIST).content.decode()
    assert page.count("(cette session)") == 1
    assert page.count('class="entry-body"') == 2


def test_end_session_from_afar_kills_it_at_its_next_request(two_browsers: tuple[Visitor, Visitor]) -> None:
    here, there = two_browsers
    row = UserSession.objects.get(session_key=there.session.session_key)
    assert here.post(f"{LIST}{row.pk}/fermer/").status_code == 302
    assert there.get(HOME)["Location"].startswith("/compte/connexion/")
    assert here.get(HOME).status_code == 200


def test_end_other_sessions_keeps_this_one(two_browsers: tuple[Visitor, Visitor]) -> None:
    here, there = two_browsers
    assert here.post(f"{LIST}autres/fermer/").status_code == 302
    assert here.get(HOME).status_code == 200
    assert there.get(HOME)["Location"].startswith("/compte/connexion/")
    assert here.get(LIST).content.decode().count('class="entry-body"') == 1


def test_end_session_of_someone_else_is_absence(two_browsers: tuple[Visitor, Visitor]) -> None:
    here, _ = two_browsers
    stranger = Visitor()
    login(stranger, make_person()[0])
    row = UserSession.objects.get(session_key=here.session.session_key)
    assert stranger.post(f"{LIST}{row.pk}/fermer/").status_code == 404
    assert here.get(HOME).status_code == 200


def test_end_sessions_of_a_person_kills_them_all(two_browsers: tuple[Visitor, Visitor]) -> None:
    here, there = two_browsers
    person = selectors.person_by_ref(UserSession.objects.get(session_key=here.session.session_key).user.ref)
    assert person is not None
    services.end_sessions(person)
    assert here.get(HOME).status_code == 302
    assert there.get(HOME).status_code == 302


def test_open_session_past_its_absolute_limit_is_over(two_browsers: tuple[Visitor, Visitor]) -> None:
    here, _ = two_browsers
    now = clock.now()
    here.get(HOME)
    for hours in range(settings.ABSOLUTE_HOURS):
        with clock.freeze(now + timedelta(hours=hours)):
            assert here.get(HOME).status_code == 200
    with clock.freeze(now + timedelta(hours=settings.ABSOLUTE_HOURS, minutes=1)):
        assert here.get(HOME)["Location"].startswith("/compte/connexion/")


def test_use_session_postpones_its_idle_limit(two_browsers: tuple[Visitor, Visitor]) -> None:
    from django.contrib.sessions.models import Session

    here, _ = two_browsers
    key = here.session.session_key
    here.get(HOME)
    before = Session.objects.get(session_key=key).expire_date
    with clock.freeze(clock.now() + timedelta(minutes=2)):
        here.get(HOME)
    assert Session.objects.get(session_key=key).expire_date == before
    with clock.freeze(clock.now() + timedelta(minutes=6)):
        here.get(HOME)
    assert Session.objects.get(session_key=key).expire_date > before


def test_read_a_page_writes_activity_at_most_hourly(two_browsers: tuple[Visitor, Visitor]) -> None:
    here, _ = two_browsers
    here.get(HOME)
    first = LastActivity.objects.get().at
    for minutes, moved in ((10, False), (59, False), (66, True)):
        with clock.freeze(first + timedelta(minutes=minutes)):
            here.get(HOME)
        assert (LastActivity.objects.get().at > first) is moved


def test_read_last_activity_gives_it_by_person(two_browsers: tuple[Visitor, Visitor]) -> None:
    here, _ = two_browsers
    here.get(HOME)
    person = UserSession.objects.get(session_key=here.session.session_key).user
    stranger, _ = make_person()
    assert set(selectors.last_activity([person, stranger])) == {person.pk}


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:150.0) Gecko/20100101 Firefox/150.0", "Firefox, Linux"),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150 Safari/537.36 Edg/150",
            "Edge, Windows",
        ),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 20 like Mac OS X) Version/20 Safari/604.1", "Safari, iPhone"),
        ("<script>", "Navigateur inconnu"),
        ("", "Navigateur inconnu"),
    ],
)
def test_name_browser_says_it_in_words(said: str, words: str) -> None:
    assert selectors.browser_words(said) == words
