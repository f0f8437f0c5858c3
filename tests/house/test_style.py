"""Sizes, names, docstrings: the style of `CONTRIBUTING.md`, read from the syntax trees."""

import ast
import re
from collections.abc import Iterator
from pathlib import PurePath

import pytest

from tests.house.sources import Function, Source, read_sources

FUNCTION_LINES = 60
USUAL_LINES = 30
FILE_LINES = 500
PARAMETERS = 5
BANNED_FILES = {"utils", "helpers", "common", "misc", "core"}
BANNED_VERBS = re.compile(r"_*(do|process|handle|manage)_")
BORROWED_NAMES = {
    "process_view",
    "process_exception",
    "process_request",
    "process_response",
    "handle_starttag",
    "handle_endtag",
    "handle_startendtag",
    "handle_data",
}
UNFINISHED = re.compile(r"#.*\b(TO[D]O|FIX[M]E|XX[X]|HA[C]K)\b")


def find_faults(source: Source) -> Iterator[str]:
    """What the file breaks of the style, one sentence each."""
    if len(source.text.splitlines()) > FILE_LINES:
        yield f"{source.path}: more than {FILE_LINES} lines"
    if PurePath(source.path).stem in BANNED_FILES:
        yield f"{source.path}: a name that says nothing"
    plain = source.is_test or PurePath(source.path).name in ("__init__.py", "apps.py")
    if not plain and not ast.get_docstring(source.tree):
        yield f"{source.path}: no docstring"
    for number, line in enumerate(source.text.splitlines(), 1):
        if UNFINISHED.search(line):
            yield f"{source.path}:{number}: unfinished work"
    for function in source.functions():
        for fault in _function_faults(function, source):
            yield f"{source.path}:{function.lineno}: {function.name}: {fault}"


def _function_faults(function: Function, source: Source) -> Iterator[str]:
    if count_lines(function) > FUNCTION_LINES:
        yield f"more than {FUNCTION_LINES} lines"
    if BANNED_VERBS.match(function.name) and function.name not in BORROWED_NAMES:
        yield "a verb that says nothing"
    if source.is_test:
        return
    given = [argument.arg for argument in function.args.posonlyargs + function.args.args]
    given = given[1:] if given[:1] in (["self"], ["cls"]) else given
    if len(given) + len(function.args.kwonlyargs) > PARAMETERS:
        yield f"more than {PARAMETERS} parameters"
    if "actor" in given and not function.name.startswith("_"):
        yield "actor is keyword-only"


def count_lines(function: Function) -> int:
    """Lines of a function, its docstring left out."""
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    first = function.body[0]
    if (
        isinstance(first, ast.Expr)
        and isinstance(first.value, ast.Constant)
        and isinstance(first.value.value, str)
    ):
        lines -= (first.end_lineno or first.lineno) - first.lineno + 1
    return lines


def test_read_sources_follows_the_style() -> None:
    assert [fault for source in read_sources() for fault in find_faults(source)] == []


def test_measure_functions_keeps_nine_in_ten_short() -> None:
    lengths = sorted(count_lines(function) for source in read_sources() for function in source.functions())
    assert lengths[int(len(lengths) * 0.9)] <= USUAL_LINES


def test_read_test_functions_names_verb_situation_outcome() -> None:
    short = [
        f"{source.path}: {function.name}"
        for source in read_sources()
        for function in source.functions()
        if function.name.startswith("test_") and function.name.count("_") < 3
    ]
    assert short == []


def test_read_test_functions_each_asserts() -> None:
    silent = [
        f"{source.path}: {function.name}"
        for source in read_sources()
        for function in source.functions()
        if function.name.startswith("test_") and not asserts(function)
    ]
    assert silent == []


def asserts(function: Function) -> bool:
    """Whether the test can fail: an assertion, `raises`, or a call whose name says that it asserts or expects."""
    for node in ast.walk(function):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in {"raises", "fail"} or name.lstrip("_").startswith(
                ("assert", "expect", "check", "to_")
            ):
                return True
    return False


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('"""A."""\n' + "x = 1\n" * 501, "more than 500 lines"),
        ('"""A."""\ndef f():\n' + "    x = 1\n" * 61, "more than 60 lines"),
        ('"""A."""\ndef process_file(): ...\n', "a verb that says nothing"),
        ('"""A."""\ndef f(a, b, c, *, d, e, f): ...\n', "more than 5 parameters"),
        ('"""A."""\ndef f(actor): ...\n', "actor is keyword-only"),
        ('"""A."""\nx = 1  # TO' + "DO later\n", "unfinished work"),
        ("x = 1\n", "no docstring"),
    ],
)
def test_find_faults_in_bad_file_tells_it(text: str, fault: str) -> None:
    assert any(fault in said for said in find_faults(Source("src/paraphe/room/thing.py", text)))


def test_find_faults_in_banned_name_tells_it() -> None:
    assert list(find_faults(Source("src/paraphe/room/utils.py", '"""A."""\n'))) != []


def test_asserts_of_silent_test_answers_no() -> None:
    tree = ast.parse("def test_a():\n    run()\n")
    assert not asserts(next(Source("x", ast.unparse(tree)).functions()))
