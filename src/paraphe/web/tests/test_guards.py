import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from paraphe.web import slots
from paraphe.web.checks import check_guards, check_slots
from paraphe.web.tests.conftest import Recorder

pytestmark = pytest.mark.django_db


def test_open_public_page_anonymous_answers(stranger: Client) -> None:
    assert stranger.get("/formulaire").status_code == 200


@pytest.mark.parametrize("path", ["/enrolement", "/moi", "/o/valbrune/personnes", "/o/inconnu/personnes"])
def test_open_guarded_page_anonymous_goes_to_log_in(stranger: Client, path: str) -> None:
    response = stranger.get(path)
    assert (response.status_code, response["Location"]) == (302, f"/compte/connexion?next={path}")


def test_open_own_page_without_second_factor_goes_to_enrolment(visitor: Client) -> None:
    with slots.second_factor.filled_with(lambda request: "/enrolement"):
        response = visitor.get("/moi")
        assert (response.status_code, response["Location"]) == (302, "/enrolement")
        assert visitor.get("/enrolement").status_code == 200
        assert visitor.get("/o/valbrune/personnes").status_code == 302


def test_open_body_page_allowed_shows_body_in_use(visitor: Client) -> None:
    response = visitor.get("/o/valbrune/personnes")
    assert response.status_code == 200
    assert "Commune de Valbrune" in response.content.decode()


def test_open_body_page_refused_names_gate_and_who_lifts_it(visitor: Client) -> None:
    response = visitor.get("/o/refuse/personnes")
    page = response.content.decode()
    assert response.status_code == 403
    assert "C’est ici que cela bloque" in page
    assert "Samuel Kerbrat" in page
    assert "Il faut « Signer »" in page


def test_open_body_page_refused_tells_programs_the_failed_gates(visitor: Client) -> None:
    response = visitor.get("/o/refuse/personnes", headers={"Accept": "application/json"})
    assert response["Content-Type"] == "application/problem+json"
    assert [gate["code"] for gate in response.json()["gates"]] == ["level"]


def test_open_body_page_unrelated_looks_like_absence(visitor: Client) -> None:
    unrelated, absent = visitor.get("/o/autre/personnes"), visitor.get("/o/valbrune/nulle-part")
    assert unrelated.status_code == absent.status_code == 404
    assert unrelated.content == absent.content
    varying = {"X-Request-ID", "Content-Security-Policy", "Cache-Control"}
    names = set(unrelated.headers) | set(absent.headers)
    assert {name: unrelated.headers.get(name) for name in names - varying} == {
        name: absent.headers.get(name) for name in names - varying
    }


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options", "trace"])
def test_ask_verb_not_declared_is_405_with_allow(visitor: Client, method: str) -> None:
    response = getattr(visitor, method)("/o/valbrune/personnes")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD")


def test_open_page_with_empty_decider_refuses(visitor: Client) -> None:
    with slots.decider.filled_with(None):
        assert visitor.get("/o/valbrune/personnes").status_code == 503
        assert [error.id for error in check_slots(None)] == ["paraphe.E001"]


def test_open_view_without_guard_never_answers(stranger: Client) -> None:
    with pytest.raises(ImproperlyConfigured):
        stranger.get("/sans-garde")
    assert [error.msg for error in check_guards(None)] == ["/sans-garde has no guard"]


def test_show_personal_page_records_access_first(visitor: Client, recorder: Recorder) -> None:
    visitor.get("/o/valbrune/personnes")
    assert recorder.paths == ["/o/valbrune/personnes"]


def test_show_personal_page_refused_records_nothing(visitor: Client, recorder: Recorder) -> None:
    visitor.get("/o/refuse/personnes")
    visitor.get("/moi")
    assert recorder.paths == []


def test_show_personal_page_unrecorded_is_not_shown(visitor: Client, recorder: Recorder) -> None:
    recorder.broken = True
    response = visitor.get("/o/valbrune/personnes")
    assert response.status_code == 503
    assert "Odile Farge" not in response.content.decode()


def test_show_personal_page_with_empty_recorder_is_not_shown(visitor: Client) -> None:
    with slots.access_recorder.filled_with(None):
        assert visitor.get("/o/valbrune/personnes").status_code == 503
