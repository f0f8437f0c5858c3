"""Reads about people, rights and what they open, now or at any instant of the past."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal

from django.core.paginator import Paginator

from paraphe.access import overview, selectors
from paraphe.access import people as people_reads
from paraphe.access.api import shapes, telling
from paraphe.access.api.asking import (
    MatrixQuery,
    PeopleQuery,
    RightsQuery,
    WhereQuery,
    WhoQuery,
    WhyQuery,
)
from paraphe.access.api.operations import Call, get
from paraphe.access.models import BodyRegistration, Habilitation
from paraphe.access.policy import Question
from paraphe.access.rights_reads import rights_at
from paraphe.access.selectors import Invitation, Membership
from paraphe.access.vocabulary import ACTION_OF_LEVEL, Action, Level
from paraphe.access.web.deciding import show_gates
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry import selectors as registry

MemberState = Literal["active", "suspended", "invited", "former"]


def cut(rows: Any, query: Any) -> tuple[Sequence[Any], dict[str, int]]:
    """The rows of the page asked, the last one where there are fewer, and where it stands."""
    paginator: Paginator[Any] = Paginator(rows, query.per_page)
    page = paginator.get_page(query.page)
    return list(page.object_list), {
        "total": paginator.count,
        "page": page.number,
        "pages": paginator.num_pages,
    }


@get("me", Action.BODY_READ, group="Vous")
def show_me(call: Call) -> shapes.Me:
    """Dire à qui est le jeton, pour quel organisme, et ce qu’il peut."""
    body, held = call.organisation, call.token.membership
    return shapes.Me(
        person=telling.person_short(call.person),
        body=shapes.Body(ref=body.ref, siren=body.siren, name=body.name, branch=body.branch),
        role=held.role,
        scope=held.scope,
        abilities=call.token.abilities,
        expires_at=call.token.expires_at,
    )


@get("me/rights", Action.BODY_READ, query=RightsQuery, group="Vous")
def list_own_rights(call: Call) -> shapes.Rights:
    """Lister ses propres droits, à une date donnée."""
    query = call.query.model_copy(update={"person": None})
    return _rights(call, query, rows=rights_at(call.organisation, query).filter(person=call.person))


@get("establishments", Action.BODY_READ, group="Organisme")
def list_establishments(call: Call) -> shapes.Places:
    """Lister les établissements de l’organisme et les services qu’ils utilisent."""
    places = registry.establishments_of(call.organisation)
    used = people_reads.subscribed_services(places)
    return shapes.Places(items=[telling.place_shown(place, list(used[place.siret])) for place in places])


@get("services", Action.BODY_READ, group="Organisme")
def list_services(call: Call) -> shapes.Catalogue:
    """Lister les services proposés à l’organisme."""
    offered = registry.services_for(call.organisation.branch)
    space = BodyRegistration.objects.filter(organisation=call.organisation).first()
    return shapes.Catalogue(
        items=[telling.service_shown(service) for service in offered],
        four_eyes=sorted(space.four_eyes) if space else [],
    )


@get("people", Action.PEOPLE_READ, query=PeopleQuery, group="Personnes")
def list_people(call: Call) -> shapes.Members:
    """Lister les personnes de l’organisme : membres, invitées, parties."""
    query: PeopleQuery = call.query
    rows = [row for row in members(call) if _fits(row, query)]
    items, where = cut(rows, query)
    return shapes.Members(items=list(items), **where)


@get("people/<slug:person_ref>", Action.PEOPLE_READ, group="Personnes")
def show_person(call: Call) -> shapes.MemberRights:
    """Montrer une personne et ses droits en cours ou à venir."""
    someone = selectors.person_of(call.organisation, call.refs["person_ref"])
    row = next(row for row in members(call) if row.ref == someone.person.ref)
    at = clock.now()
    rights = selectors.rights_of(call.organisation, someone.person.pk)
    shown = [telling.right_shown(right, at=at) for right in rights if right.ends_at > at]
    return shapes.MemberRights(**row.model_dump(), items=shown)


def members(call: Call) -> list[shapes.Member]:
    """Everyone once, by name: members, those invited who are not yet, those who left."""
    organisation, counts = call.organisation, selectors.running_counts(call.organisation)
    here = selectors.members_of(organisation)
    stopped = selectors.suspended_among(here)
    found: dict[int, shapes.Member] = {}
    for row in here:
        state: MemberState = "suspended" if row.pk in stopped else "active"
        found[row.person_id] = _member(row.person, state, counts, membership=row)
    for invitation in selectors.open_invitations_of(organisation):
        if invitation.person_id not in found:
            found[invitation.person_id] = _member(invitation.person, "invited", counts, invitation=invitation)
    for row in selectors.former_members_of(organisation):
        if row.person_id not in found:
            found[row.person_id] = _member(row.person, "former", counts, membership=row)
    return sorted(found.values(), key=lambda row: (row.family_name, row.given_name, row.ref))


def _member(
    person: Person,
    state: MemberState,
    counts: Mapping[int, tuple[int, int]],
    *,
    membership: Membership | None = None,
    invitation: Invitation | None = None,
) -> shapes.Member:
    held, signing = counts.get(person.pk, (0, 0))
    return shapes.Member(
        ref=person.ref,
        name=person.full_name,
        given_name=person.given_name,
        family_name=person.family_name,
        email=person.email,
        state=state,
        role=membership.role if membership else "declarant",
        scope=membership.scope if membership else None,
        membership=membership.ref if membership else None,
        invitation=invitation.ref if invitation else None,
        since=membership.opened_at if membership else None,
        until=membership.closed_at if membership else invitation.expires_at if invitation else None,
        rights=held,
        signing=signing,
    )


def _fits(row: shapes.Member, query: PeopleQuery) -> bool:
    text = query.q.casefold()
    return (
        (not text or text in row.name.casefold() or text in row.email.casefold())
        and (query.role is None or row.role == query.role)
        and (query.state is None or row.state == query.state)
    )


@get("rights", Action.PEOPLE_READ, query=RightsQuery, group="Droits")
def list_rights(call: Call) -> shapes.Rights:
    """Lister les droits de l’organisme à une date, tels que connus à une position du journal."""
    query: RightsQuery = call.query
    rows = rights_at(call.organisation, query)
    if query.person:
        someone = selectors.person_of(call.organisation, query.person)
        rows = rows.filter(person=someone.person)
    return _rights(call, query, rows=rows)


def _rights(call: Call, query: RightsQuery, *, rows: Any) -> shapes.Rights:
    found, where = cut(rows, query)
    at = query.at or clock.now()
    items = [telling.right_shown(right, at=at, known_at=query.known_at) for right in found]
    return shapes.Rights(at=at, items=items, **where)


def _question(call: Call, query: Any, *, person: int = 0, siret: str | None = None) -> Question:
    """The question of a query; an unknown service or establishment is weighed, and refused by its gate."""
    action, at = ACTION_OF_LEVEL[Level.of(query.level)], query.at or clock.now()
    return Question(person, action, call.organisation.siren, siret, query.service, at, query.known_at)


@get("who-may", Action.PEOPLE_READ, query=WhoQuery, group="Droits")
def tell_who_may(call: Call) -> shapes.People:
    """Dire qui peut consulter, préparer ou signer pour un service et un établissement, à une date."""
    query: WhoQuery = call.query
    question = _question(call, query, siret=query.siret)
    able = selectors.who_may(question)
    named = overview.holders_named(call.organisation, able)
    people = sorted((named[key] for key in able if key in named), key=_by_name)
    return shapes.People(at=question.at, items=[telling.person_short(person) for person in people])


@get("whom-may-act", Action.PEOPLE_READ, query=WhereQuery, group="Droits")
def tell_where(call: Call) -> shapes.Sirets:
    """Dire pour quels établissements une personne peut consulter, préparer ou signer, à une date."""
    query: WhereQuery = call.query
    someone = selectors.person_of(call.organisation, query.person)
    question = _question(call, query, person=someone.person.pk)
    return shapes.Sirets(at=question.at, items=selectors.whom_may_act(question))


@get("explanations", Action.PEOPLE_READ, query=WhyQuery, group="Droits")
def explain_answer(call: Call) -> shapes.Explained:
    """Expliquer pourquoi une personne peut ou ne peut pas, condition par condition."""
    query: WhyQuery = call.query
    someone = selectors.person_of(call.organisation, query.person)
    decision = selectors.explain(_question(call, query, person=someone.person.pk, siret=query.siret))
    gates = show_gates(decision, call.organisation, reader=call.person)
    return shapes.Explained(
        allowed=decision.allowed,
        reason=decision.reason,
        at=decision.question.at,
        valid_until=decision.valid_until if decision.allowed else None,
        gates=[
            shapes.Gate(
                code=gate.code,
                title=gate.title,
                note=gate.note,
                passed=gate.passed,
                lifted_by=list(gate.lifted_by),
            )
            for gate in gates
        ],
        basis=[shapes.Ground(kind=one.kind, ref=one.ref, entry=one.entry) for one in decision.basis]
        if decision.allowed
        else [],
        policy_version=decision.policy_version,
    )


@get("matrix", Action.PEOPLE_READ, query=MatrixQuery, group="Droits")
def show_matrix(call: Call) -> shapes.Matrix:
    """Montrer le cube personnes × établissements × services, page de personnes par page, à une date."""
    query: MatrixQuery = call.query
    at = query.at or clock.now()
    people, where = cut(_people_at(call, query, at), query)
    sirets = [query.siret] if query.siret else None
    grid = overview.rights_grid(
        call.organisation,
        sirets=sirets,
        persons=[person.pk for person in people],
        at=at,
        known_at=query.known_at,
    )
    refs = {person.pk: person.ref for person in people}
    cells = [
        _cell(refs[key[0]], key, cell)
        for key, cell in sorted(grid.cells.items())
        if key[0] in refs and query.service in (None, key[2])
    ]
    shown = [telling.person_short(person) for person in people]
    return shapes.Matrix(at=at, people=shown, items=cells, **where)


def _people_at(call: Call, query: MatrixQuery, at: datetime) -> list[Person]:
    if query.person:
        return [selectors.person_of(call.organisation, query.person).person]
    rows: Iterable[Membership | Invitation] = overview.members_at(
        call.organisation, at=at, known_at=query.known_at
    )
    found = {row.person_id: row.person for row in rows}
    if query.at is None and query.known_at is None:
        for row in selectors.open_invitations_of(call.organisation):
            found.setdefault(row.person_id, row.person)
    return sorted(found.values(), key=_by_name)


def _by_name(person: Person) -> tuple[str, str, int]:
    return person.family_name, person.given_name, person.pk


def _cell(person: str, key: tuple[int, str, str], cell: overview.Cell) -> shapes.Cell:
    return shapes.Cell(
        person=person,
        siret=key[1],
        service=key[2],
        level=telling.level_code(cell.level) if cell.level is not None else None,
        given=telling.level_code(cell.given),
        waits=cell.reason,
    )


def rights_of_act(rows: Sequence[Habilitation], at: datetime) -> list[shapes.Right]:
    """The rights an act gave or closed."""
    return [telling.right_shown(row, at=at) for row in rows]
