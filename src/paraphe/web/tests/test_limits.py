"""Hostile requests get a clear refusal, never a 500."""

import pytest
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client, RequestFactory
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from paraphe.web import failures
from paraphe.web.guards import Guard
from paraphe.web.http import portal
from paraphe.web.middleware import Limits

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/cookies?q=%00", "/cookies?%00=a", "/o/a%00b/personnes", "/%00", "/problemes?x=a%00b&x=b"]
)
def test_ask_address_with_nul_is_400(unraised: Client, address: str) -> None:
    response = unraised.get(address)
    assert response.status_code == 400
    assert failures.BAD_REQUEST.title in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/cookies?q=%ff%fe",
        "/%ff",
        "/cookies?q=%ed%a0%80",
        "/cookies?q=" + "a" * 20_000,
        "/cookies?q[]=&&&;=%",
    ],
)
def test_ask_address_with_odd_bytes_is_answered(unraised: Client, address: str) -> None:
    assert unraised.get(address).status_code in (200, 404)


def test_ask_address_with_too_many_parameters_is_413(unraised: Client) -> None:
    assert unraised.get("/cookies?" + "&".join(["a=1"] * 5_000)).status_code == 413


@pytest.mark.parametrize("charset", ["utf-7", "unicode_escape", "latin-1", "nonsense"])
@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"]
)
def test_send_with_another_charset_is_400(unraised: Client, kind: str, charset: str) -> None:
    content_type = f"{kind}; charset={charset}"
    assert unraised.generic("POST", "/formulaire", b"name=a", content_type=content_type).status_code == 400
    assert unraised.get("/cookies?q=a", CONTENT_TYPE=content_type).status_code == 400


def test_send_form_with_nul_is_400(unraised: Client) -> None:
    assert unraised.post("/formulaire", {"name": "a\x00b"}).status_code == 400
    assert (
        unraised.post("/ecrire", "name=a%00b", content_type="application/x-www-form-urlencoded").status_code
        == 400
    )


def test_send_file_named_with_nul_is_answered(unraised: Client) -> None:
    file = SimpleUploadedFile("x.dsn", b"S10")
    file.name = "a\x00b.dsn"
    assert unraised.post("/formulaire", {"file": file, "name": "a"}).status_code == 422


def test_send_too_many_fields_is_413(unraised: Client) -> None:
    response = unraised.post("/formulaire", {f"f{number}": "1" for number in range(3_000)})
    assert response.status_code == 413
    assert failures.TOO_MANY_FIELDS.title in response.content.decode()


def test_send_too_many_files_is_413(unraised: Client) -> None:
    files = {f"f{number}": SimpleUploadedFile(f"{number}", b"x") for number in range(30)}
    assert unraised.post("/formulaire", files).status_code == 413


def test_send_form_too_big_is_413(unraised: Client) -> None:
    response = unraised.post(
        "/formulaire", {"name": "x" * 2_000_000}, content_type="application/x-www-form-urlencoded"
    )
    assert response.status_code == 413


def test_send_form_over_its_room_is_413_unread(unraised: Client, settings: LazySettings) -> None:
    settings.PARAPHE_MAX_FORM = 100
    assert unraised.post("/formulaire", {"name": "x" * 200}).status_code == 413


def test_send_file_where_files_are_taken_is_answered(unraised: Client, settings: LazySettings) -> None:
    settings.PARAPHE_MAX_FORM = 100
    for path, status in (("/o/valbrune/depot", 200), ("/formulaire", 413)):
        file = SimpleUploadedFile("x.dsn", b"x" * 3_000)
        assert unraised.post(path, {"file": file}).status_code == status
    settings.PARAPHE_MAX_BODY = 2_000
    assert (
        unraised.post("/o/valbrune/depot", {"file": SimpleUploadedFile("x.dsn", b"x" * 3_000)}).status_code
        == 413
    )


def test_send_file_as_nobody_is_413_unread(stranger: Client, settings: LazySettings) -> None:
    settings.PARAPHE_MAX_FORM = 100
    assert (
        stranger.post("/o/valbrune/depot", {"file": SimpleUploadedFile("x.dsn", b"x" * 3_000)}).status_code
        == 413
    )


def test_send_file_where_anyone_may_is_bounded_by_its_room(stranger: Client, settings: LazySettings) -> None:
    settings.PARAPHE_MAX_FORM = 100
    for size, status in ((3_000, 200), (6_000, 413)):
        assert stranger.post("/ouvert", {"file": SimpleUploadedFile("x", b"x" * size)}).status_code == status


def test_send_file_by_refused_verb_is_405_unread(unraised: Client, settings: LazySettings) -> None:
    settings.PARAPHE_MAX_FORM = 100
    assert unraised.post("/cookies", {"file": SimpleUploadedFile("x.dsn", b"x" * 3_000)}).status_code == 405


@pytest.mark.parametrize("length", ["-1", "1e9", "abc", "٣"])
def test_send_body_with_odd_length_is_400(unraised: Client, length: str) -> None:
    assert unraised.get("/cookies", CONTENT_LENGTH=length).status_code == 400


def test_send_broken_multipart_is_400(unraised: Client) -> None:
    response = unraised.post(
        "/formulaire", b"--x\r\nnothing", content_type="multipart/form-data; boundary=\xff"
    )
    assert response.status_code == 400


def test_ask_with_unknown_host_is_400(unraised: Client) -> None:
    assert unraised.get("/", headers={"Host": "attacker.example"}).status_code == 400


@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    query=st.binary(max_size=60),
    body=st.binary(max_size=200),
    kind=st.sampled_from(
        [
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=a",
            "multipart/form-data",
            "text/plain",
            "é",
            "",
        ]
    ),
)
def test_send_random_bytes_is_never_500(unraised: Client, query: bytes, body: bytes, kind: str) -> None:
    for method in ("GET", "POST"):
        response = unraised.generic(
            method, "/formulaire", body, content_type=kind, QUERY_STRING=query.decode("latin-1")
        )
        assert response.status_code < 500, response.content


def test_refuse_large_body_takes_it_off_the_wire_unkept(settings: LazySettings) -> None:
    settings.PARAPHE_MAX_FORM, settings.PARAPHE_MAX_BODY = 100, 4_000
    for size, left in ((6_000, 0), (9_000, 9_000)):
        request = RequestFactory().post(
            "/formulaire", b"x" * size, content_type="multipart/form-data; boundary=a"
        )
        portal(request).guard = Guard("public", methods=("POST",))
        response = Limits(lambda request: HttpResponse()).process_view(request, None, None, None)
        assert response is not None
        assert response.status_code == 413
        assert len(request.read()) == left
