"""What the pages of this room ask of rooms above it, filled in their `AppConfig.ready()`."""

from collections.abc import Collection
from dataclasses import dataclass

from paraphe.registry.selectors import Organisation
from paraphe.web.slots import Slot


@dataclass(frozen=True, slots=True)
class WorkLeft:
    """What people who leave began and nobody filed; `orphans`: what nobody who stays could sign."""

    begun: int = 0
    orphans: int = 0


# declarations: (organisation, persons who leave) -> what they began there
work_left: Slot[[Organisation, Collection[int]], WorkLeft] = Slot("work_left", WorkLeft())
