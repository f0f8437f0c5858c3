"""The page of one person of a body: who she is, her rights with their origin, why, and her history there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import QueryDict

from paraphe.access import identity, selectors
from paraphe.access.identity import Matter
from paraphe.access.models import Habilitation, Membership, Suspension
from paraphe.access.selectors import Someone
from paraphe.access.web.explaining import Explanation, QuestionForm, explain_for
from paraphe.access.web.frames import role_word
from paraphe.access.web.history import tell_entries
from paraphe.access.web.listing import invitation_mark, when_seen
from paraphe.access.web.rights import RightRow, right_rows
from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.accounts.vocabulary import KINDS
from paraphe.journal import selectors as journal
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Check, Entry, Fact, Mark
from paraphe.web.templatetags.formats import day

HISTORY_LENGTH = 30


@dataclass(frozen=True)
class Sheet:
    """Everything the page of a person shows."""

    person: Person
    someone: Someone
    lead: str
    facts: Sequence[Fact]
    mark: Mark | None
    running: Sequence[RightRow]
    ended: Sequence[RightRow]
    question: QuestionForm
    explanation: Explanation | None
    history: Sequence[Entry]
    matters: Sequence[Check]
    suspension: Suspension | None

    @property
    def suspended(self) -> str:
        """That the access is suspended, and to which day."""
        stop = self.suspension
        return f"Accès suspendu jusqu’au {day(stop.lifts_on)}" if stop and stop.lifts_on else "Accès suspendu"


def build_sheet(organisation: Organisation, someone: Someone, *, asked: QueryDict, reader: Person) -> Sheet:
    """Read the page of a person, and answer the question of the address where there is one."""
    person = someone.person
    rights = selectors.rights_of(organisation, person.pk)
    rows = right_rows(organisation, rights)
    memberships = selectors.memberships_in(organisation, person.pk)
    question = _question(organisation, asked)
    invitation = someone.invitation
    return Sheet(
        person=person,
        someone=someone,
        lead=_lead(someone),
        facts=_facts(person),
        mark=invitation_mark(invitation, clock.now()) if invitation and not someone.membership else None,
        running=[row for row in rows if row.is_running],
        ended=[row for row in rows if not row.is_running],
        question=question,
        explanation=_explain(question, organisation, person=person, reader=reader),
        history=_history(rights, memberships),
        matters=[_tell_matter(matter) for matter in identity.matters_of(organisation, person=person)],
        suspension=_suspension(someone),
    )


def _tell_matter(matter: Matter) -> Check:
    return Check(matter.label, f"Depuis le {day(matter.since)}.", "warn", matter.url)


def _suspension(someone: Someone) -> Suspension | None:
    membership = someone.membership
    return selectors.suspended_among([membership]).get(membership.pk) if membership else None


def _question(organisation: Organisation, asked: QueryDict) -> QuestionForm:
    places, offered = registry.establishments_of(organisation), registry.services_for(organisation.branch)
    data = asked if "acte" in asked else None
    return QuestionForm(data, places=places, offered=offered, auto_id="q_%s")


def _explain(
    form: QuestionForm, organisation: Organisation, *, person: Person, reader: Person
) -> Explanation | None:
    if not form.is_bound or not form.is_valid():
        return None
    return explain_for(form, person=person, organisation=organisation, reader=reader)


def _lead(someone: Someone) -> str:
    membership, invitation = someone.membership, someone.invitation
    if membership is None:
        return f"Invitée comme déclarant le {day(invitation.invited_at)}." if invitation else ""
    if membership.closed_at is not None:
        return f"{role_word(membership)} du {day(membership.opened_at)} au {day(membership.closed_at)}."
    return f"{role_word(membership)} depuis le {day(membership.opened_at)}."


def _facts(person: Person) -> list[Fact]:
    standing = accounts.standings([person.pk]).get(person.pk)
    kinds = [KINDS[c.kind] for c in standing.credentials if c.revoked_at is None] if standing else []
    seen: datetime | None = accounts.last_activity([person]).get(person.pk)
    return [
        Fact("Courriel", person.email, "confirmé" if person.email_verified else "pas encore confirmé"),
        Fact("Second facteur", ", ".join(dict.fromkeys(kinds)).capitalize() or "Aucun"),
        Fact("Dernière activité", when_seen(seen, clock.now())),
        Fact("Compte", "en service" if person.is_active else "suspendu"),
    ]


def _history(rights: Sequence[Habilitation], memberships: Sequence[Membership]) -> list[Entry]:
    keys = {row.opened_entry for row in memberships} | {row.closed_entry for row in memberships}
    keys |= {row.granted_entry for row in rights} | {row.closed_entry for row in rights}
    latest = sorted((key for key in keys if key is not None), reverse=True)[:HISTORY_LENGTH]
    found = journal.entries_named(latest)
    return tell_entries([found[key] for key in latest if key in found])
