"""Errors become pages that say what happened, and documents a program can read."""

from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client

from paraphe.kernel.errors import Conflict, Forbidden, Invalid, NotFound, PortalError, Unavailable, WrongState
from paraphe.web import failures, problems, slots
from paraphe.web.forms import add_problem
from paraphe.web.problems import Problem
from paraphe.web.tests.conftest import Gate
from paraphe.web.tests.forms import SampleForm

pytestmark = pytest.mark.django_db
CODE = "web.test_taken"
problems.register({CODE: Problem("Déjà fait", "{name} l’a fait avant vous, à {hour}.", "Rechargez la page.")})


@pytest.mark.parametrize(
    ("family", "status"),
    [
        (Forbidden, 403),
        (NotFound, 404),
        (WrongState, 409),
        (Invalid, 422),
        (Conflict, 409),
        (Unavailable, 503),
        (PortalError, 500),
    ],
)
def test_tell_error_takes_the_status_of_its_family(family: type[PortalError], status: int) -> None:
    told = problems.tell(family(CODE))
    assert told is not None
    assert told.status == status


def test_tell_error_fills_sentence_and_leaves_blanks() -> None:
    told = problems.tell(Conflict(CODE, name="Odile"))
    assert told is not None
    assert told.sentence == "Odile l’a fait avant vous, à …."


def test_register_same_code_with_other_words_is_refused() -> None:
    with pytest.raises(ValueError, match="registered twice"):
        problems.register({CODE: Problem("Autre", "Autre.")})


def test_raise_known_problem_shows_its_page(visitor: Client) -> None:
    response = visitor.get(f"/souci/conflict/{CODE}")
    assert response.status_code == 409
    assert "Odile l’a fait avant vous" in response.content.decode()


def test_raise_known_problem_gives_problem_document(visitor: Client) -> None:
    response = visitor.get(f"/souci/conflict/{CODE}", headers={"Accept": "application/problem+json"})
    document = response.json()
    assert response["Content-Type"] == "application/problem+json"
    assert (document["status"], document["code"], document["type"]) == (409, CODE, f"/problemes#{CODE}")
    assert document["reference"] == response["X-Request-ID"]


def test_raise_refusal_of_a_verb_shows_its_gates(visitor: Client) -> None:
    bad = Gate("level", "Il manque le droit de signer", False, lifted_by=["Samuel Kerbrat"])
    with slots.refusal_gates.filled_with(lambda request, error: [bad]):
        response = visitor.get(f"/souci/forbidden/{CODE}")
        other = visitor.get(f"/souci/conflict/{CODE}")
    page = response.content.decode()
    assert response.status_code == 403
    assert "Samuel Kerbrat" in page
    assert "Déjà fait" in page
    assert "Samuel Kerbrat" not in other.content.decode()


def test_raise_not_found_looks_like_unknown_address(visitor: Client) -> None:
    raised, unknown = visitor.get(f"/souci/absent/{CODE}"), visitor.get("/nulle-part")
    assert raised.status_code == unknown.status_code == 404
    assert raised.content == unknown.content


def test_raise_unknown_code_is_500_with_reference_only(visitor: Client) -> None:
    response = visitor.get("/souci/forbidden/web.never_told")
    page = response.content.decode()
    assert response.status_code == 500
    assert response["X-Request-ID"] in page
    assert "never_told" not in page


def test_break_down_is_500_without_details(unraised: Client) -> None:
    response = unraised.get("/panne")
    page = response.content.decode()
    assert response.status_code == 500
    assert response["X-Request-ID"] in page
    assert "secret" not in page


def test_break_down_with_broken_templates_still_answers(unraised: Client) -> None:
    with patch.object(failures, "render_to_string", side_effect=OSError):
        response = unraised.get("/panne")
    assert response.status_code == 500
    assert failures.BROKEN.title in response.content.decode()


def test_lose_database_is_503(unraised: Client) -> None:
    with patch("paraphe.web.middleware.reading.read_only", side_effect=OperationalError("gone")):
        response = unraised.get("/formulaire")
        assert unraised.get("/healthz").status_code == 200
    assert response.status_code == 503
    assert failures.DOWN.title in response.content.decode()


def test_send_form_without_token_is_403() -> None:
    response = Client(enforce_csrf_checks=True).post("/formulaire", {"name": "a"})
    assert response.status_code == 403
    assert failures.CSRF.title in response.content.decode()


def test_list_problems_names_every_code(stranger: Client) -> None:
    page = stranger.get("/problemes").content.decode()
    assert all(f'id="{code}"' in page for code in problems.known())
    assert all(f'id="{told.code}"' in page for told in failures.FIXED)


def test_add_problem_to_form_puts_it_on_the_named_field() -> None:
    form = SampleForm({"name": "Odile"})
    add_problem(form, Conflict(CODE, name="Odile", field="name"))
    add_problem(form, Conflict(CODE, name="Odile"))
    assert form.errors["name"] == ["Odile l’a fait avant vous, à …. Rechargez la page."]
    assert len(form.non_field_errors()) == 1


def test_add_unknown_problem_to_form_raises_it() -> None:
    error = Conflict("web.never_told")
    with pytest.raises(Conflict) as raised:
        add_problem(SampleForm({}), error)
    assert raised.value is error


def test_too_many_requests_says_how_long(rf: "object") -> None:
    from django.test import RequestFactory

    request = RequestFactory().get("/", headers={"Accept": "application/json"})
    response = failures.too_many(request, retry_after=60)
    assert (response.status_code, response["Retry-After"]) == (429, "60")
