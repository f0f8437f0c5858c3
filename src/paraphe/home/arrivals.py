"""What waits about people who come, leave or changed: candidacies, newcomers by key, identities, the register."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from paraphe.access import candidacies, identity, proposals, registrations, requests
from paraphe.access.candidacies import Candidacy
from paraphe.access.identity import Matter
from paraphe.access.selectors import AccessRequest, PendingChange
from paraphe.access.wording import of_person
from paraphe.accounts.selectors import Person
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Act, Entry, Mark
from paraphe.web.templatetags.formats import day, hour, short_day


@dataclass(frozen=True)
class OwnRequest:
    """Something the person asked and that still waits: its page, and what it is."""

    page: str
    ref: str
    title: str
    organisation: Organisation
    opened_at: datetime


def own_requests(person: Person) -> list[OwnRequest]:
    """The candidacies and applications of the person that wait, and what contests her, latest first."""
    asked = [
        OwnRequest("access:candidacy", row.ref, "Devenir administrateur", row.organisation, row.opened_at)
        for row in candidacies.candidacies_of_person(person)
        if row.state in candidacies.OPEN
    ]
    opened = [
        OwnRequest("access:application", row.ref, "Inscrire l’organisme", row.organisation, row.opened_at)
        for row in registrations.applications_of(person)
        if row.state in registrations.OPEN
    ]
    contested = [
        OwnRequest("access:contest", row.ref, "Répondre à une contestation", row.organisation, row.opened_at)
        for row in registrations.open_contests_of(person)
    ]
    return sorted([*asked, *opened, *contested], key=lambda row: row.opened_at, reverse=True)


def count_arrivals(organisation: Organisation, person: Person) -> int:
    """How many of them this administrator can act on, for the navigation of every page."""
    return (
        len(candidacies.waiting_for(organisation, person))
        + len(candidacies.fresh_newcomers(organisation))
        + len(identity.matters_of(organisation))
        + len(_proposals(organisation, person))
        + len(requests.requests_waiting(organisation, person))
    )


def _proposals(organisation: Organisation, person: Person) -> list[PendingChange]:
    """The changes proposed that somebody else than their author must confirm."""
    rows = proposals.open_proposals(organisation)
    return [row for row in rows if row.proposed_by_id != person.pk]


def tell_arrivals(organisation: Organisation, person: Person) -> list[Entry]:
    """The same, most urgent first: newcomers by key, candidacies, then what people asked."""
    newcomers = [row for row in candidacies.fresh_newcomers(organisation) if row.person_id != person.pk]
    return [
        *(_tell_newcomer(organisation, row) for row in newcomers),
        *(_tell_candidacy(organisation, row) for row in candidacies.waiting_for(organisation, person)),
        *(_tell_proposal(organisation, row) for row in _proposals(organisation, person)),
        *(_tell_request(organisation, row) for row in requests.requests_waiting(organisation, person)),
        *_tell_matters(identity.matters_of(organisation)),
    ]


def _tell_newcomer(organisation: Organisation, row: Candidacy) -> Entry:
    url = reverse("access:contest_candidacy", args=[organisation.ref, row.ref])
    name = row.person.full_name
    at = row.decided_at or row.opened_at
    return Entry(
        short_day(at),
        f"{name} est devenu administrateur par une clé",
        hour(at),
        reverse("access:administrators", args=[organisation.ref]),
        "Si vous ne connaissez pas cette personne, contestez : ses droits seront gelés aussitôt.",
        mark=Mark("warn", "Depuis moins d’un jour"),
        acts=(Act("Contester", url, "grave-line", f"l’arrivée {of_person(name)}"),),
    )


def _tell_candidacy(organisation: Organisation, row: Candidacy) -> Entry:
    url = reverse("access:decide_candidacy", args=[organisation.ref, row.ref])
    name = row.person.full_name
    by_key = row.path == Candidacy.Path.KEY
    note = (
        "Une clé est envoyée par courrier. Vous pouvez donner votre accord, ou contester."
        if by_key
        else f"Sans réponse, sa demande expire le {day(row.expires_at)}. Le silence ne vaut jamais accord."
    )
    return Entry(
        short_day(row.opened_at),
        f"{name} demande à devenir administrateur",
        hour(row.opened_at),
        url,
        note,
        acts=(Act("Décider", url, "line", f"de la candidature {of_person(name)}"),),
    )


def _tell_proposal(organisation: Organisation, row: PendingChange) -> Entry:
    url = reverse("access:proposal", args=[organisation.ref, row.ref])
    name = row.proposed_by.full_name
    return Entry(
        short_day(row.proposed_at),
        f"{name} propose un changement de droits",
        hour(row.proposed_at),
        url,
        f"Sans votre confirmation, rien ne change ; la proposition expire le {day(row.expires_at)}.",
        acts=(Act("Relire", url, "line", f"la proposition {of_person(name)}"),),
    )


def _tell_request(organisation: Organisation, row: AccessRequest) -> Entry:
    url = reverse("access:request", args=[organisation.ref, row.ref])
    name, sent = row.person.full_name, row.sent_at or row.made_at
    return Entry(
        short_day(sent),
        f"{name} demande un droit : {row.service.name}",
        hour(sent),
        url,
        f"« {row.reason} »" if row.reason else "",
        acts=(Act("Répondre", url, "line", f"à la demande {of_person(name)}"),),
    )


def _tell_matters(matters: Sequence[Matter]) -> list[Entry]:
    return [_tell_matter(matter, matter.since) for matter in matters]


def _tell_matter(matter: Matter, since: datetime) -> Entry:
    name = matter.person.full_name
    act = Act("Examiner", matter.url, "line", f"ce qui concerne {name}")
    return Entry(short_day(since), f"{name} : {matter.label.lower()}", hour(since), matter.url, acts=(act,))
