"""Reminders that no entry makes: news of the register nobody answered for a week. Once each, by digest."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from paraphe.access.establishments import proposals
from paraphe.access.selectors import active_administrators_of
from paraphe.kernel import clock
from paraphe.notifications.models import Delivery, Notice
from paraphe.notifications.selectors import ways_of
from paraphe.notifications.services.reading import next_digest_at
from paraphe.notifications.vocabulary import Kind, Way
from paraphe.registry.selectors import Organisation, RegisterEvent
from paraphe.upkeep.desk import registered_bodies

AFTER = timedelta(days=7)
NAME, TEMPLATE = "registry.news.waiting", "register_waiting"
TITLE = "Une nouvelle du répertoire attend votre réponse depuis une semaine\N{NO-BREAK SPACE}: {name}"


def remind_of_register_news() -> int:
    """Write what is due for every body; how many notices are new."""
    return sum(_remind(row.organisation) for row in registered_bodies())


@transaction.atomic
def _remind(organisation: Organisation) -> int:
    late = [news for news in proposals(organisation) if news.seen_at <= clock.now() - AFTER]
    return sum(_write(news, organisation) for news in late)


def _write(news: RegisterEvent, organisation: Organisation) -> int:
    """The notices and mails of one news that are not there yet. Its index is below zero: it is of no entry."""
    index = -news.pk
    there = set(Notice.objects.filter(index=index, template=TEMPLATE).values_list("recipient", flat=True))
    refs = [str(row.person.ref) for row in active_administrators_of(organisation)]
    told = [ref for ref in refs if ref not in there]
    url = reverse("access:register_event", args=[organisation.ref, news.ref])
    about = {"index": index, "event": NAME, "template": TEMPLATE, "siren": organisation.siren}
    title = TITLE.format(name=organisation.name)[:250]
    kind, now = Kind.REMINDERS, clock.now()
    Notice.objects.bulk_create(
        Notice(**about, recipient=ref, kind=kind.value, title=title, url=url, created_at=now) for ref in told
    )
    Delivery.objects.bulk_create(
        Delivery(**about, recipient=ref, is_digest=True, due_at=next_digest_at(now)) for ref in _mailed(told)
    )
    return len(told)


def _mailed(refs: Iterable[str]) -> list[str]:
    ways = ways_of(refs, Kind.REMINDERS)
    return [ref for ref, way in ways.items() if way is not Way.NOTICE]
