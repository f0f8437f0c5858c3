"""Reading the closing of a body's space."""

from paraphe.declarations.selectors import Draft
from paraphe.registry.selectors import Organisation
from paraphe.upkeep.errors import UnknownClosure
from paraphe.upkeep.models import Closure


def open_closure(organisation: Organisation) -> Closure | None:
    """The closing asked for and not over, or None."""
    rows = Closure.objects.filter(organisation=organisation, state__in=("requested", "confirmed"))
    return rows.select_related("requested_by", "confirmed_by", "organisation").first()


def closure_of(organisation: Organisation) -> Closure:
    """The closing asked for; UnknownClosure where there is none."""
    found = open_closure(organisation)
    if found is None:
        raise UnknownClosure("upkeep.closure_unknown")
    return found


def work_pending(organisation: Organisation) -> int:
    """How many declarations were begun for the body and not filed, leaving trials out."""
    rows = Draft.objects.filter(organisation=organisation, is_test=False)
    return rows.exclude(state=Draft.State.FILED).count()
