"""A hand-over as its pages show it: where it stands, who can act, what moves, what ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from paraphe.access import candidacies
from paraphe.access import selectors as access
from paraphe.access.selectors import Membership
from paraphe.access.vocabulary import Level
from paraphe.access.wording import listed, of_person
from paraphe.accounts.selectors import Person
from paraphe.declarations.texts import short_title
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.upkeep import handovers
from paraphe.upkeep.handovers import Bundle, LeftDraft, Moving
from paraphe.upkeep.models import Handover
from paraphe.upkeep.web.pages import handover_url, url_if_served
from paraphe.web.components import Act, Check, Entry, Fact, Mark, Step
from paraphe.web.templatetags.formats import day, moment, short_day

MARKS = {
    "announced": Mark("info", "Annoncée"),
    "named": Mark("warn", "Successeur attendu", "clock"),
    "candidate": Mark("info", "Successeur candidat"),
    "ready": Mark("info", "Successeur prêt"),
    "active": Mark("info", "Successeur en fonction"),
    "done": Mark("ok", "Terminée"),
    "cancelled": Mark("off", "Abandonnée"),
}
WAYS = {
    "member": "fait partie de l’organisme",
    "invitation": "est invité et n’a pas encore répondu",
    "candidacy": "a une candidature en attente",
}


@dataclass(frozen=True)
class RightLine:
    """Rights of the leaver on one service at one level, with where they hold and the page to give them to another."""

    service: str
    level: str
    where: str
    grant_url: str


@dataclass(frozen=True)
class Sight:
    """Everything the page of a hand-over shows."""

    handover: Handover
    state: str
    mark: Mark
    leaver: str
    steps: Sequence[Step]
    facts: Sequence[Fact]
    blocking: Sequence[Check]
    can_complete: bool
    moving: Moving
    drafts: Sequence[Entry]
    ending: Sequence[RightLine]
    missing: Sequence[RightLine]


def see_handover(handover: Handover, *, reader: Person) -> Sight:
    """Read the page of a hand-over that is not over."""
    state = handovers.state_of(handover)
    moving = handovers.what_moves(handover.organisation, handover.leaver)
    blocking = list(_blocking(handover, state, reader=reader))
    return Sight(
        handover=handover,
        state=state,
        mark=MARKS[state],
        leaver=handover.leaver.person.full_name,
        steps=_steps(state),
        facts=handover_facts(handover),
        blocking=blocking,
        can_complete=not any(check.kind == "bad" for check in blocking),
        moving=moving,
        drafts=[_tell_draft(row) for row in moving.drafts],
        ending=right_lines(handover, handovers.bundles_of(handovers.rights_of_leaver(handover))),
        missing=right_lines(handover, handovers.bundles_missing(handover)),
    )


def _steps(state: str) -> list[Step]:
    """Announced, a successor designated, the successor there, the predecessor gone."""
    labels = ("Annoncer le départ", "Désigner le successeur", "Préparer la suite", "Terminer")
    current = {"announced": 1, "named": 2, "candidate": 3, "ready": 3, "active": 3}.get(state, 4)
    return [
        Step(label, "done" if rank < current else "current" if rank == current else "later")
        for rank, label in enumerate(labels)
    ]


def handover_facts(handover: Handover) -> list[Fact]:
    """Who leaves, when, who takes over, who said so."""
    successor = handover.successor
    by = handover.announced_by
    own = by.pk == handover.leaver.person_id
    return [
        Fact("Qui part", handover.leaver.person.full_name, _scope_words(handover.leaver)),
        Fact("Date du départ", day(handover.leaves_on)),
        Fact("Motif", handover.reason),
        Fact(
            "Qui prend la suite", successor.full_name if successor else "Personne de désigné", _way(handover)
        ),
        Fact(
            "Annoncé par",
            "La personne elle-même" if own else by.full_name,
            f"le {moment(handover.announced_at)}",
        ),
        Fact("Référence", handover.ref),
    ]


def _scope_words(membership: Membership) -> str:
    count = len(membership.scope or ())
    return (
        f"administre {count}\u00a0établissement{'s' if count > 1 else ''}"
        if count
        else "administre tout l’organisme"
    )


def _way(handover: Handover) -> str:
    if handover.successor_id is None:
        return ""
    state = handovers.state_of(handover)
    if state == "active":
        return "administre déjà l’organisme"
    return WAYS.get(
        handovers.possible_successors(handover).get(handover.successor_id, ""), "n’est pas encore là"
    )


def _blocking(handover: Handover, state: str, *, reader: Person) -> Sequence[Check]:
    """What stands between now and the end of the hand-over: bad stops it, warn does not."""
    checks = [*_remaining_checks(handover, state), *_reader_checks(handover, state, reader)]
    today = clock.now().astimezone(handovers.PARIS).date()
    if handover.leaves_on > today:
        note = "Terminer avant cette date met fin aux accès plus tôt que prévu."
        checks.append(Check(f"Le départ est prévu le {day(handover.leaves_on)}", note, "warn"))
    elif handover.leaves_on < today:
        note = "Tant que la passation n’est pas terminée, cette personne garde tous ses accès."
        checks.append(Check("La date du départ est passée", note, "warn"))
    return checks


def _remaining_checks(handover: Handover, state: str) -> list[Check]:
    """Whether somebody administers afterwards."""
    successor = handover.successor.full_name if handover.successor else ""
    if state == "named":
        note, url = _awaited(handover)
        return [Check(f"{successor} n’est pas encore là", note, "bad", url)]
    if state == "candidate":
        return [Check(f"{successor} attend votre accord", "Votre accord et le départ sont un seul acte.")]
    if state == "ready":
        return [
            Check(f"{successor} peut devenir administrateur", "Sa nomination et le départ sont un seul acte.")
        ]
    others = [row.person.full_name for row in handovers.others_remaining(handover.leaver)]
    if others:
        return [Check("L’organisme garde un administrateur", f"{listed(others)}.")]
    note = (
        "L’organisme resterait sans administrateur de tout l’organisme. Désignez d’abord qui prend la suite."
    )
    return [Check("Personne ne prend la suite", note, "bad")]


def _awaited(handover: Handover) -> tuple[str, str]:
    """Why the successor is awaited, and the page where it is decided, if there is one."""
    organisation, person = handover.organisation, handover.successor
    candidacy = candidacies.open_candidacy(organisation, person) if person else None
    if candidacy is not None:
        note = "Sa candidature attend une décision, ou la clé envoyée par courrier."
        return note, url_if_served("access:decide_candidacy", organisation.ref, candidacy.ref)
    if handovers.possible_successors(handover).get(handover.successor_id or 0) == "invitation":
        return "Son invitation attend sa réponse.", ""
    return "Son invitation a pris fin, ou son accès est suspendu. Désignez quelqu’un d’autre.", ""


def _reader_checks(handover: Handover, state: str, reader: Person) -> list[Check]:
    """Whether the reader himself can complete, and from when."""
    own = access.membership_of(handover.organisation, reader.pk)
    if own is None or own.pk == handover.leaver_id:
        return []
    until = protected_until(own)
    if until is not None:
        note = (
            "Nommé par une clé reçue par courrier, vous devez attendre sept jours avant de retirer un autre "
            "administrateur : il a ce temps pour contester."
        )
        return [Check(f"Vous pourrez terminer le {moment(until)}", note, "bad")]
    if state in ("candidate", "ready") and handover.successor_id == reader.pk:
        return [
            Check("Vous ne pouvez pas vous nommer vous-même", "Un autre administrateur doit terminer.", "bad")
        ]
    return []


def protected_until(membership: Membership) -> datetime | None:
    """Until when a newcomer by key decides on no other administrator; None where he may."""
    until = membership.protected_until
    return until if until is not None and until > clock.now() else None


def _tell_draft(row: LeftDraft) -> Entry:
    """A declaration begun: who can finish it."""
    who = (
        f"Peut la terminer : {listed(row.finishers)}." if row.finishers else "Personne ne pourra la terminer."
    )
    mark = Mark("ok", "Reprise possible") if row.finishers else Mark("bad", "Sans signataire")
    url = (
        url_if_served("declarations:draft", row.draft.organisation.ref, row.draft.ref)
        if row.finishers
        else ""
    )
    return Entry(short_day(row.draft.received_at), short_title(row.draft.items), url=url, note=who, mark=mark)


def right_lines(handover: Handover, bundles: Sequence[Bundle]) -> list[RightLine]:
    """Bundles of rights in words, each with the page that gives them to the successor."""
    places = {place.siret: place for place in registry.establishments_of(handover.organisation)}
    everywhere = "Tous les établissements, présents et à venir"
    lines = []
    for bundle in bundles:
        names = [places[siret].name if siret in places else siret for siret in bundle.sirets or ()]
        refs = [places[siret].ref for siret in bundle.sirets or () if siret in places]
        where = everywhere if bundle.sirets is None else listed(names)
        url = _grant_url(handover, bundle, refs)
        lines.append(RightLine(bundle.service_name, Level(bundle.level).code, where, url))
    return lines


def _grant_url(handover: Handover, bundle: Bundle, establishments: Sequence[str]) -> str:
    """The page that gives a right, its answers filled in; the verb decides as for any other."""
    if handover.successor is None:
        return ""
    asked = [
        ("personne", handover.successor.ref),
        ("ou", "tous" if bundle.sirets is None else "choisis"),
        *(("etablissement", ref) for ref in establishments),
        ("service", bundle.service),
        ("niveau", Level(bundle.level).code),
    ]
    return f"{reverse('access:grant', args=[handover.organisation.ref])}?{urlencode(asked)}"


def offered_successors(handover: Handover) -> list[tuple[str, str, str]]:
    """Who may be named, with what it means; and nobody, where others remain."""
    organisation = handover.organisation
    ways = handovers.possible_successors(handover)
    roles = {row.person_id: row for row in access.members_of(organisation)}
    people = {row.person_id: row.person for row in roles.values()}
    people |= {row.person_id: row.person for row in access.open_invitations_of(organisation)}
    people |= {row.person_id: row.person for row in candidacies.waiting(organisation)}
    found = [(people[key], _successor_hint(roles.get(key), way)) for key, way in ways.items()]
    offered = [
        (person.ref, person.full_name, hint) for person, hint in sorted(found, key=lambda f: f[0].full_name)
    ]
    others = [row.person.full_name for row in handovers.others_remaining(handover.leaver)]
    if others:
        hint = f"{listed(others)} reste{'nt' if len(others) > 1 else ''} pour administrer l’organisme."
        offered.append(("personne", "Personne de plus", hint))
    return offered


def _successor_hint(membership: Membership | None, way: str) -> str:
    if way == "invitation":
        return "Invitation en attente : sera nommé administrateur une fois arrivé."
    if way == "candidacy":
        return "Candidature en attente : sera administrateur une fois acceptée."
    if membership is not None and membership.is_administrator:
        return "Administre déjà."
    return "Déclarant : sera nommé administrateur quand vous terminerez."


def next_acts(sight: Sight) -> list[Act]:
    """The buttons at the top of the page, the one that moves things first."""
    finish = Act("Terminer la passation", handover_url(sight.handover, "complete"))
    name = "Désigner quelqu’un d’autre" if sight.handover.successor else "Désigner le successeur"
    choose = Act(name, handover_url(sight.handover, "name"), "line" if sight.can_complete else "solid")
    return [finish, choose] if sight.can_complete else [choose]


def completion_checks(handover: Handover, state: str, *, reader: Person) -> list[Check]:
    """What completing entails, in plain words."""
    leaver = handover.leaver.person.full_name
    checks = []
    if state in ("candidate", "ready") and handover.successor is not None:
        note = f"Sa nomination et le départ {of_person(leaver)} sont un seul acte, sous un seul numéro."
        checks.append(Check(f"{handover.successor.full_name} devient administrateur", note))
    rights = handovers.rights_of_leaver(handover)
    count = len(rights)
    words = ("droits", "s’arrêtent") if count > 1 else ("droit", "s’arrête")
    title = f"{count}\u00a0{words[0]} {of_person(leaver)} {words[1]} aussitôt"
    checks.append(Check(title if count else f"{leaver} n’a aucun droit en cours", "", "bad" if count else ""))
    checks.append(
        Check(f"{leaver} ne verra plus rien de l’organisme", _account_note(handover.leaver, reader), "bad")
    )
    checks.append(Check("Ses signatures passées restent valables", "Son nom et son histoire sont gardés."))
    orphans = handovers.what_moves(handover.organisation, handover.leaver).orphans
    if orphans:
        title = f"{orphans}\u00a0déclaration{'s' if orphans > 1 else ''} sans signataire"
        checks.append(
            Check(title, "Donnez d’abord le droit de signer à quelqu’un, ou faites-le après.", "warn")
        )
    note = (
        "Aucun droit n’est repris de lui-même : ils se donnent un à un, par un autre administrateur que lui."
    )
    checks.append(Check("Le successeur n’a que les droits qu’on lui donne", note, "warn"))
    return checks


def _account_note(leaver: Membership, reader: Person) -> str:
    if leaver.person_id == reader.pk:
        return "Votre compte reste à vous, avec vos autres organismes si vous en avez."
    if handovers.is_last_body(leaver):
        return "C’est son seul organisme : ses sessions sont fermées. Son compte lui reste."
    return "Son compte et ses autres organismes restent."


def landing_lines(organisation: Organisation) -> tuple[list[Entry], list[Entry]]:
    """The hand-overs under way, and those over, as lines of a ledger."""
    running = [_tell_running(row) for row in handovers.open_handovers(organisation)]
    over = [_tell_over(row) for row in handovers.past_handovers(organisation)]
    return running, over


def _tell_running(row: Handover) -> Entry:
    state = handovers.state_of(row)
    leaver = row.leaver.person.full_name
    note = f"Prend la suite : {row.successor.full_name}." if row.successor else "Successeur à désigner."
    act = Act("Ouvrir", handover_url(row), "line", f"la passation {of_person(leaver)}")
    return Entry(
        short_day(row.leaves_on), f"Départ {of_person(leaver)}", note=note, mark=MARKS[state], acts=(act,)
    )


def _tell_over(row: Handover) -> Entry:
    state = handovers.state_of(row)
    url = handover_url(row, "record") if state == "done" else ""
    at = row.cancelled_at or row.leaver.closed_at
    title = f"Départ {of_person(row.leaver.person.full_name)}"
    return Entry(short_day(at), title, url=url, mark=MARKS[state])
