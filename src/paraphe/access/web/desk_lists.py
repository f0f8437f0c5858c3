"""What pages of proofs, letters and contests at the desk share: trail, tabs by state, lines of the entrance."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.urls import reverse

from paraphe.access import registrations
from paraphe.access.models import Contest, Letter
from paraphe.access.web.pages import crumbs
from paraphe.kernel.errors import PortalError
from paraphe.web import problems
from paraphe.web.components import Crumb, Tab
from paraphe.web.desk import DeskEntry
from paraphe.web.problems import Told

DESK = ("Exploitation", "helpdesk:desk")

REASON_HINT = "La personne le lira. Rien de médical ni de privé."
"""What the desk is told where a reason is asked."""


def trail(label: str, page: str, leaf: str = "") -> list[Crumb]:
    """From the entrance to a page of the desk, or to one of its leaves."""
    here = (label, reverse(page) if leaf else "")
    return crumbs((DESK[0], reverse(DESK[1])), here, *([(leaf, "")] if leaf else []))


def tabs_of(page: str, rows: QuerySet[Any], words: Mapping[str, str], *, current: str) -> list[Tab]:
    """A tab a state, with how many are in it."""
    counts = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    url = reverse(page)
    return [
        Tab(label, f"{url}?etat={state}", counts.get(state, 0), is_current=state == current)
        for state, label in words.items()
    ]


def chosen_state(request: HttpRequest, words: Mapping[str, str], *, first: str) -> str:
    """The state of the address, if it is one."""
    asked = request.GET.get("etat", "")
    return asked if asked in words else first


def tell(error: PortalError) -> Told:
    """What a refused verb says at the top of the page; raised again when the table does not know it."""
    told = problems.tell(error)
    if told is None:
        raise error
    return told


def list_desk(request: HttpRequest) -> Sequence[DeskEntry]:
    """What waits: proofs to judge, letters to print, contests open."""
    return [
        DeskEntry(
            "Preuves à contrôler",
            reverse("access:desk_proofs"),
            registrations.documents_waiting().count(),
            "Lettres de désignation : deux personnes, l’une après l’autre.",
        ),
        DeskEntry(
            "Courriers à imprimer",
            reverse("access:desk_letters"),
            Letter.objects.filter(state="queued").count(),
            "Clés d’activation et lettres aux représentants légaux.",
        ),
        DeskEntry(
            "Contestations",
            reverse("access:desk_contests"),
            Contest.objects.filter(state="open").count(),
            "Des personnes gelées jusqu’à une seconde preuve.",
        ),
    ]
