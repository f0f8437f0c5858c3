"""What a person chooses and reads of her own news. No right depends on it: rows are written, no entry is recorded."""

from collections.abc import Mapping
from datetime import timedelta

from django.db import transaction

from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.notifications.errors import KindFixed, UnknownNotice
from paraphe.notifications.models import Notice, Preference
from paraphe.notifications.selectors import notices_of
from paraphe.notifications.vocabulary import CHOSEN, Kind, Way

KEPT = timedelta(days=366)


@transaction.atomic
def choose_ways(person: Person, *, ways: Mapping[Kind, Way]) -> None:
    """How the person hears of each kind of news from now on. KindFixed for one that is not chosen."""
    if any(kind not in CHOSEN for kind in ways):
        raise KindFixed("notifications.kind_fixed")
    for kind, way in ways.items():
        Preference.objects.update_or_create(person=person, kind=kind.value, defaults={"way": way.value})


@transaction.atomic
def mark_read(person: Person, *, ref: str) -> Notice:
    """The notice was read, now or before; UnknownNotice for anybody else's, as for one that never was."""
    notice = Notice.objects.select_for_update().filter(recipient=person.ref, ref=ref).first()
    if notice is None:
        raise UnknownNotice("notifications.notice_unknown")
    if notice.read_at is None:
        notice.read_at = clock.now()
        notice.save(update_fields=["read_at"])
    return notice


@transaction.atomic
def mark_all_read(person: Person, *, siren: str = "") -> int:
    """Every notice of the person, or those of one body, were read; how many were not yet."""
    return notices_of(person, siren=siren, is_unread=True).update(read_at=clock.now())


@transaction.atomic
def forget_old_notices() -> int:
    """Notices of more than a year go: the journal keeps the facts."""
    return Notice.objects.filter(created_at__lt=clock.now() - KEPT).delete()[0]
