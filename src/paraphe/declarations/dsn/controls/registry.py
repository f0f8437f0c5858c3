"""Where controls declare themselves: which block they watch, when, and which identifiers of the norm they implement."""

from collections.abc import Callable
from typing import TypeVar

from paraphe.declarations.dsn.context import Control

CLOSING: dict[str, list[Control]] = {}
LEAVING: dict[str, list[Control]] = {}
ENTERING: dict[str, list[Control]] = {}
IMPLEMENTED: dict[str, str] = {}

Function = TypeVar("Function", bound=Control)


def closing(block: str, *codes: str) -> Callable[[Function], Function]:
    """Run when the rubrics of an instance of `block` are all read, before its children."""
    return _register(CLOSING, block, codes)


def leaving(block: str, *codes: str) -> Callable[[Function], Function]:
    """Run when an instance of `block` ends with its children."""
    return _register(LEAVING, block, codes)


def entering(block: str) -> Callable[[Function], Function]:
    """Run when an instance of `block` opens; it holds no value yet."""
    return _register(ENTERING, block, ())


def _register(
    table: dict[str, list[Control]], block: str, codes: tuple[str, ...]
) -> Callable[[Function], Function]:
    def register(function: Function) -> Function:
        table.setdefault(block, []).append(function)
        for code in codes:
            IMPLEMENTED[code] = f"{function.__module__.rpartition('.')[2]}.{function.__name__}"
        return function

    return register
