"""The digest of the day: what waited for it, body by body, in one mail. Titles and pages only, as on the portal."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.urls import reverse

from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.notifications.models import Delivery, Notice
from paraphe.notifications.news import Mail, preferences_url, write_from
from paraphe.registry import selectors as registry

ACCOUNT = "Votre compte"


@dataclass(frozen=True)
class Item:
    """One piece of news."""

    title: str
    url: str


@dataclass
class Group:
    """The news of one body, or of the account."""

    name: str
    items: list[Item] = field(default_factory=list)


def write_digest(deliveries: Iterable[Delivery], *, recipient: Person) -> Mail | None:
    """One mail about all of them; None where none of them has anything to say any more."""
    groups = _group(_notices(list(deliveries)))
    if not groups:
        return None
    context: dict[str, Any] = {
        "recipient": recipient,
        "day": clock.now(),
        "groups": groups,
        "notices_url": f"{settings.ORIGIN}{reverse('notifications:list')}",
        "origin": settings.ORIGIN,
        "why": "parce que vous avez choisi un résumé par jour",
        "is_security": False,
        "preferences_url": preferences_url(),
    }
    return write_from("digest", context, to=recipient.email)


def _notices(deliveries: list[Delivery]) -> list[Notice]:
    same = Q()
    for row in deliveries:
        same |= Q(index=row.index, recipient=row.recipient, template=row.template)
    return list(Notice.objects.filter(same).order_by("index", "pk")) if deliveries else []


def _group(notices: list[Notice]) -> list[Group]:
    """By body, in the order of names, the account last."""
    named = {
        siren: registry.organisation_by_siren(siren).name for siren in {row.siren for row in notices} - {""}
    }
    groups: dict[str, Group] = {}
    for row in notices:
        name = named.get(row.siren, ACCOUNT)
        url = f"{settings.ORIGIN}{row.url}" if row.url else ""
        groups.setdefault(name, Group(name)).items.append(Item(row.title, url))
    return sorted(groups.values(), key=lambda group: (group.name == ACCOUNT, group.name))
