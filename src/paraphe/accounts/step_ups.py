"""Proofs of presence kept for one act: how an act is named, how long a proof lives, which are fresh."""

import hashlib
from datetime import timedelta

from django.db.models import QuerySet

from paraphe.accounts.models import Person, StepUp
from paraphe.kernel import clock

LIFE = timedelta(minutes=5)


def act_digest(act: str) -> str:
    """What is stored of an act: the SHA-256 of its name, in hexadecimal."""
    return hashlib.sha256(act.encode()).hexdigest()


def fresh_step_ups(person: Person, act_hash: str) -> QuerySet[StepUp]:
    """The person's unused proofs for an act, latest first, whose credential is still in force."""
    return (
        StepUp.objects.select_related("credential")
        .filter(person=person, act=act_hash, used_at=None, at__gt=clock.now() - LIFE)
        .filter(credential__revoked_at=None)
        .order_by("-at")
    )
