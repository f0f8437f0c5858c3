"""What an administrator weighs before he answers: who asks what, what an accord entails, the chain it would make."""

from paraphe.access import candidacies, selectors, sentences
from paraphe.access.candidacy_acts import KEY
from paraphe.access.models import Candidacy
from paraphe.access.services.endings import running_rights
from paraphe.access.web.candidacy_story import PATHS, count_of, scope_words
from paraphe.accounts.selectors import Person
from paraphe.web.components import Check, Fact, Link
from paraphe.web.templatetags.formats import day, moment

APPOINTED = {
    "": "à l’ouverture de l’espace",
    "registration": "à l’inscription de l’organisme",
    "accord": "par l’accord d’un administrateur",
    "key": "par une clé reçue par courrier",
    "promotion": "nommé par un administrateur",
}


def asked_facts(row: Candidacy) -> list[Fact]:
    """Who asks what, since when, until when."""
    member = selectors.membership_of(row.organisation, row.person_id)
    place = "Pas encore dans l’organisme"
    if member is not None:
        place = "Administrateur" if member.is_administrator else "Déclarant"
        place = f"{place} depuis le {day(member.opened_at)}"
    facts = [
        Fact("Qui", row.person.full_name, row.person.email),
        Fact("Sa place aujourd’hui", place),
        Fact("Demande à administrer", scope_words(row.scope)),
        Fact("Par quelle voie", PATHS[row.path]),
        Fact("Son message", row.message or "Aucun"),
        Fact("Depuis le", moment(row.opened_at)),
    ]
    if row.state in candidacies.OPEN:
        facts.append(Fact("Jusqu’au", moment(candidacies.ends_at(row)), "ensuite la candidature expire"))
    return facts


def accord_consequences(row: Candidacy) -> list[Check]:
    """What follows from an accord given now."""
    name, missing = row.person.full_name, candidacies.accords_missing(row)
    if missing > 1:
        first = Check(
            "Il manquera encore un accord", "Votre organisme en demande deux, de deux personnes.", "warn"
        )
        checks = [first]
    else:
        checks = [Check(f"{name} administre dès que vous confirmez", scope_words(row.scope))]
    note = "Dans ce qu’il administre : inviter, donner et retirer des droits, répondre aux candidats."
    checks.append(Check("Cette personne pourra décider comme vous", note))
    checks.append(Check("Elle ne pourra rien déclarer", "Administrer ne donne aucun droit sur les services."))
    if row.path == KEY:
        checks.append(Check("Sa clé ne vaudra plus rien", "Votre accord la remplace."))
    if row.leaver is not None and row.leaver.closed_at is None:
        ended = len(running_rights(row.organisation, row.leaver.person))
        note = f"{count_of(ended, 'droit')} prend fin avec son accès." if ended == 1 else _rights_note(ended)
        checks.append(
            Check(f"{row.leaver.person.full_name} quitte l’organisme dans le même acte", note, "warn")
        )
    note = "Vous pourrez retirer ou suspendre son accès, avec un motif."
    return [*checks, Check("Votre nom reste attaché à cette décision", note, "warn")]


def _rights_note(ended: int) -> str:
    return f"{count_of(ended, 'droit')} prennent fin avec son accès." if ended else "Aucun droit n’en dépend."


def chain_of(row: Candidacy, *, by: Person) -> list[Link]:
    """The chain of authority, from the body's registration to the newcomer."""
    space = selectors.registration_of(row.organisation)
    own = selectors.membership_of(row.organisation, by.pk)
    links = []
    if space is not None:
        links.append(
            Link("Organisme inscrit", f"{day(space.registered_at)}, {sentences.PROOFS[space.proof]}")
        )
    if own is not None and own.is_administrator:
        links.append(
            Link(f"{by.full_name}, administrateur", f"{day(own.opened_at)}, {APPOINTED[own.appointed_by]}")
        )
    if row.state in ("active", "frozen"):
        how = APPOINTED["accord" if row.decided_by else "key"]
        return [*links, Link(f"{row.person.full_name}, administrateur", f"{day(row.decided_at)}, {how}")]
    return [*links, Link(f"{row.person.full_name}, administrateur", "Si vous donnez votre accord")]
