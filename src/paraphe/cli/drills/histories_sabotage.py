"""One guard taken away, so that the drill of histories is seen to see it. Reaches into the room's own furniture."""

import importlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

policy: Any = importlib.import_module("paraphe.access.policy")
undoing: Any = importlib.import_module("paraphe.access.services.undoing")
habilitations: Any = importlib.import_module("paraphe.access.services.habilitations")
facts: Any = importlib.import_module("paraphe.access.facts")
selectors: Any = importlib.import_module("paraphe.access.selectors")


def _keep_until(span: Any, known_at: int | None) -> datetime | None:
    known = known_at is None or span.closed_entry is None or span.closed_entry <= known_at
    closed: datetime | None = span.closed_at if known else None
    return closed


def _keep_closed(span: Any, known_at: int | None) -> datetime | None:
    until: datetime | None = span.until
    return until


def _expiry() -> None:
    policy.Span.end = _keep_until


def _closing() -> None:
    policy.Span.end = _keep_closed


def _known_at() -> None:
    holds = policy.Span.holds
    policy.Span.holds = lambda span, question: holds(span, replace(question, known_at=None))


def _pass(gate: str) -> Callable[[], None]:
    """This gate always opens."""

    def weaken() -> None:
        weigh = getattr(policy, gate)
        setattr(policy, gate, lambda *args: replace(weigh(*args), passed=True))

    return weaken


def _late() -> None:
    facts.registry = type("Registry", (), {"late_months": staticmethod(lambda: 0)})


def _prerequisite() -> None:
    fact = policy.ServiceFact
    facts.ServiceFact = lambda branches, _, levels: fact(branches, (), levels)


def _level() -> None:
    weigh = policy._habilitated
    policy._habilitated = lambda question, found, service, _: weigh(question, found, service, 1)


def _everywhere() -> None:
    weigh = policy._habilitated

    def wide(question: Any, found: Any, service: str, level: Any) -> Any:
        rights = {
            person: tuple(replace(row, siret=None) for row in rows)
            for person, rows in found.habilitations.items()
        }
        return weigh(question, replace(found, habilitations=rights), service, level)

    policy._habilitated = wide


def _undo() -> None:
    undoing.UNDO_FOR = timedelta(days=999)


def _moved_on() -> None:
    undoing._has_moved_on = lambda *_: False


def _overlap() -> None:
    """The database lets two rights of one key run, and the verb with it."""
    from django.db import connections

    with connections["owner"].cursor() as cursor:
        cursor.execute("alter table access_habilitation drop constraint access_habilitation_no_overlap")


def _listing() -> None:
    whom = selectors.whom_may_act
    selectors.whom_may_act = lambda question: whom(question)[:1]


WEAKEN: dict[str, Callable[[], None]] = {
    "expiry": _expiry,
    "closing": _closing,
    "known-at": _known_at,
    "suspension": _pass("_suspension"),
    "membership": _pass("_membership"),
    "subscription": _pass("_subscribed"),
    "establishment": _pass("_establishment_open"),
    "late": _late,
    "prerequisite": _prerequisite,
    "level": _level,
    "everywhere": _everywhere,
    "undo": _undo,
    "moved-on": _moved_on,
    "overlap": _overlap,
    "listing": _listing,
}


def weaken(sabotage: str) -> None:
    """Take one guard away."""
    WEAKEN[sabotage]()
