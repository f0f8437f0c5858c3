"""Background work of the room, run by the worker: name -> (seconds between runs, function)."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog

from paraphe.access import candidacies, registrations
from paraphe.access.services import expire_candidacy, remind_candidacy
from paraphe.access.services.proving import expire_proof
from paraphe.access.services.registration import expire_application
from paraphe.kernel.errors import PortalError

log = structlog.get_logger(__name__)
QUARTER = 900.0
Row = TypeVar("Row")


def remind_candidacies() -> int:
    """Remind the administrators of every candidacy that is due; how many were."""
    return _each(candidacies.to_remind(), remind_candidacy)


def expire_candidacies() -> int:
    """End every candidacy whose time is over; how many were."""
    return _each(candidacies.to_expire(), expire_candidacy)


def expire_applications() -> int:
    """End every application to open a space that nobody proved in time; how many were."""
    return _each(registrations.to_expire(), expire_application)


def expire_proofs() -> int:
    """End every code, key or document whose time is over; how many were."""
    return _each(registrations.proofs_to_expire(), expire_proof)


def _each(rows: Sequence[Row], verb: Callable[[Row], object]) -> int:
    """One act each, each in its own transaction; one decided in between is left alone."""
    done = 0
    for row in rows:
        try:
            verb(row)
            done += 1
        except PortalError as error:
            log.info("arrival_left_alone", code=error.code)
    return done


PERIODIC: dict[str, tuple[float, Callable[[], object]]] = {
    "access.remind_candidacies": (QUARTER, remind_candidacies),
    "access.expire_candidacies": (QUARTER, expire_candidacies),
    "access.expire_applications": (QUARTER, expire_applications),
    "access.expire_proofs": (QUARTER, expire_proofs),
}
