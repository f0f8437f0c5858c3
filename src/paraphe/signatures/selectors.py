"""Reading signatures."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from paraphe.journal import selectors as journal
from paraphe.journal.selectors import Checkpoint, Entry
from paraphe.kernel import clock
from paraphe.signatures.engine.assembly import SignedFiles
from paraphe.signatures.models import Ceremony, Inclusion, Signature
from paraphe_proof import jcs

__all__ = ["Ceremony", "Signature"]


@dataclass(frozen=True, slots=True)
class BasisEntry:
    """One row a signature rests on, with the entry that made it; `index` is None until the log includes it.

    `body` is what the entry says, None once erased.
    """

    kind: str
    ref: str
    event: str
    at: datetime
    body: Any
    index: int | None


def basis_entries(basis: Iterable[Mapping[str, str]]) -> list[BasisEntry]:
    """The entries behind a basis as a ceremony or a statement lists it, in its order."""
    rows = list(basis)
    leaves = {row["leaf"] for row in rows}
    entries = {
        entry.leaf_hash: entry
        for entry in Entry.objects.filter(leaf_hash__in=leaves).select_related("content", "place")
    }
    return [_basis_entry(row, entries[row["leaf"]]) for row in rows]


def _basis_entry(row: Mapping[str, str], entry: Entry) -> BasisEntry:
    place = getattr(entry, "place", None)
    index = place.index if place else None
    return BasisEntry(row["kind"], row["ref"], entry.event, entry.at, journal.body_of(entry), index)


def open_ceremony_of(subject: str, *, person: int) -> Ceremony | None:
    """The ceremony on this subject that the person can still complete, or None."""
    rows = Ceremony.objects.filter(
        subject=subject, person_id=person, used_at=None, expires_at__gt=clock.now()
    )
    return rows.order_by("-opened_at").first()


def ceremony_by_ref(ref: str, *, person: int) -> Ceremony | None:
    """The person's ceremony of this reference, used, over or open, or None."""
    return Ceremony.objects.filter(ref=ref, person_id=person).first()


def was_offered(subject: str, *, person: int) -> bool:
    """Whether this subject was ever offered to the person for signature."""
    return Ceremony.objects.filter(subject=subject, person_id=person).exists()


def inclusion_of(signature: Signature) -> Inclusion | None:
    """What the log gave for it, None while it is recorded and not yet included."""
    return Inclusion.objects.filter(signature=signature).first()


def statement_of(signature: Signature) -> dict[str, Any]:
    """The statement as signed."""
    value: dict[str, Any] = jcs.decode(SignedFiles.unpack(bytes(signature.packed)).files["statement.json"])
    return value


def checkpoint_of(inclusion: Inclusion) -> Checkpoint:
    """The checkpoint that covers an inclusion."""
    return Checkpoint.objects.get(size=inclusion.size)
