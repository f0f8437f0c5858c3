"""What adding people will do, worked out before it is done: who each one is, what is given, what is still missing."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from paraphe.access import people
from paraphe.access.changes import Change, Wanted
from paraphe.access.errors import RightUnsound
from paraphe.access.models import Habilitation
from paraphe.access.people import Arrival, Outcome, foresee_arrivals
from paraphe.access.plans import Asked, plan_giving
from paraphe.access.profiles import complete_items
from paraphe.access.web.forms import end_of_day
from paraphe.access.web.people_forms import AddedRightsForm, ListForm
from paraphe.access.web.rights import EVERYWHERE
from paraphe.access.wording import listed
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation
from paraphe.web.components import Check, Fact, Mark
from paraphe.web.templatetags.formats import day, number

MOST_RIGHTS = 5_000
"""How many rights one form gives at most; beyond, a file."""
MARKS = {
    Outcome.NEW: Mark("info", "Nouvelle personne"),
    Outcome.KNOWN: Mark("info", "A déjà un compte"),
    Outcome.MEMBER: Mark("ok", "Déjà dans l’organisme"),
    Outcome.INVITED: Mark("warn", "Déjà invitée", "clock"),
}
NOTES = {
    Outcome.NEW: "Une invitation part à cette adresse. La personne ouvrira son propre compte.",
    Outcome.KNOWN: "Une invitation part à cette adresse. La personne garde son compte et rejoint l’organisme.",
    Outcome.MEMBER: "Ses droits s’étendent ; sa fiche reste la même.",
    Outcome.INVITED: "Les droits s’ajoutent à l’invitation qui attend sa réponse.",
}
IDLE = "Rien ne change pour cette personne."


@dataclass(frozen=True)
class Plan:
    """What will be done, and for each person what she is."""

    arrivals: Sequence[Arrival]
    change: Change
    kept: int


def plan_people(organisation: Organisation, listed_people: ListForm, rights: AddedRightsForm) -> Plan:
    """The one change that adds these people with these rights; RightUnsound where it would give too many.

    A right held is never lowered nor cut: what is in the way is given again, higher or longer.
    """
    arrivals = foresee_arrivals(organisation, listed_people.invitees())
    _hold_to_ceiling(len(arrivals), rights)
    parts = [_plan_one(organisation, arrival, rights) for arrival in arrivals] if rights.items else []
    grants = [wanted for part in parts for wanted in part.grants]
    change = Change(
        source="people",
        closures=[right for part in parts for right in part.closures],
        grants=grants,
        invitees=[row.invitee for row in arrivals if row.outcome in (Outcome.NEW, Outcome.KNOWN)],
        profile=rights.profile.ref if rights.profile and grants else "",
    )
    return Plan(arrivals, change, sum(part.kept for part in parts))


def _hold_to_ceiling(people_asked: int, rights: AddedRightsForm) -> None:
    places = 1 if not rights.items or rights.chosen is None else len(rights.chosen)
    asked = people_asked * places * len(complete_items(rights.items))
    if asked > MOST_RIGHTS:
        raise RightUnsound("access.people_too_many", most=number(MOST_RIGHTS), asked=number(asked))


@dataclass(frozen=True)
class _Part:
    """What the rights asked come to for one person; `kept` counts those held already."""

    closures: Sequence[Habilitation]
    grants: Sequence[Wanted]
    kept: int


def _plan_one(organisation: Organisation, arrival: Arrival, rights: AddedRightsForm) -> _Part:
    until, places = end_of_day(rights.cleaned_data["valid_to"]), rights.chosen
    sirets = None if places is None else [place.siret for place in places]
    if arrival.person is None:
        items = complete_items(rights.items)
        wheres: Sequence[str | None] = [None] if sirets is None else sirets
        grants = [
            Wanted(arrival.target, siret, service, level, until)
            for siret in wheres
            for service, level in items
        ]
        return _Part((), grants, 0)
    plan = plan_giving(organisation, Asked(arrival.person, sirets, rights.items, until))
    change = plan.change("people")
    grants = [replace(wanted, person=arrival.target) for wanted in change.grants]
    return _Part(change.closures, grants, sum(step.is_held for step in plan.steps))


@dataclass(frozen=True)
class Shown:
    """One line of the page where the answers are read again."""

    name: str
    email: str
    mark: Mark
    note: str


def show_arrivals(plan: Plan) -> list[Shown]:
    """The people, each with what happens to her, and whom she must not be taken for."""
    touched = {_email_of(wanted) for wanted in plan.change.grants}
    return [_show(arrival, is_touched=arrival.invitee.email in touched) for arrival in plan.arrivals]


def _email_of(wanted: Wanted) -> str:
    return wanted.person if isinstance(wanted.person, str) else wanted.person.email


def _show(arrival: Arrival, *, is_touched: bool) -> Shown:
    invitee, person = arrival.invitee, arrival.person
    stays = arrival.outcome in (Outcome.MEMBER, Outcome.INVITED)
    note = NOTES[arrival.outcome] if is_touched or not stays else IDLE
    if arrival.homonyms:
        note += f" Homonyme d’une autre personne : {listed(arrival.homonyms)}. Les deux restent distinctes."
    name = person.full_name if stays and person else f"{invitee.given_name} {invitee.family_name}"
    return Shown(name, invitee.email, MARKS[arrival.outcome], note)


def rights_facts(rights: AddedRightsForm) -> list[Fact]:
    """The rights of the form, read again; empty where it gives none."""
    if not rights.items:
        return []
    places = rights.chosen
    where = EVERYWHERE if places is None else listed([place.name for place in places], most=8)
    count = f"{len(places)}\u00a0établissements" if places is not None and len(places) > 1 else ""
    facts = [Fact("Profil", rights.profile.name)] if rights.profile else []
    facts += [
        Fact(service.name, "", level=level.code, small=_why(rights, service.code))
        for service, level in complete_items(rights.items)
    ]
    until = f"D’aujourd’hui au {day(rights.cleaned_data['valid_to'])} compris"
    return [*facts, Fact("Pour quels établissements", where, count), Fact("Pour combien de temps", until)]


def _why(rights: AddedRightsForm, code: str) -> str:
    return "" if code in {service.code for service, _ in rights.items} else "exigé par un service choisi"


def consequences(organisation: Organisation, plan: Plan, rights: AddedRightsForm) -> list[Check]:
    """What happens when it is confirmed, and what will still be missing; constant in queries."""
    change, invited = plan.change, len(plan.change.invitees)
    checks = []
    if invited:
        title = f"{invited} invitation{'s partent' if invited > 1 else ' part'} aussitôt"
        checks.append(
            Check(title, "Chaque lien est personnel et vaut sept jours. Chacun choisit son mot de passe.")
        )
    if change.grants:
        count = len(change.grants)
        title = f"{number(count)} droit{'s sont donnés' if count > 1 else ' est donné'}"
        checks.append(Check(title, "Ils valent dès maintenant ; ceux des invités, dès leur acceptation."))
    elif invited:
        note = "Vous pourrez les donner à tout moment, sans attendre les réponses."
        checks.append(Check("Aucun droit n’est donné", note, "warn"))
    if change.closures:
        count = len(change.closures)
        note = "Un droit tenu n’est jamais abaissé ni raccourci : à chaque instant, le plus haut vaut."
        few, many = (
            "droit en cours est remplacé par plus large",
            "droits en cours sont remplacés par plus large",
        )
        checks.append(Check(f"{count} {many if count > 1 else few}", note))
    if plan.kept:
        checks.append(Check("Des droits sont déjà tenus", f"{number(plan.kept)} : rien n’y change.", "off"))
    return [*checks, *_unopened(organisation, rights)]


def _unopened(organisation: Organisation, rights: AddedRightsForm) -> list[Check]:
    """The services given that some of the establishments do not use yet."""
    if not rights.items:
        return []
    chosen = rights.chosen
    places: Sequence[Establishment] = registry.establishments_of(organisation) if chosen is None else chosen
    used = people.subscribed_services(places)
    checks = []
    for service, _ in complete_items(rights.items):
        closed = [place.name for place in places if service.code not in used[place.siret]]
        if closed:
            title = f"« {service.name} » n’est pas ouvert partout"
            checks.append(
                Check(title, f"Le droit y attendra l’ouverture du service : {listed(closed)}.", "warn")
            )
    return checks
