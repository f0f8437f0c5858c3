"""Reading signatures."""

from typing import Any

from paraphe.journal.selectors import Checkpoint
from paraphe.kernel import clock
from paraphe.signatures.engine.assembly import SignedFiles
from paraphe.signatures.models import Ceremony, Inclusion, Signature
from paraphe_proof import jcs

__all__ = ["Ceremony", "Signature"]


def open_ceremony_of(subject: str, *, person: int) -> Ceremony | None:
    """The ceremony on this subject that the person can still complete, or None."""
    rows = Ceremony.objects.filter(subject=subject, person_id=person, used_at=None, expires_at__gt=clock.now())
    return rows.order_by("-opened_at").first()


def signature_by_ref(ref: str) -> Signature | None:
    """The signature of this reference, or None."""
    return Signature.objects.filter(ref=ref).select_related("ceremony").first()


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
