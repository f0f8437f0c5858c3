"""What a grant entails, in plain words: what opens at once, what still stands in the way, when it ends."""

from collections import defaultdict
from collections.abc import Sequence

from paraphe.access import overview, sentences
from paraphe.access.acts import Grant
from paraphe.access.policy import Decision, GateResult
from paraphe.access.web.forms import LEVEL_WORDS, last_day
from paraphe.access.web.rights import EVERYWHERE
from paraphe.access.wording import listed, of_person
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Check, Fact
from paraphe.web.templatetags.formats import day


def grant_facts(grant: Grant) -> list[Fact]:
    """The answers of the form, read again."""
    places = grant.establishments
    where = EVERYWHERE if places is None else listed([place.name for place in places])
    small = "" if places is None or len(places) != 1 else places[0].siret_spaced
    return [
        Fact("À qui", grant.person.full_name, grant.person.email),
        Fact("Pour quels établissements", where, small or _count(places)),
        Fact("Pour quels services", listed([service.name for service in grant.services])),
        Fact("À quel niveau", "", level=grant.level.code),
        Fact("Pour combien de temps", f"D’aujourd’hui au {day(last_day(grant.valid_to))} compris"),
    ]


def _count(places: Sequence[object] | None) -> str:
    return f"{len(places)}\u00a0établissements" if places is not None and len(places) > 1 else ""


def grant_consequences(organisation: Organisation, grant: Grant) -> list[Check]:
    """What happens when it is given, and what will still be missing; constant in queries."""
    decisions = overview.foresee_grant(organisation, grant)
    open_now = [decision for decision in decisions if decision.allowed]
    act = LEVEL_WORDS[grant.level.code].lower()
    checks = [_opening(grant, act, open_now, decisions)]
    checks += _missing(decisions)
    if grant.level.code == "sign":
        name = grant.person.full_name
        note = f"Le nom {of_person(name)}, ce droit et votre décision resteront attachés à chaque dépôt."
        checks.append(Check("Ses signatures engageront l’organisme", note))
    note = "Vous pourrez le retirer avant, avec effet immédiat."
    checks.append(Check(f"Après le {day(last_day(grant.valid_to))}, le droit s’arrête seul", note, "warn"))
    return checks


def _opening(grant: Grant, act: str, open_now: Sequence[Decision], decisions: Sequence[Decision]) -> Check:
    name = grant.person.full_name
    if open_now and len(open_now) == len(decisions):
        return Check(f"{name} pourra {act} dès que vous confirmez", "Partout où le droit est donné.")
    if open_now:
        count = f"{len(open_now)} cas sur {len(decisions)} (établissement et service)"
        return Check(
            f"{name} pourra {act} dès que vous confirmez, dans {count}",
            "Le reste attend ce qui suit.",
            "warn",
        )
    return Check(
        f"{name} ne pourra pas encore {act}", "Le droit sera donné, mais il attendra ce qui suit.", "warn"
    )


def _missing(decisions: Sequence[Decision]) -> list[Check]:
    """Each thing missing once, with the establishments it concerns."""
    places = registry.establishments_by_siret({d.question.siret or "" for d in decisions})
    names = registry.service_names()
    found: dict[GateResult, list[str]] = defaultdict(list)
    for decision in decisions:
        for gate in decision.failed:
            place = places.get(decision.question.siret or "")
            found[gate].append(place.name if place else "")
    return [_missing_check(gate, names.get(gate.service or "", ""), where) for gate, where in found.items()]


def _missing_check(gate: GateResult, service: str, where: Sequence[str]) -> Check:
    title = MISSING.get(gate.code) or sentences.gate_title(gate, own=False)
    about = f" : {service}" if service else ""
    note = (
        listed(list(dict.fromkeys(where)))
        if gate.code in ("subscription", "establishment_open", "habilitation")
        else ""
    )
    return Check(f"Il manquera : {title}{about}", note or LIFTING.get(gate.code, ""), "bad")


MISSING = {
    "membership": "son arrivée dans l’organisme (l’invitation attend sa réponse)",
    "email_verified": "son adresse, qu’elle confirmera en ouvrant son compte",
    "second_factor": "son second facteur, demandé à sa première connexion",
    "subscription": "l’ouverture du service dans l’établissement",
    "habilitation": "un droit de consulter, exigé par le service choisi",
    "person_active": "un compte en service",
}
LIFTING = {
    "second_factor": "Cette personne l’enregistre elle-même.",
    "email_verified": "Cette personne le fait elle-même.",
}
