"""The page where a departure is read again: what ends for each, what stays, what nobody could sign any more."""

from collections.abc import Sequence
from dataclasses import dataclass

from paraphe.access import people, selectors
from paraphe.access.models import Membership
from paraphe.access.people import Leaver
from paraphe.access.slots import work_left
from paraphe.access.web.rights_told import ToldRights, tell_rights
from paraphe.access.wording import listed
from paraphe.accounts.selectors import Person
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.web.components import Check


@dataclass(frozen=True)
class Departure:
    """Who leaves, who cannot leave so (and why, by name), what ends, and what that leaves behind."""

    leavers: Sequence[Leaver]
    kept: Sequence[Check]
    rights: Sequence[ToldRights]
    checks: Sequence[Check]

    @property
    def memberships(self) -> list[Membership]:
        """What is to end."""
        return [leaver.membership for leaver in self.leavers]

    @property
    def refs(self) -> list[str]:
        """The memberships by reference, for the proof of presence."""
        return [row.ref for row in self.memberships]


def foresee_departure(organisation: Organisation, refs: Sequence[str], *, handover_url: str) -> Departure:
    """The departure of the people of these references; those who are not of the body are left out."""
    members = {
        row.person.ref: row for row in selectors.members_of(organisation) if row.person.ref in set(refs)
    }
    going = [
        members[ref] for ref in dict.fromkeys(refs) if ref in members and not members[ref].is_administrator
    ]
    leavers = people.leavers_of(organisation, going)
    rights = [right for leaver in leavers for right in leaver.rights]
    return Departure(
        leavers=leavers,
        kept=[
            _tell_administrator(row.person, handover_url) for row in members.values() if row.is_administrator
        ],
        rights=tell_rights(organisation, rights),
        checks=_checks(organisation, leavers),
    )


def _tell_administrator(person: Person, url: str) -> Check:
    note = "Un administrateur part par la passation ou depuis la page des administrateurs."
    return Check(f"{person.full_name} administre l’organisme et n’est pas retiré ici", note, "warn", url)


def _checks(organisation: Organisation, leavers: Sequence[Leaver]) -> list[Check]:
    """What happens, the gravest first."""
    if not leavers:
        return []
    several, count = len(leavers) > 1, sum(len(leaver.rights) for leaver in leavers)
    checks = [*_orphans(organisation, leavers)]
    if count:
        checks.append(
            Check(f"{count} droit{'s s’arrêtent' if count > 1 else ' s’arrête'} aussitôt", "", "bad")
        )
    else:
        checks.append(Check("Aucun droit n’est en cours", "", "off"))
    names = [leaver.person.full_name for leaver in leavers if leaver.is_last_body]
    if names:
        note = f"C’est le seul organisme de {listed(names)}. Le compte reste à la personne."
        checks.append(Check("Les sessions ouvertes se ferment", note, "bad"))
    if len(names) < len(leavers):
        note = "Les autres organismes de la personne ne changent pas, ni ses sessions."
        checks.append(Check("L’accès à cet organisme s’arrête", note, "bad"))
    checks += _work(organisation, leavers)
    checks.append(Check("Les signatures passées restent valables", "Les noms et l’histoire sont gardés."))
    who = (
        "Pour revenir, chacun devra être ajouté à nouveau" if several else "Pour revenir, il faudra l’ajouter"
    )
    note = "Vous pourrez annuler pendant quinze minutes ; ensuite, aucun ancien droit ne revient de lui-même."
    return [*checks, Check(who, note, "warn")]


def _work(organisation: Organisation, leavers: Sequence[Leaver]) -> list[Check]:
    """The declarations begun and not filed: they stay with the establishment."""
    left = work_left(organisation, [leaver.person.pk for leaver in leavers])
    if not left.begun:
        return []
    many = left.begun > 1
    title = (
        f"{left.begun} déclaration{'s commencées restent' if many else ' commencée reste'} à l’établissement"
    )
    if left.orphans:
        note = (
            f"Personne d’autre ne peut signer {left.orphans} d’entre elles aujourd’hui."
            if many
            else ("Personne d’autre ne peut la signer aujourd’hui.")
        )
        return [Check(title, f"{note} Donnez ce droit à quelqu’un.", "warn")]
    return [Check(title, "Toute personne qui a le droit de signer là peut finir.")]


def _orphans(organisation: Organisation, leavers: Sequence[Leaver]) -> list[Check]:
    """The services that nobody could sign any more."""
    left = people.orphaned_by(organisation, {leaver.person.pk for leaver in leavers})
    if not left:
        return []
    services, places = (
        registry.service_names(),
        {p.siret: p for p in registry.establishments_of(organisation)},
    )
    by_service: dict[str, list[str]] = {}
    for siret, code in left:
        by_service.setdefault(services.get(code, code), []).append(
            places[siret].name if siret in places else siret
        )
    return [
        Check(
            f"Personne ne pourra plus signer « {service} »",
            f"Pour {listed(names)}. Donnez ce droit à quelqu’un avant, ou aussitôt après.",
            "bad",
        )
        for service, names in by_service.items()
    ]
