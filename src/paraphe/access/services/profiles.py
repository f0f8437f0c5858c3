"""A body's own profiles: each change writes a version and retires the former; it gives and ends no right by itself."""

from collections.abc import Mapping, Sequence

from django.db import transaction

from paraphe.access import events
from paraphe.access.errors import ProfileUnsound
from paraphe.access.models import Profile
from paraphe.access.profiles import portal_profiles
from paraphe.access.services.guard import hold_body, require
from paraphe.access.vocabulary import Action
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation

NAME_MOST = 60
Content = Sequence[Mapping[str, str]]


@transaction.atomic
def save_profile(organisation: Organisation, *, name: str, content: Content, actor: Person) -> Profile:
    """Write the next version of the body's profile of that name and retire the former, in one entry.

    `content` lists `{"service": code, "level": code}`. The same content again leaves the version as it is, without an
    entry. ProfileUnsound, with the field at fault, for an empty one, a service or level not offered, or a name of the
    portal's. Rights already given from a former version stay as they are.
    """
    chain = hold_body(organisation)
    require(Action.PROFILE_EDIT, organisation, actor=actor)
    name, items = _sound_name(name), _sound_content(organisation, content)
    versions = Profile.objects.select_for_update().filter(organisation=organisation, name=name)
    last = versions.order_by("-version").first()
    if last is not None and last.closed_at is None and last.content == items:
        return last
    at, row = clock.now(), Profile(ref=Ref.new(), organisation=organisation, name=name, content=items)
    row.version, row.opened_at = (last.version + 1 if last else 1), at
    former = last if last is not None and last.closed_at is None else None
    entry = journal.record(
        event=events.PROFILE_SAVED,
        chains=[chain],
        at=at,
        body={
            "v": 1,
            "actor": actor.ref,
            "siren": organisation.siren,
            "profile": row.ref,
            "version": row.version,
            "content": items,
            **({"replaces": former.ref} if former else {}),
        },
    )
    if former is not None:
        _close(former, at=at, entry=entry.pk)
    row.opened_entry = entry.pk
    row.save()
    return row


@transaction.atomic
def retire_profile(profile: Profile, *, actor: Person) -> None:
    """The body's profile is offered no more; the rights given from it stay. WrongState where it is retired already."""
    chain = hold_body(profile.organisation)
    require(Action.PROFILE_EDIT, profile.organisation, actor=actor)
    row = Profile.objects.select_for_update(of=("self",)).get(pk=profile.pk)
    if row.closed_at is not None:
        raise WrongState("access.profile_retired")
    at = clock.now()
    body = {"v": 1, "actor": actor.ref, "siren": profile.organisation.siren, "profile": row.ref}
    entry = journal.record(event=events.PROFILE_RETIRED, chains=[chain], at=at, body=body)
    _close(row, at=at, entry=entry.pk)


def _close(row: Profile, *, at: object, entry: int) -> None:
    Profile.objects.filter(pk=row.pk).update(closed_at=at, closed_entry=entry)


def _sound_name(name: str) -> str:
    words = " ".join(name.split())
    if not words or len(words) > NAME_MOST:
        raise ProfileUnsound("access.profile_nameless", field="name")
    if words.casefold() in {str(data["name"]).casefold() for data in portal_profiles()}:
        raise ProfileUnsound("access.profile_name_taken", field="name")
    return words


def _sound_content(organisation: Organisation, content: Content) -> list[dict[str, str]]:
    """Services offered to the branch, at a level they have, each once, in the catalogue's order."""
    offered = {service.code: service for service in registry.services_for(organisation.branch)}
    asked = {row["service"]: row["level"] for row in content}
    if not asked or len(asked) != len(content):
        raise ProfileUnsound("access.profile_empty", field="items")
    for code, level in asked.items():
        if code not in offered or level not in offered[code].levels:
            raise ProfileUnsound("access.profile_item_unknown", field="items", service=code, level=level)
    return [{"service": code, "level": asked[code]} for code in offered if code in asked]
