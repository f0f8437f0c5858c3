"""What giving entails, in plain words: what opens at once, what still stands in the way, when it ends."""

from collections import defaultdict
from collections.abc import Sequence

from django.urls import reverse

from paraphe.access import plans, sentences
from paraphe.access.plans import Asked
from paraphe.access.policy import PARIS, Decision, GateResult
from paraphe.access.profiles import ProfileView
from paraphe.access.vocabulary import Level
from paraphe.access.web.forms import LEVEL_WORDS, last_day
from paraphe.access.web.rights import EVERYWHERE
from paraphe.access.wording import listed, of_person
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Check, Fact
from paraphe.web.templatetags.formats import day


def asked_facts(asked: Asked, view: ProfileView | None) -> list[Fact]:
    """The answers of the form, read again."""
    places = _places(asked)
    where = EVERYWHERE if asked.sirets is None else listed([place.name for place in places])
    small = places[0].siret_spaced if len(places) == 1 else ""
    count = f"{len(places)}\u00a0établissements" if len(places) > 1 else ""
    return [
        Fact("À qui", asked.person.full_name, asked.person.email),
        Fact("Pour quels établissements", where, small or count),
        *_what(asked, view),
        Fact("Pour combien de temps", f"{_start(asked)} au {day(last_day(asked.ends_at))} compris"),
    ]


def _places(asked: Asked) -> list[registry.Establishment]:
    return list(registry.establishments_by_siret(asked.sirets or []).values())


def _start(asked: Asked) -> str:
    return (
        "D’aujourd’hui" if asked.starts_at is None else f"Du {day(asked.starts_at.astimezone(PARIS).date())}"
    )


def _what(asked: Asked, view: ProfileView | None) -> list[Fact]:
    names = listed([service.name for service, _ in asked.items], most=20)
    if view is not None:
        version = f"version {view.version}" if view.own else "profil du portail"
        return [Fact("Quel profil", view.name, version), Fact("Pour quels services", names)]
    level = asked.items[0][1].code if asked.items else ""
    return [Fact("Pour quels services", names), Fact("À quel niveau", "", level=level)]


def consequences(organisation: Organisation, asked: Asked) -> list[Check]:
    """What happens when it is given, and what will still be missing; constant in queries."""
    decisions = plans.foresee_giving(organisation, asked)
    open_now = [decision for decision in decisions if decision.allowed]
    checks = [_opening(asked, open_now, decisions), *_missing(organisation, decisions)]
    if any(level is Level.SIGN for _, level in asked.items):
        name = asked.person.full_name
        note = f"Le nom {of_person(name)}, ce droit et votre décision resteront attachés à chaque dépôt."
        checks.append(Check("Ses signatures engageront l’organisme", note))
    if asked.sirets is None:
        note = "La personne et les administrateurs en sont avertis chaque fois."
        checks.append(Check("Un établissement créé plus tard s’y ajoutera", note, "warn"))
    note = "Vous pourrez le retirer avant, avec effet immédiat."
    checks.append(Check(f"Après le {day(last_day(asked.ends_at))}, le droit s’arrête seul", note, "warn"))
    return checks


def _opening(asked: Asked, open_now: Sequence[Decision], decisions: Sequence[Decision]) -> Check:
    name, act = asked.person.full_name, _acts(asked)
    later = asked.starts_at is not None and asked.starts_at > clock.now()
    when = f"le {day(asked.starts_at.astimezone(PARIS).date())}" if asked.starts_at and later else ""
    when = when or "dès que vous confirmez"
    if open_now and len(open_now) == len(decisions):
        return Check(f"{name} pourra {act} {when}", "Partout où le droit est donné.")
    if open_now:
        count = f"{len(open_now)} cas sur {len(decisions)} (établissement et service)"
        return Check(f"{name} pourra {act} {when}, dans {count}", "Le reste attend ce qui suit.", "warn")
    return Check(
        f"{name} ne pourra pas encore {act}", "Le droit sera donné, mais il attendra ce qui suit.", "warn"
    )


def _acts(asked: Asked) -> str:
    levels = sorted({level for _, level in asked.items}, reverse=True)
    return listed([LEVEL_WORDS[level.code].lower() for level in levels])


def _missing(organisation: Organisation, decisions: Sequence[Decision]) -> list[Check]:
    """Each thing missing once, with the establishments it concerns."""
    places = registry.establishments_by_siret({d.question.siret or "" for d in decisions})
    names = registry.service_names()
    found: dict[GateResult, list[str]] = defaultdict(list)
    for decision in decisions:
        for gate in decision.failed:
            place = places.get(decision.question.siret or "")
            found[gate].append(place.name if place else "")
    return [
        _missing_check(gate, names.get(gate.service or "", ""), where, _way(organisation, gate))
        for gate, where in found.items()
    ]


def _way(organisation: Organisation, gate: GateResult) -> str:
    """Where a reader who administers can lift it himself."""
    if gate.code != "subscription" or not gate.service:
        return ""
    return reverse("access:service", args=[organisation.ref, gate.service])


def _missing_check(gate: GateResult, service: str, where: Sequence[str], url: str) -> Check:
    title = MISSING.get(gate.code) or sentences.gate_title(gate, own=False)
    about = f" : {service}" if service else ""
    note = listed(list(dict.fromkeys(where))) if gate.code in ("subscription", "establishment_open") else ""
    return Check(f"Il manquera : {title}{about}", note or LIFTING.get(gate.code, ""), "bad", url)


MISSING = {
    "membership": "son arrivée dans l’organisme (l’invitation attend sa réponse)",
    "email_verified": "son adresse, qu’elle confirmera en ouvrant son compte",
    "second_factor": "son second facteur, demandé à sa première connexion",
    "subscription": "l’ouverture du service dans l’établissement",
    "person_active": "un compte en service",
}
LIFTING = {
    "second_factor": "Cette personne l’enregistre elle-même.",
    "email_verified": "Cette personne le fait elle-même.",
}
