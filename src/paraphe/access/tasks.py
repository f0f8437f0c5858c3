"""Background work of the room, run by the worker: name -> (seconds between runs, function)."""

from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog

from paraphe.access import absences, candidacies, people, proposals, registrations, requests
from paraphe.access.bulk.files import files_left
from paraphe.access.jobs import reap_jobs
from paraphe.access.services import (
    close_past_absence,
    escalate_request,
    expire_candidacy,
    expire_change,
    expire_request,
    remind_candidacy,
    remind_request,
)
from paraphe.access.services.bulk import fail_file, forget_files
from paraphe.access.services.proving import expire_proof
from paraphe.access.services.registration import expire_application
from paraphe.access.services.suspensions import lift_suspension
from paraphe.kernel.errors import PortalError

log = structlog.get_logger(__name__)
QUARTER = 900.0
HALF_MINUTE = 30.0
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


def escalate_requests() -> int:
    """Tell everyone able of each request that waits too long, or whose administrators are away; how many were."""
    return _each(requests.to_escalate(), escalate_request)


def remind_requests() -> int:
    """Remind of every request for a right that is due; how many were."""
    return _each(requests.to_remind(), remind_request)


def expire_requests() -> int:
    """End every request for a right whose time is over; how many were."""
    return _each(requests.to_expire(), expire_request)


def close_past_absences() -> int:
    """Close every absence whose last day has passed; how many were."""
    return _each(absences.to_close(), close_past_absence)


def expire_changes() -> int:
    """End every change that no second administrator answered in time; how many were."""
    return _each(proposals.to_expire(), expire_change)


def lift_suspensions() -> int:
    """Wake every member whose suspension was to end by today; how many were."""
    return _each(people.suspensions_to_lift(), lift_suspension)


def reap_files() -> int:
    """Take back the jobs of workers that are gone, and end the files that no job works on any more; how many."""
    reap_jobs()
    return _each(files_left(), lambda file: fail_file(file, reason="worker_lost"))


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
    "access.reap_files": (HALF_MINUTE, reap_files),
    "access.forget_files": (QUARTER, forget_files),
    "access.remind_candidacies": (QUARTER, remind_candidacies),
    "access.expire_candidacies": (QUARTER, expire_candidacies),
    "access.expire_applications": (QUARTER, expire_applications),
    "access.expire_proofs": (QUARTER, expire_proofs),
    "access.escalate_requests": (QUARTER, escalate_requests),
    "access.remind_requests": (QUARTER, remind_requests),
    "access.expire_requests": (QUARTER, expire_requests),
    "access.expire_changes": (QUARTER, expire_changes),
    "access.lift_suspensions": (QUARTER, lift_suspensions),
    "access.close_past_absences": (QUARTER, close_past_absences),
}
