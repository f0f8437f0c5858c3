"""Rights that end because nobody said that they are still needed: the portal closes them, nobody in person does."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from paraphe.access import events
from paraphe.access.models import Habilitation
from paraphe.access.services.endings import close_rights
from paraphe.access.services.guard import hold_body
from paraphe.access.services.habilitations import lock_running
from paraphe.journal import services as journal
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.registry.selectors import Organisation


@transaction.atomic
def lapse_rights(organisation: Organisation, *, rights: Sequence[Habilitation], reason: str) -> datetime:
    """The portal ends rights at once, in one entry whose actor is itself; the instant they ended.

    The caller holds to the days and has announced it. No administrator decides, so it is no act that could be undone:
    who needs the right is given it again. WrongState where there is none, or one has ended already.
    """
    chain = hold_body(organisation)
    if not rights:
        raise WrongState("access.right_ended")
    rows = lock_running(organisation, rights)
    at = clock.now()
    entry = journal.record(
        event=events.HABILITATION_CLOSED,
        chains=[chain],
        at=at,
        body={
            "v": 1,
            "actor": "portal",
            "siren": organisation.siren,
            "habilitations": sorted(row.ref for row in rows),
            "reason": reason,
        },
    )
    close_rights(rows, at=at, entry=entry.pk)
    return at
