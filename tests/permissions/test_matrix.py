"""Every address, asked by everyone, answers what the table says; another body's objects answer as absence does."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from paraphe.access import readings
from paraphe.kernel.identifiers import Ref
from tests.fixtures.database import LiveDatabase
from tests.permissions.asking import OTHER_METHODS, Route, ask, face_of, walk_routes, word_of
from tests.permissions.cast import Cast, enter_all, raise_cast

TABLE: dict[str, Any] = tomllib.loads(Path(__file__).with_name("expected.toml").read_text("utf-8"))
LAST = "account_logout"
Say = Callable[[str], None]


@pytest.fixture
def cast(department: LiveDatabase) -> Cast:
    """Everyone at their place and logged in."""
    raised = raise_cast()
    enter_all(raised)
    return raised


@pytest.fixture(scope="module")
def routes() -> list[Route]:
    """The URL table, the way out last."""
    return sorted(walk_routes(), key=lambda route: route.name == LAST)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_read_table_has_one_row_for_each_route(method: str, routes: list[Route]) -> None:
    names = [route.name for route in routes]
    assert len(names) == len(set(names))
    assert sorted(TABLE[method]) == sorted(names)
    assert all(len(row) == len(TABLE["relations"]) for row in TABLE[method].values())


def test_read_table_crosses_each_object_of_a_body(routes: list[Route]) -> None:
    inner = [route.name for route in routes if "body_ref" in route.parts and len(route.parts) > 1]
    assert sorted(TABLE["crossed"]) == sorted(inner)


def test_read_routes_with_personal_data_are_each_told_in_words(routes: list[Route]) -> None:
    personal = [route.name for route in routes if route.personal]
    assert len(personal) > 20
    assert [name for name in personal if not readings.is_told(name)] == []


def test_ask_each_route_as_everyone_answers_the_table(cast: Cast, routes: list[Route], say: Say) -> None:
    wrong, cells = [], 0
    for method in ("GET", "POST"):
        for column, relation in enumerate(TABLE["relations"]):
            for route in routes:
                expected = TABLE[method][route.name][column]
                found = word_of(ask(cast, relation, route, method))
                cells += 1
                if found != expected:
                    wrong.append(f"{method} {route.name} as {relation}: {found}, expected {expected}")
    say(f"permission matrix: {cells} cells, {len(wrong)} wrong ({len(routes)} routes)")
    assert not wrong, "\n".join(wrong)


@pytest.mark.drill
def test_ask_by_other_methods_is_refused_to_everyone(cast: Cast, routes: list[Route], say: Say) -> None:
    asked = [
        (relation, route.name, method, ask(cast, relation, route, method).status_code)
        for relation in TABLE["relations"]
        for route in routes
        for method in OTHER_METHODS
    ]
    say(f"other methods: {len(asked)} cells, all 405")
    assert [one for one in asked if one[3] != 405] == []


def test_ask_for_other_body_answers_as_absence(cast: Cast, routes: list[Route], say: Say) -> None:
    absent = {**cast.refs, "body_ref": Ref.new()}
    wrong, cells = [], 0
    for relation in ("foreign", "removed"):
        for route in (one for one in routes if "body_ref" in one.parts):
            for method in ("GET", "POST"):
                there = face_of(ask(cast, relation, route, method, refs=cast.refs))
                nowhere = face_of(ask(cast, relation, route, method, refs=absent))
                cells += 1
                if there != nowhere:
                    wrong.append(f"{method} {route.name} as {relation}")
    say(f"absence: {cells} answers alike, {len(wrong)} told apart")
    assert not wrong, "\n".join(wrong)


def test_cross_objects_of_two_bodies_answers_as_absence(cast: Cast, routes: list[Route], say: Say) -> None:
    mine = {**cast.refs, "body_ref": _commune_of(cast)}
    absent = {**mine, **{part: Ref.new() for part in mine if part.endswith("_ref") and part != "body_ref"}}
    absent["entry"] = 10**9
    wrong, cells = [], 0
    for route in (one for one in routes if one.name in TABLE["crossed"]):
        for method in ("GET", "POST"):
            there = ask(cast, "foreign", route, method, refs=mine)
            nowhere = ask(cast, "foreign", route, method, refs=absent)
            cells += 1
            if there.status_code != TABLE["crossed"][route.name][method] or face_of(there) != face_of(
                nowhere
            ):
                wrong.append(f"{method} {route.name}: {there.status_code}")
    say(f"crossed objects: {cells} cells, {len(wrong)} wrong")
    assert not wrong, "\n".join(wrong)


def test_compare_faces_of_two_pages_tells_them_apart(cast: Cast, routes: list[Route]) -> None:
    """The comparison above can fail: a page that exists differs from absence."""
    people = next(route for route in routes if route.name == "access:people")
    absent = {**cast.refs, "body_ref": Ref.new()}
    there, nowhere = (
        ask(cast, "unentitled", people, "GET"),
        ask(cast, "unentitled", people, "GET", refs=absent),
    )
    assert face_of(there) != face_of(nowhere)


def _commune_of(cast: Cast) -> str:
    """The body of `foreign`."""
    from paraphe.access.selectors import bodies_of

    return bodies_of(cast.people["foreign"].pk)[0].organisation.ref
