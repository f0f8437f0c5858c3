"""Errors of the house: a stable code and data, no HTTP and no sentence.

The table in `paraphe.web.problems` maps each code to a status, a problem document and a French sentence.
"""

from typing import Any


class PortalError(Exception):
    """Something the caller must be told, named by a stable dotted code.

    `code` is `room.reason`; `data` holds JSON-compatible values that the sentence may use.
    """

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data

    def __str__(self) -> str:
        return self.code


class Forbidden(PortalError):
    """The person is known and may know of the object, but lacks the right."""


class NotFound(PortalError):
    """Absent, or not for this person: both look the same."""


class WrongState(PortalError):
    """The act does not fit the state the object is in."""


class Invalid(PortalError):
    """What was given cannot be taken; `data["field"]` names the field where there is one."""


class Conflict(PortalError):
    """Someone else decided first, or the same key came with other content."""


class Unavailable(PortalError):
    """A part of the portal cannot answer now; nothing was done."""
