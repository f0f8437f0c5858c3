"""The profiles a body may apply: the portal's, which are data of the package, and its own; reads only.

The reference of a portal's profile is its code and version, `paie1`; that of a body's own is the row's.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from paraphe.access.errors import UnknownAct
from paraphe.access.models import Profile
from paraphe.access.vocabulary import Level
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation, Service

Item = tuple[Service, Level]


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A profile as a body may apply it now.

    `items` holds what is written and what that requires, in the catalogue's order; `added` names those of `items` that
    are there only because another one requires them. `own`: the body's, not the portal's.
    """

    ref: str
    name: str
    version: int
    items: Sequence[Item]
    own: bool
    note: str = ""
    added: frozenset[str] = frozenset()

    @property
    def chosen(self) -> list[Item]:
        """What is written, without what only another service requires."""
        return [item for item in self.items if item[0].code not in self.added]


def profiles_for(organisation: Organisation) -> list[ProfileView]:
    """The profiles the body may apply now: the portal's, then its own by name; only services of its branch.

    A profile of which nothing is offered to the branch is left out.
    """
    offered = {service.code: service for service in registry.services_for(organisation.branch)}
    own = Profile.objects.filter(organisation=organisation, closed_at=None).order_by("name")
    views = [_portal_view(data, offered) for data in portal_profiles()]
    views += [_own_view(row, offered) for row in own]
    return [view for view in views if view.items]


def profile_for(organisation: Organisation, ref: str) -> ProfileView:
    """The profile of this reference that the body may apply now; UnknownAct otherwise, as for a retired version."""
    found = next((view for view in profiles_for(organisation) if view.ref == ref), None)
    if found is None:
        raise UnknownAct("access.profile_unknown")
    return found


def own_profile(organisation: Organisation, ref: str) -> Profile:
    """A version of the body's own profile, retired or not; UnknownAct otherwise."""
    found = Profile.objects.filter(organisation=organisation, ref=ref).first()
    if found is None:
        raise UnknownAct("access.profile_unknown")
    return found


def versions_of(organisation: Organisation, name: str) -> list[Profile]:
    """Every version of the body's profile of that name, latest first."""
    return list(Profile.objects.filter(organisation=organisation, name=name).order_by("-version"))


def current_versions(organisation: Organisation, refs: Iterable[str]) -> dict[str, ProfileView]:
    """By reference of a version, the version of the same profile that holds now; one retired altogether is absent."""
    asked, views = set(refs), profiles_for(organisation)
    portal = {_code_of(view.ref): view for view in views if not view.own}
    own = {view.name: view for view in views if view.own}
    rows = Profile.objects.filter(organisation=organisation, ref__in=asked)
    found = {row.ref: own[row.name] for row in rows if row.name in own}
    found |= {ref: portal[_code_of(ref)] for ref in asked - set(found) if _code_of(ref) in portal}
    return found


def profile_names(refs: Iterable[str]) -> dict[str, tuple[str, int]]:
    """Name and version of profiles by reference, the portal's and bodies' own: for those who read entries."""
    asked = set(refs)
    names = {data["code"]: str(data["name"]) for data in portal_profiles()}
    found = {
        ref: (names[_code_of(ref)], int(ref.removeprefix(_code_of(ref)) or 0))
        for ref in asked
        if _code_of(ref) in names
    }
    rows = Profile.objects.filter(ref__in=asked - set(found)).values_list("ref", "name", "version")
    return found | {ref: (name, version) for ref, name, version in rows}


def complete_items(items: Sequence[Item]) -> list[Item]:
    """The items and what they require, at the level of consulting; nothing twice, the higher level of two kept."""
    kept: dict[str, Item] = {}
    for service, level in items:
        held = kept.get(service.code)
        kept[service.code] = (service, max(level, held[1]) if held else level)
    while missing := {code for service, _ in kept.values() for code in service.requires} - set(kept):
        found = registry.services_by_code(missing)
        kept |= {code: (service, Level.CONSULT) for code, service in found.items()}
        if missing - set(found):
            break
    return sorted(kept.values(), key=lambda item: item[0].position)


@cache
def portal_profiles() -> tuple[dict[str, Any], ...]:
    """The profiles shipped with the portal, as their data file writes them."""
    text = resources.files("paraphe.access").joinpath("data/profiles.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["profile"])


def _code_of(ref: str) -> str:
    return ref.rstrip("0123456789")


def _portal_view(data: Mapping[str, Any], offered: Mapping[str, Service]) -> ProfileView:
    if "every" in data:
        items = [(service, Level.of(data["every"])) for service in offered.values()]
    else:
        items = _items_of(data["items"], offered)
    completed = _completed(items, offered)
    return ProfileView(
        ref=f"{data['code']}{data['version']}",
        name=data["name"],
        version=data["version"],
        items=completed,
        own=False,
        note=data["note"],
        added=_added(items, completed),
    )


def _own_view(row: Profile, offered: Mapping[str, Service]) -> ProfileView:
    items = _items_of(row.content, offered)
    completed = _completed(items, offered)
    return ProfileView(row.ref, row.name, row.version, completed, True, added=_added(items, completed))


def _items_of(content: Iterable[Mapping[str, str]], offered: Mapping[str, Service]) -> list[Item]:
    """What is written, as far as the branch is offered it and the catalogue still has the level."""
    return [
        (offered[row["service"]], Level.of(row["level"]))
        for row in content
        if row["service"] in offered and row["level"] in offered[row["service"]].levels
    ]


def _completed(items: Sequence[Item], offered: Mapping[str, Service]) -> list[Item]:
    return [item for item in complete_items(items) if item[0].code in offered]


def _added(items: Sequence[Item], completed: Sequence[Item]) -> frozenset[str]:
    return frozenset(service.code for service, _ in completed) - {service.code for service, _ in items}
