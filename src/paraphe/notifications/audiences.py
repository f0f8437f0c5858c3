"""Who is concerned by an entry: from its body, and from the rows of now, the references of people and the body by which
each is told. Administrators are those who are not suspended, and all of them where none is left.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from paraphe.access import candidacies, registrations
from paraphe.access import selectors as access
from paraphe.access.errors import UnknownArrival, UnknownPerson
from paraphe.access.selectors import AuthorityProof, Letter, Membership
from paraphe.accounts import selectors as accounts
from paraphe.helpdesk import selectors as helpdesk
from paraphe.helpdesk.errors import UnknownTicket
from paraphe.kernel.errors import NotFound
from paraphe.notifications.vocabulary import MAILBOX
from paraphe.registry import selectors as registry
from paraphe.upkeep.handovers import handover_of

Body = dict[str, Any]
KEY, KEY_LETTER, DESIGNATION = "posted-key", "activation-key", "designation-letter"
REPRESENTATIVE = "legalrepresentative"


@dataclass(frozen=True)
class Recipient:
    """One person told, and the body by which she is; empty where it is about her account."""

    person: str
    siren: str = ""


List = Callable[[Body], Iterable[Recipient]]


@dataclass(frozen=True)
class Audience:
    """A way to list recipients, and why they are told (« parce que … »)."""

    list: List
    why: str


def _people(refs: Iterable[str], siren: str = "") -> list[Recipient]:
    return [Recipient(ref, siren) for ref in dict.fromkeys(refs)]


def the_person(body: Body) -> list[Recipient]:
    """Whom the entry is about, wherever it says so."""
    return _people([body["person"]] if body.get("person") else [], body.get("siren", ""))


def the_person_unless_actor(body: Body) -> list[Recipient]:
    """Whom the entry is about, unless it is her own act."""
    return [told for told in the_person(body) if told.person != body["actor"]]


def the_leaver(body: Body) -> list[Recipient]:
    """Who leaves, unless it is his own act."""
    return _people({body["leaver"]} - {body["actor"]}, body["siren"])


def the_successor(body: Body) -> list[Recipient]:
    """Who was named to take over in a hand-over, unless it is his own act."""
    try:
        row = handover_of(registry.organisation_by_siren(body["siren"]), body["handover"])
    except NotFound:
        return []
    named = {row.successor.ref} if row.successor else set()
    return _people(named - {body["actor"]}, body["siren"])


def the_replaced(body: Body) -> list[Recipient]:
    """The administrator who leaves in the act that settles another."""
    left = body.get("replaces", {}).get("person")
    return _people([left] if left and left != body["actor"] else [], body["siren"])


def the_invited(body: Body) -> list[Recipient]:
    """Whom an invitation is for."""
    invitation = access.invitation_named(body["invitation"])
    return _people([invitation.person.ref] if invitation else [], body["siren"])


def the_granted(body: Body) -> list[Recipient]:
    """Whoever receives rights from somebody else."""
    return _people(sorted({grant["person"] for grant in body["grants"]} - {body["actor"]}), body["siren"])


def the_deprived(body: Body) -> list[Recipient]:
    """Whoever loses rights by somebody else."""
    rights = access.rights_named(body["habilitations"]).values()
    return _people(sorted({right.person.ref for right in rights} - {body["actor"]}), body["siren"])


def the_named(body: Body) -> list[Recipient]:
    """The people an entry of the portal lists."""
    return _people(body["persons"], body["siren"])


def the_author(body: Body) -> list[Recipient]:
    """The author of a ticket, unless it is his own act."""
    try:
        author = helpdesk.desk_ticket(body["ticket"]).author.ref
    except UnknownTicket:
        return []
    return _people({author} - {body["actor"]}, body.get("siren", ""))


def operators(body: Body) -> list[Recipient]:
    """The operator's desk, but whoever of it acted."""
    out = {body["actor"], body.get("by")}
    return _people(
        (person.ref for person in access.operators() if person.ref not in out), body.get("siren", "")
    )


def mailbox(body: Body) -> list[Recipient]:
    """The official mailbox of the body, for a code."""
    return [Recipient(MAILBOX, body["siren"])] if body["kind"] == MAILBOX else []


def administrators_in(siren: str) -> list[Membership]:
    """The administrators of a body who can act, else all of them."""
    organisation = registry.organisation_by_siren(siren)
    return access.active_administrators_of(organisation) or access.administrators_of(organisation)


def all_administrators(body: Body) -> list[Recipient]:
    """Every administrator but the one who acted and the one it is about."""
    out = {body["actor"], body.get("by"), body.get("person")}
    rows = administrators_in(body["siren"])
    return _people((row.person.ref for row in rows if row.person.ref not in out), body["siren"])


def each_administrator(body: Body) -> list[Recipient]:
    """Every administrator but whoever acted: the one it is about too."""
    return all_administrators({**body, "person": None})


def administrators_touched(body: Body) -> list[Recipient]:
    """The same, but for those whose establishments have no part in what is done."""
    touched = set(_places(body))
    silent = set(body.get("silent_fellows", ()))  # told apart, as a matter of security
    rows = administrators_in(body["siren"])
    out = {row.person.ref for row in rows if row.ref in silent or not _has_part(row.scope, touched)}
    return [told for told in all_administrators(body) if told.person not in out]


def _places(body: Body) -> Iterator[str | None]:
    """The SIRETs an entry is about; None for all of the body's."""
    yield from (grant["siret"] for grant in body.get("grants", ()))
    yield from (right.siret_text for right in access.rights_named(body.get("closed", ())).values())
    yield from (body[name] for name in ("siret", "like") if body.get(name))


def _has_part(scope: Iterable[str] | None, touched: set[str | None]) -> bool:
    return scope is None or not touched or None in touched or bool(touched & set(scope))


def administrators_of_her_bodies(body: Body) -> list[Recipient]:
    """The administrators of every body of the person, once each, but herself and whoever acted."""
    person = accounts.person_by_ref(body["person"])
    told: dict[str, Recipient] = {}
    for belonging in access.bodies_of(person.pk) if person else ():
        for one in all_administrators({**body, "siren": belonging.organisation.siren}):
            told.setdefault(one.person, one)
    return list(told.values())


def members(body: Body) -> list[Recipient]:
    """Everybody of the body but whoever acted, administrators first."""
    rows = access.members_of(registry.organisation_by_siren(body["siren"]))
    refs = (row.person.ref for row in sorted(rows, key=lambda row: not row.is_administrator))
    return _people((ref for ref in refs if ref != body["actor"]), body["siren"])


def deciders(body: Body) -> list[Recipient]:
    """Who can answer a candidacy and has not."""
    row = candidacies.candidacy_named(body["candidacy"])
    if row is None or row.state != "pending":
        return []
    voiced = {voice.person_id for voice in candidacies.voices_of(row)}
    rows = [found for found in candidacies.deciders_of(row) if found.person_id not in voiced]
    return _people((found.person.ref for found in rows), body["siren"])


def candidacy_deciders(body: Body) -> list[Recipient]:
    """The administrators whose scope contains what a candidate asks, whatever became of it since."""
    row = candidacies.candidacy_named(body["candidacy"])
    rows = candidacies.deciders_of(row) if row is not None else []
    return _people((found.person.ref for found in rows if found.person.ref != body["actor"]), body["siren"])


def candidacy_followers(body: Body) -> list[Recipient]:
    """Who was told that somebody asks: all administrators for a key, those who can answer for an accord."""
    row = candidacies.candidacy_named(body["candidacy"])
    by_key = row is not None and row.path == "key"
    return all_administrators(body) if by_key else candidacy_deciders(body)


def silent_fellows(body: Body) -> list[Recipient]:
    """The administrators in whose absence one gave himself a right."""
    silent = set(body.get("silent_fellows", ()))
    rows = access.administrators_of(registry.organisation_by_siren(body["siren"])) if silent else []
    return _people((row.person.ref for row in rows if row.ref in silent), body["siren"])


def fellows_of_administrator(body: Body) -> list[Recipient]:
    """The other administrators, where the one whose access ended administered too."""
    try:
        left = access.person_of(registry.organisation_by_siren(body["siren"]), body["person"])
    except UnknownPerson:
        return []
    was = left.membership is not None and left.membership.role == "administrator"
    return all_administrators(body) if was else []


def proof_named(ref: str) -> AuthorityProof | None:
    """The proof of this reference, or None."""
    try:
        return registrations.proof_at_desk(ref)
    except UnknownArrival:
        return None


def letter_named(ref: str) -> Letter | None:
    """The letter of this reference, or None."""
    try:
        return registrations.letter_at_desk(ref)
    except UnknownArrival:
        return None


def where(listed: List, test: Callable[[Body], bool]) -> List:
    """The same people, for the entries that pass a test only."""
    return lambda body: listed(body) if test(body) else []


def is_by_key(body: Body) -> bool:
    """Whether somebody came, or asks to come, by a posted key."""
    return body.get("by") == "key" or body.get("path") == "key"


def is_by_portal(body: Body) -> bool:
    """Whether the portal acted by itself."""
    return bool(body["actor"] == "portal")


def is_burnt(body: Body) -> bool:
    """Whether that failure was the last one allowed."""
    return body.get("left") == 0


def is_of_candidacy(body: Body) -> bool:
    """Whether a proof is the key of a candidacy."""
    if body.get("candidacy"):
        return True
    proof = proof_named(body["proof"])
    return proof is not None and proof.candidacy_id is not None


def is_key_letter(body: Body) -> bool:
    """Whether a letter carries a key."""
    return bool(body["kind"] == KEY_LETTER)
