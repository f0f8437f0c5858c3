"""The closing of a space as its pages show it: what it entails, who must still act, from when."""

from paraphe.access import selectors as access
from paraphe.kernel import clock
from paraphe.registry.selectors import Organisation
from paraphe.upkeep import closures
from paraphe.upkeep.models import Closure
from paraphe.web.components import Check, Fact
from paraphe.web.templatetags.formats import moment


def _count(count: int, one: str, many: str) -> str:
    """« 1 droit s’arrête », « 3 droits s’arrêtent »."""
    return f"{count}\u00a0{many if count > 1 else one}"


def consequences(organisation: Organisation) -> list[Check]:
    """What closing entails, in plain words."""
    people, rights = len(access.members_of(organisation)), len(access.running_rights(organisation))
    checks = [
        Check(
            _count(people, "personne quitte l’organisme", "personnes quittent l’organisme"),
            "Leurs comptes restent à elles.",
            "bad",
        ),
        Check(_count(rights, "droit s’arrête", "droits s’arrêtent"), "", "bad"),
        Check("Les invitations sont retirées", "", "bad"),
        Check(
            "Les déclarations déposées et leurs reçus restent valables",
            "Téléchargez les dossiers de preuve avant de fermer : personne ne pourra plus les ouvrir ici.",
        ),
        Check("Un espace fermé ne se rouvre pas", "Le portail ne sait pas encore le rouvrir.", "warn"),
    ]
    pending = closures.work_pending(organisation)
    if pending:
        title = _count(
            pending, "déclaration commencée et non déposée", "déclarations commencées et non déposées"
        )
        checks.insert(0, Check(title, "Terminez-les avant de fermer.", "warn"))
    return checks


def closure_facts(closure: Closure) -> list[Fact]:
    """Who asked, who confirmed, why, from when."""
    by = closure.confirmed_by
    return [
        Fact("Demandée par", closure.requested_by.full_name, f"le {moment(closure.requested_at)}"),
        Fact("Motif", closure.reason),
        Fact("Confirmée par", by.full_name, f"le {moment(closure.confirmed_at)}")
        if by
        else Fact("Confirmée par", "Personne encore"),
        Fact("Possible à partir du", moment(closure.cooled_at)),
        Fact("Référence", closure.ref),
    ]


def waiting_checks(closure: Closure) -> list[Check]:
    """What is still missing before the space can close."""
    confirmed = closure.confirmed_by
    checks = [
        Check(f"{confirmed.full_name} a confirmé")
        if confirmed
        else Check(
            "Un autre administrateur de tout l’organisme doit confirmer", _who_confirms(closure), "bad"
        )
    ]
    if closure.cooled_at > clock.now():
        note = "Quatorze jours de réflexion ; chacun peut encore abandonner."
        checks.append(Check(f"Pas avant le {moment(closure.cooled_at)}", note, "bad"))
    return checks


def _who_confirms(closure: Closure) -> str:
    rows = access.active_administrators_of(closure.organisation)
    names = [r.person.full_name for r in rows if r.scope is None and r.person_id != closure.requested_by_id]
    return ", ".join(names) or "Il n’y en a pas : nommez-en un d’abord. Personne ne ferme seul un organisme."
