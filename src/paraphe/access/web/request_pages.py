"""A request for a right as pages tell it: state, answers, what an approval changes, history."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from django.urls import reverse

from paraphe.access import events, requests
from paraphe.access.changes import Change, Wanted
from paraphe.access.models import AccessRequest
from paraphe.access.policy import PARIS, Decision
from paraphe.access.requests import Approval
from paraphe.access.vocabulary import Level
from paraphe.access.web.deciding import show_gates
from paraphe.access.web.forms import LEVEL_WORDS, last_day
from paraphe.access.web.history import tell_entries
from paraphe.access.web.rights import EVERYWHERE, right_rows
from paraphe.access.wording import listed
from paraphe.accounts.selectors import Person
from paraphe.journal import selectors as journal
from paraphe.journal.selectors import Chain
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Check, Entry, Fact, Mark
from paraphe.web.templatetags.formats import day, short_day

MARKS = {
    "draft": Mark("off", "Brouillon"),
    "sent": Mark("info", "Attend une réponse", "clock"),
    "asked": Mark("warn", "Une précision est demandée"),
    "approved": Mark("ok", "Accordée"),
    "refused": Mark("bad", "Refusée"),
    "withdrawn": Mark("off", "Retirée"),
    "expired": Mark("off", "Expirée sans réponse"),
}
VIEWS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "": ("À décider", ("sent",)),
    "precision": ("Attendent une précision", ("asked",)),
    "decidees": ("Décidées", ("approved", "refused")),
    "closes": ("Sans décision", ("withdrawn", "expired")),
}
"""The tabs of the administrators' list: label and states."""
_EVENTS = (
    events.REQUEST_SENT,
    events.REQUEST_ASKED,
    events.REQUEST_ANSWERED,
    events.REQUEST_REFUSED,
    events.REQUEST_WITHDRAWN,
    events.REQUEST_EXPIRED,
    events.REQUEST_REMINDED,
    events.REQUEST_ESCALATED,
    events.RIGHTS_CHANGED,
)
MOST_ENTRIES = 2000


def own_url(row: AccessRequest) -> str:
    """The page of a request for its author."""
    return reverse("access:my_request", args=[row.organisation.ref, row.ref])


def decide_url(row: AccessRequest) -> str:
    """The page of a request for those who decide."""
    return reverse("access:request", args=[row.organisation.ref, row.ref])


def what(row: AccessRequest, places: Mapping[str, str]) -> str:
    """« Signer : DSN, Mairie (siège) »."""
    where = places.get(row.siret, row.siret) if row.siret else "tous les établissements"
    return f"{LEVEL_WORDS[Level(row.level).code]} : {row.service.name}, {where}"


def place_names(organisation: Organisation) -> dict[str, str]:
    """The names of the body's establishments by SIRET."""
    return {place.siret: place.name for place in registry.establishments_of(organisation)}


def facts_of(row: AccessRequest) -> list[Fact]:
    """What is asked, by whom, why, until when."""
    place = registry.establishments_by_siret([row.siret]).get(row.siret) if row.siret else None
    where = (
        Fact("Établissement", place.name, place.siret_spaced) if place else Fact("Établissement", EVERYWHERE)
    )
    until = f"Jusqu’au {day(row.wanted_until)} compris" if row.wanted_until else "Sans précision"
    facts = [
        Fact("Demandé par", row.person.full_name, row.person.email),
        where,
        Fact("Service", row.service.name),
        Fact("Niveau", "", level=Level(row.level).code),
        Fact("Durée souhaitée", until),
        Fact("Pourquoi", row.reason or "Rien n’est précisé"),
    ]
    if row.question:
        facts.append(Fact("Précision demandée", row.question))
    if row.answer:
        facts.append(Fact("Réponse", row.answer))
    return facts


def decision_words(row: AccessRequest) -> str:
    """Who decided and when, or how the request ended; empty while it waits."""
    if row.decided_by is not None and row.decided_at is not None:
        word = "Accordée" if row.state == "approved" else "Refusée"
        return f"{word} par {row.decided_by.full_name} le {day(row.decided_at)}."
    return {"withdrawn": "Retirée par la personne.", "expired": "Personne n’a répondu en trente jours."}.get(
        row.state, ""
    )


def waiting_words(row: AccessRequest) -> str:
    """Who is asked now, and until when; says who stands in for whom is away."""
    names = [person.full_name for person in requests.audience_of(row)]
    if not names:
        return "Aucun administrateur ne peut répondre pour l’instant."
    until = f" Sans réponse le {day(row.expires_at)}, elle expire." if row.expires_at else ""
    return f"Peuvent répondre : {listed(names)}.{until}"


def story_of(row: AccessRequest) -> list[Entry]:
    """Every entry about the request, latest first, with its register number."""
    entries = journal.entries_of(Chain.Kind.BODY, row.organisation.siren, events=_EVENTS)
    recent = entries.filter(at__gte=row.made_at)[:MOST_ENTRIES]
    return tell_entries([one for one in recent if _is_about(journal.body_of(one), row)])


def _is_about(body: object, row: AccessRequest) -> bool:
    return isinstance(body, dict) and body.get("request") == row.ref


def held_rows(row: AccessRequest) -> list[object]:
    """The rights the requester has on this service now, ready to print."""
    held = [
        right
        for right in requests.rights_on(row.organisation, row.person)
        if right.service_id == row.service_id and right.siret_text in (None, row.siret or right.siret_text)
    ]
    return [*right_rows(row.organisation, held)]


def approval_facts(row: AccessRequest, approval: Approval) -> list[Fact]:
    """What is about to be given, against what is asked."""
    names = place_names(row.organisation)
    where = EVERYWHERE if approval.sirets is None else listed([names[siret] for siret in approval.sirets])
    until = last_day(approval.valid_to)
    facts = [
        Fact("À qui", row.person.full_name, row.person.email),
        Fact("Service", row.service.name),
        Fact("Niveau", "", level=approval.level.code, small=_lower(row, approval)),
        Fact("Établissements", where, _fewer(row, approval)),
        Fact("Pour combien de temps", f"D’aujourd’hui au {day(until)} compris"),
    ]
    return [*facts, Fact("Votre mot", approval.message)] if approval.message else facts


def _lower(row: AccessRequest, approval: Approval) -> str:
    return f"demandé : {LEVEL_WORDS[Level(row.level).code].lower()}" if approval.level < row.level else ""


def _fewer(row: AccessRequest, approval: Approval) -> str:
    return "demandé : tous" if approval.sirets is not None and not row.siret else ""


def consequences(row: AccessRequest, approval: Approval, *, reader: Person) -> list[Check]:
    """What the approval opens, what it replaces, what will still be missing."""
    change, decisions = requests.change_of(row, approval), requests.foresee(row, approval)
    act, name = LEVEL_WORDS[approval.level.code].lower(), row.person.full_name
    able = [decision for decision in decisions if decision.allowed]
    checks = [_opening(name, act, able, decisions)]
    checks += _missing(row, [one for one in decisions if not one.allowed], reader=reader)
    checks += _prerequisites(row, change) + _replaced(row, change)
    if approval.level is Level.SIGN:
        checks.append(
            Check("Ses signatures engageront l’organisme", "Votre décision restera attachée à chacune.")
        )
    note = "Vous pourrez le retirer avant, avec effet immédiat."
    return [
        *checks,
        Check(f"Après le {day(last_day(approval.valid_to))}, le droit s’arrête seul", note, "warn"),
    ]


def _opening(name: str, act: str, able: Sequence[Decision], decisions: Sequence[Decision]) -> Check:
    if able and len(able) == len(decisions):
        return Check(f"{name} pourra {act} dès que vous confirmez", "Partout où le droit est donné.")
    if able:
        count = f"dans {len(able)} établissements sur {len(decisions)}"
        return Check(
            f"{name} pourra {act} dès que vous confirmez, {count}", "Le reste attend ce qui suit.", "warn"
        )
    return Check(
        f"{name} ne pourra pas encore {act}", "Le droit sera donné, mais il attendra ce qui suit.", "warn"
    )


def _missing(row: AccessRequest, decisions: Sequence[Decision], *, reader: Person) -> list[Check]:
    """Each thing that will still stand in the way once, with the establishments it concerns."""
    names, found = place_names(row.organisation), defaultdict(list)
    shown = {}
    for decision in decisions:
        for gate in show_gates(decision, row.organisation, reader=reader):
            if not gate.passed:
                found[gate.code, gate.note].append(names.get(decision.question.siret or "", ""))
                shown[gate.code, gate.note] = gate
    return [
        Check(f"{shown[key].title} : {listed(places)}", shown[key].note, "bad")
        for key, places in found.items()
    ]


def _prerequisites(row: AccessRequest, change: Change) -> list[Check]:
    needed = list(dict.fromkeys(w.service.name for w in change.grants if w.service != row.service))
    return (
        [Check("Droits exigés avec lui, donnés en même temps", f"Consulter : {listed(needed)}.")]
        if needed
        else []
    )


def _replaced(row: AccessRequest, change: Change) -> list[Check]:
    names = place_names(row.organisation)
    checks = []
    for right in change.closures:
        where = names.get(right.siret_text or "", EVERYWHERE)
        rest = next((w for w in change.grants if _is_rest(w, right.level, right.siret_text)), None)
        then = f" Il reprendra le {day(rest.valid_from)}." if rest else ""
        level = LEVEL_WORDS[Level(right.level).code].lower()
        title = f"Remplace le droit de {level} : {right.service.name}, {where}"
        checks.append(Check(title, f"Il courait jusqu’au {day(last_day(right.valid_to))}.{then}", "warn"))
    return checks


def _is_rest(wanted: Wanted, level: int, siret: str | None) -> bool:
    return wanted.valid_from is not None and wanted.level == level and wanted.siret == siret


def age_words(row: AccessRequest) -> str:
    """Since when the request waits."""
    if row.sent_at is None:
        return ""
    days = (clock.now().astimezone(PARIS).date() - row.sent_at.astimezone(PARIS).date()).days
    since = {0: "aujourd’hui", 1: "hier"}.get(days, f"il y a {days} jours")
    return f"{short_day(row.sent_at)}, {since}"
