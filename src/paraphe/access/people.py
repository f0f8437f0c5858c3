"""Reads about the people of a body: those an act brought back, those who wait, those a list asks for."""

from paraphe.access.models import Membership, RightsAct


def memberships_reopened_by(entry: int) -> list[Membership]:
    """Those whom an entry made members, by name."""
    rows = Membership.objects.filter(opened_entry=entry).select_related("person")
    return list(rows.order_by("person__family_name", "person__given_name"))


def act_undone_by(entry: int) -> RightsAct | None:
    """The act that an entry undid, or None."""
    return RightsAct.objects.filter(undone_entry=entry).select_related("actor", "organisation").first()
