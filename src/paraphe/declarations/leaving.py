"""What people who leave a body leave behind: declarations they began, which belong to the establishment."""

from collections.abc import Collection

from paraphe.access.overview import rights_grid
from paraphe.access.slots import WorkLeft
from paraphe.declarations.models import Draft
from paraphe.registry.selectors import Organisation


def count_work_left(organisation: Organisation, persons: Collection[int]) -> WorkLeft:
    """The declarations these people began and nobody filed, and those nobody who stays could sign; two queries more."""
    rows = Draft.objects.filter(organisation=organisation, received_by__in=persons)
    drafts = list(rows.exclude(state=Draft.State.FILED).only("sirets", "service"))
    if not drafts:
        return WorkLeft()
    grid, gone = rights_grid(organisation), set(persons)
    staying = set(grid.persons) - gone

    def is_orphan(draft: Draft) -> bool:
        able = set(staying)
        for siret in draft.sirets:
            able &= set(grid.signers(siret, draft.service))
        return not able

    return WorkLeft(len(drafts), sum(is_orphan(draft) for draft in drafts))
