"""Reads of acts, of the journal, of profiles, requests, invitations and proposals."""

from datetime import datetime
from typing import Any

from paraphe.access import profiles, proposals, requests, selectors
from paraphe.access.api import shapes, telling
from paraphe.access.api.asking import JournalQuery, Paged, ReadingsQuery, RequestsQuery
from paraphe.access.api.operations import Call, get
from paraphe.access.api.reading import cut, rights_of_act
from paraphe.access.journal_reads import Asked, Readings, accesses_asked, entries_asked
from paraphe.access.models import RightsAct
from paraphe.access.services.undoing import require_undoable, traces_of
from paraphe.access.vocabulary import Action
from paraphe.access.web.accesses import tell_accesses
from paraphe.access.web.history import Told, read_entries
from paraphe.journal import selectors as journal
from paraphe.journal.sentences import known
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError

DISCLOSED = "access."
"""Entries whose whole content the body reads; of the others, only the words."""


@get("acts", Action.PEOPLE_READ, query=Paged, group="Actes")
def list_acts(call: Call) -> shapes.Acts:
    """Lister les actes sur les droits, du plus récent au plus ancien."""
    rows = RightsAct.objects.filter(organisation=call.organisation).select_related("actor")
    found, where = cut(rows.order_by("-at", "-pk"), call.query)
    return shapes.Acts(items=[telling.act_shown(row) for row in found], **where)


@get("acts/<slug:act_ref>", Action.PEOPLE_READ, group="Actes")
def show_act(call: Call) -> shapes.ActWhole:
    """Montrer un acte : ce qu’il a donné, retiré, qui il a invité ou retiré, et s’il peut être annulé."""
    act = selectors.act_of_body(call.organisation, call.refs["act_ref"])
    left = traces_of(act)
    return shapes.ActWhole(
        **telling.act_shown(act).model_dump(),
        given=rights_of_act(left.given, act.at),
        closed=rights_of_act(left.closed, act.at),
        invited=[telling.person_short(row.person) for row in left.invitations],
        removed=[telling.person_short(row.person) for row in left.gone],
        can_undo=_can_undo(call, act),
    )


def _can_undo(call: Call, act: RightsAct) -> bool:
    try:
        require_undoable(act, actor=call.person)
    except PortalError:
        return False
    return True


@get("journal", Action.JOURNAL_READ, query=JournalQuery, group="Journal")
def read_journal(call: Call) -> shapes.Journal:
    """Lire le journal de l’organisme, filtré, du plus récent au plus ancien."""
    query: JournalQuery = call.query
    person = selectors.person_of(call.organisation, query.person).person if query.person else None
    asked = Asked(
        since=query.since,
        until=query.until,
        actor=query.actor or "",
        person=person,
        siret=query.siret or "",
        service=query.service or "",
        reason=query.reason,
        events=[event for event in known() if event.startswith(query.event)] if query.event else None,
    )
    found, where = cut(entries_asked(call.organisation, asked), query)
    return shapes.Journal(items=[_entry(told) for told in read_entries(found)], **where)


def _entry(told: Told) -> shapes.EntryShown:
    entry, place = told.entry, getattr(told.entry, "place", None)
    content: Any = journal.body_of(entry) if entry.event.startswith(DISCLOSED) else None
    return shapes.EntryShown(
        entry=entry.pk,
        index=place.index if place else None,
        at=entry.at,
        event=entry.event,
        title=told.title,
        detail=told.words,
        actor=told.actor_ref,
        content=content if isinstance(content, dict) else None,
    )


@get("journal/readings", Action.JOURNAL_READ, query=ReadingsQuery, group="Journal")
def list_readings(call: Call) -> shapes.ReadingsShown:
    """Dire qui a consulté les données de l’organisme, par les pages et par l’API."""
    query: ReadingsQuery = call.query
    asked = Readings(since=query.since, until=query.until, person=query.person or "", about=query.about or "")
    found, where = cut(accesses_asked(call.organisation, asked), query)
    items = [
        shapes.Reading(at=row.at, person=row.person, name=told.person, page=told.page, about=row.about)
        for row, told in zip(found, tell_accesses(found), strict=True)
    ]
    return shapes.ReadingsShown(items=items, **where)


@get("profiles", Action.PEOPLE_READ, group="Droits")
def list_profiles(call: Call) -> shapes.Profiles:
    """Lister les profils de droits, ceux du portail et ceux de l’organisme."""
    return shapes.Profiles(
        items=[
            shapes.ProfileShown(
                ref=view.ref,
                name=view.name,
                version=view.version,
                own=view.own,
                items=[
                    shapes.ProfileItem(
                        service=service.code,
                        level=telling.level_code(level),
                        added=service.code in view.added,
                    )
                    for service, level in view.items
                ],
            )
            for view in profiles.profiles_for(call.organisation)
        ]
    )


@get("requests", Action.RIGHT_REQUEST, query=RequestsQuery, group="Demandes")
def list_requests(call: Call) -> shapes.Requests:
    """Lister les demandes de droits : toutes pour un administrateur, les siennes pour les autres."""
    query: RequestsQuery = call.query
    rows = requests.requests_sent(call.organisation)
    if query.mine or not call.token.membership.is_administrator:
        own = requests.requests_of_person(call.organisation, call.person)
        rows = [row for row in own if query.state in (None, row.state)]  # type: ignore[assignment]
    elif query.state:
        rows = rows.filter(state=query.state)
    found, where = cut(rows, query)
    return shapes.Requests(items=[telling.request_shown(row) for row in found], **where)


@get("invitations", Action.PEOPLE_READ, group="Personnes")
def list_invitations(call: Call) -> shapes.Invitations:
    """Lister les invitations qui attendent une réponse ou ont expiré."""
    now: datetime = clock.now()
    rows = selectors.open_invitations_of(call.organisation)
    return shapes.Invitations(items=[telling.invitation_shown(row, now=now) for row in rows])


@get("proposals", Action.PEOPLE_READ, group="Actes")
def list_proposals(call: Call) -> shapes.Proposals:
    """Lister les changements qui attendent un second administrateur."""
    rows = proposals.open_proposals(call.organisation)
    return shapes.Proposals(items=[telling.proposal_shown(row) for row in rows])
