"""The administrators of a body as their page shows them: who, since when, by which way, and what the reader may do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse

from paraphe.access import candidacies, selectors
from paraphe.access.models import Candidacy, Membership
from paraphe.access.web.candidacy_story import MARKS, decide_url, scope_words
from paraphe.access.web.candidacy_weighing import APPOINTED
from paraphe.access.web.listing import when_seen
from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Act, Check, Entry, Mark
from paraphe.web.templatetags.formats import day, hour, moment, short_day


@dataclass(frozen=True)
class Row:
    """One administrator, ready to print."""

    person: Person
    url: str
    is_self: bool
    scope: str
    since: str
    how: str
    seen: str
    marks: Sequence[Mark]
    acts: Sequence[Act]
    note: str = ""
    why_not: str = ""


def rows_of(organisation: Organisation, reader: Person) -> list[Row]:
    """Every administrator, longest-standing first; a constant number of queries but for names of establishments."""
    members = selectors.administrators_of(organisation)
    stopped = selectors.suspended_among(members)
    seen = accounts.last_activity([row.person for row in members])
    arrivals = candidacies.arrivals_of(organisation)
    own = next((row for row in members if row.person_id == reader.pk), None)
    return [
        Row(
            person=row.person,
            url=reverse("access:person", args=[organisation.ref, row.person.ref]),
            is_self=row.person_id == reader.pk,
            scope=scope_words(row.scope),
            since=day(row.opened_at),
            how=_how(row, arrivals.get(row.pk)),
            seen=when_seen(seen.get(row.person_id), clock.now()),
            marks=_marks(row, stopped.get(row.pk)),
            acts=_acts(organisation, row, own=own, stop=stopped.get(row.pk), arrival=arrivals.get(row.pk)),
            note=_note(row),
            why_not=_why_not(row, own),
        )
        for row in members
    ]


def _how(row: Membership, arrival: Candidacy | None) -> str:
    if arrival is not None and arrival.decided_by is not None:
        return f"accord de {arrival.decided_by.full_name}"
    return APPOINTED[row.appointed_by]


def _marks(row: Membership, stop: object) -> list[Mark]:
    marks = []
    if stop is not None:
        by_contest = getattr(stop, "cause", "") == "contest"
        marks.append(Mark("bad", "Gelé par une contestation" if by_contest else "Suspendu"))
    if _bound(row):
        marks.append(Mark("warn", "Nouveau par clé"))
    return marks or [Mark("ok", "Actif")]


def _note(row: Membership) -> str:
    """Until when a newcomer by key decides on nobody else."""
    return f"Ne décide sur personne avant le {moment(row.protected_until)}." if _bound(row) else ""


def may_decide_on(row: Membership, own: Membership | None) -> bool:
    """Whether the reader may act on another administrator: his scope contains his, and he is no newcomer by key."""
    return (
        own is not None
        and own.pk != row.pk
        and candidacies.contains(own.scope, row.scope)
        and not _bound(own)
    )


def _bound(own: Membership) -> bool:
    return own.protected_until is not None and clock.now() < own.protected_until


def _why_not(row: Membership, own: Membership | None) -> str:
    if own is None or own.pk == row.pk or may_decide_on(row, own):
        return ""
    if _bound(own):
        return f"Nommé par clé, vous pourrez décider de son accès après le {moment(own.protected_until)}."
    return "Son périmètre dépasse le vôtre : vous ne décidez pas de son accès."


def _acts(
    organisation: Organisation,
    row: Membership,
    *,
    own: Membership | None,
    stop: object,
    arrival: Candidacy | None,
) -> list[Act]:
    """What the reader may do to this administrator; the verbs decide again."""
    here = [organisation.ref, row.person.ref]
    name = row.person.full_name
    if own is not None and own.pk == row.pk:
        return [Act("Quitter ma fonction", reverse("access:end_administrator", args=here), "line")]
    acts = []
    if (
        arrival is not None
        and stop is None
        and candidacies.contestable_until(arrival)
        and not (own and _bound(own))
    ):
        url = reverse("access:contest_candidacy", args=[organisation.ref, arrival.ref])
        acts.append(Act("Contester", url, "grave-line", name))
    if may_decide_on(row, own):
        label, view = ("Rétablir", "access:reactivate") if stop else ("Suspendre", "access:suspend")
        if getattr(stop, "cause", "") != "contest":
            acts.append(Act(label, reverse(view, args=here), "line", name))
        acts.append(Act("Retirer", reverse("access:end_administrator", args=here), "grave-line", name))
    return acts


def health_of(organisation: Organisation) -> list[Check]:
    """What is not right with the administrators, if anything."""
    whole = [row for row in selectors.active_administrators_of(organisation) if row.scope is None]
    if len(whole) >= 2:
        return []
    note = "S’il part ou perd son second facteur, plus personne ne peut rien donner. Nommez un second administrateur."
    title = "Un seul administrateur en activité pour tout l’organisme"
    if not whole:
        title = "Aucun administrateur en activité pour tout l’organisme"
        note = "Aucun droit ne peut être donné pour tout l’organisme tant qu’il n’y en a pas."
    return [Check(title, note, "warn" if whole else "bad")]


def candidacy_entries(organisation: Organisation, reader: Person) -> list[Entry]:
    """The candidacies that wait, each with what the reader may do."""
    own = selectors.membership_of(organisation, reader.pk)
    return [_entry(row, own, reader) for row in candidacies.open_candidacies(organisation)]


def _entry(row: Candidacy, own: Membership | None, reader: Person) -> Entry:
    name = row.person.full_name
    able = own is not None and candidacies.contains(own.scope, row.scope) and row.person_id != reader.pk
    acts = [Act("Examiner", decide_url(row), "solid", f"la candidature de {name}")] if able else []
    if row.person_id != reader.pk and row.state == "pending" and candidacies.contestable_until(row):
        url = reverse("access:contest_candidacy", args=[row.organisation.ref, row.ref])
        acts.append(Act("Contester", url, "grave-line", f"la candidature de {name}"))
    by = "par une clé envoyée par courrier" if row.path == "key" else "par votre accord"
    note = f"{scope_words(row.scope)}, {by}. Jusqu’au {moment(candidacies.ends_at(row))}."
    if row.person_id == reader.pk:
        note = f"{note} C’est la vôtre : un autre administrateur doit répondre."
    elif not able:
        note = f"{note} Son périmètre dépasse le vôtre : un administrateur de tout l’organisme doit répondre."
    return Entry(short_day(row.opened_at), name, note=note, mark=MARKS[row.state], acts=acts)


def newcomer_entries(organisation: Organisation, reader: Person) -> list[Entry]:
    """Those who came by a key in the last day, with the way to contest."""
    return [
        Entry(
            short_day(row.decided_at),
            row.person.full_name,
            at=hour(row.decided_at),
            note="Administre par une clé reçue par courrier. Vous ne connaissez pas cette personne ? Contestez.",
            acts=[
                Act(
                    "Contester",
                    reverse("access:contest_candidacy", args=[organisation.ref, row.ref]),
                    "grave-line",
                    row.person.full_name,
                )
            ],
        )
        for row in candidacies.fresh_newcomers(organisation)
        if row.person_id != reader.pk
    ]
