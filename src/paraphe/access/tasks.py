"""Background work of the room, run by the worker: name -> (seconds between runs, function)."""

from collections.abc import Callable

import structlog

from paraphe.access import candidacies
from paraphe.access.services import expire_candidacy, remind_candidacy
from paraphe.kernel.errors import PortalError

log = structlog.get_logger(__name__)
QUARTER = 900.0


def remind_candidacies() -> int:
    """Remind the administrators of every candidacy that is due; how many were."""
    return _each(candidacies.to_remind(), remind_candidacy)


def expire_candidacies() -> int:
    """End every candidacy whose time is over; how many were."""
    return _each(candidacies.to_expire(), expire_candidacy)


def _each(rows: list[candidacies.Candidacy], verb: Callable[[candidacies.Candidacy], object]) -> int:
    """One act each, each in its own transaction; one decided in between is left alone."""
    done = 0
    for row in rows:
        try:
            verb(row)
            done += 1
        except PortalError as error:
            log.info("candidacy_left_alone", code=error.code)
    return done


PERIODIC: dict[str, tuple[float, Callable[[], object]]] = {
    "access.remind_candidacies": (QUARTER, remind_candidacies),
    "access.expire_candidacies": (QUARTER, expire_candidacies),
}
