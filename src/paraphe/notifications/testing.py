"""Notices for other rooms' tests."""

from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.kernel.identifiers import Ref
from paraphe.notifications.models import Notice
from paraphe.notifications.vocabulary import Kind


def make_notice(
    person: Person,
    *,
    title: str = "De nouveaux droits",
    siren: str = "",
    url: str = "",
    kind: Kind = Kind.DECISIONS,
) -> Notice:
    """One unread notice of the person, about nothing in the log."""
    last = Notice.objects.count() + 1
    return Notice.objects.create(
        ref=Ref.new(),
        recipient=person.ref,
        index=-last,
        event="access.habilitation.granted",
        template="right_granted",
        kind=kind.value,
        siren=siren,
        title=title,
        url=url,
        created_at=clock.now(),
    )
