"""Controls of the norm: each a small function with its identifiers, or a row of a table (dsn.md, section 4)."""

from paraphe.declarations.dsn.controls import reading  # isort: skip  (reads before anything is judged)
from paraphe.declarations.dsn.controls import addresses, contracts, envelope, pay, payments, people
from paraphe.declarations.dsn.controls.registry import CLOSING, ENTERING, IMPLEMENTED, LEAVING

__all__ = [
    "CLOSING",
    "ENTERING",
    "IMPLEMENTED",
    "LEAVING",
    "addresses",
    "contracts",
    "envelope",
    "pay",
    "payments",
    "people",
    "reading",
]
