"""What the pages say of a candidacy: what is asked, what it waits for, who can act, until when, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from paraphe.access import candidacies, selectors
from paraphe.access.candidacy_acts import COOPTATION, KEY, CandidacyPlan
from paraphe.access.models import AuthorityProof, Candidacy, Contest, Membership
from paraphe.access.web.candidacy_forms import masked
from paraphe.access.web.listing import when_seen
from paraphe.access.wording import listed
from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation
from paraphe.web.components import Check, Entry, Fact, Mark, Step
from paraphe.web.templatetags.formats import day, hour, moment, short_day

Past = tuple[datetime, Entry]
"""A line of the story, with its instant."""
WHOLE_BODY = "Tout l’organisme, présent et à venir"
PATHS = {COOPTATION: "Accord d’un administrateur", KEY: "Clé envoyée par courrier"}
MARKS = {
    "pending": Mark("info", "En attente", "clock"),
    "contested": Mark("bad", "Contestée"),
    "active": Mark("ok", "Acceptée"),
    "frozen": Mark("bad", "Gelée par une contestation"),
    "refused": Mark("bad", "Refusée"),
    "withdrawn": Mark("off", "Retirée"),
    "expired": Mark("off", "Expirée"),
    "ended": Mark("off", "Finie"),
}


def count_of(number: int, word: str) -> str:
    """« 1 administrateur », « 2 administrateurs »."""
    return f"{number}\u00a0{word}{'s' if number > 1 else ''}"


def scope_words(scope: Sequence[str] | None) -> str:
    """The establishments of a scope, by name."""
    if scope is None:
        return WHOLE_BODY
    places = registry.establishments_by_siret(scope)
    return listed([places[siret].name if siret in places else siret for siret in scope])


def open_places(organisation: Organisation) -> list[Establishment]:
    """The establishments the register says are open, head office first."""
    today = clock.now().date()
    return [
        place
        for place in registry.establishments_of(organisation)
        if place.closed_on is None or place.closed_on > today
    ]


def path_hints(organisation: Organisation, person: Person) -> dict[str, str]:
    """What each path means here: who will be asked, where the letter goes; said before any choice."""
    return {COOPTATION: _accord_hint(organisation, person), KEY: _key_hint(organisation)}


def _accord_hint(organisation: Organisation, person: Person) -> str:
    rows = candidacies.deciders_for(organisation, None, but=person)
    all_rows = selectors.active_administrators_of(organisation)
    if not all_rows:
        return "Aucun administrateur n’est en activité : cette voie est fermée pour l’instant."
    space = selectors.registration_of(organisation)
    needed = space.accords_needed if space else 1
    is_member = selectors.membership_of(organisation, person.pk) is not None
    who = (
        listed([row.person.full_name for row in all_rows])
        if is_member
        else count_of(len(all_rows), "administrateur")
    )
    told = "seront prévenus" if len(all_rows) > 1 else "sera prévenu"
    enough = "Un seul accord suffit" if needed == 1 else "Deux accords sont demandés"
    whole = "" if rows else " Aucun ne peut répondre pour tout l’organisme."
    again_at = candidacies.may_ask_again_at(organisation, person)
    later = f" Après le dernier refus, pas avant le {moment(again_at)}." if again_at else ""
    return f"{who} {told}. {enough}, sous trente jours ; le silence ne vaut jamais accord.{whole}{later}"


def _key_hint(organisation: Organisation) -> str:
    seat = registry.head_office_of(organisation)
    where = f"au siège : {masked(seat)}" if seat else "à l’adresse du répertoire"
    return (
        f"Une lettre part {where}. Douze signes, valables soixante jours, une seule fois. "
        "Les administrateurs sont prévenus, et peuvent contester."
    )


def plan_facts(organisation: Organisation, plan: CandidacyPlan) -> list[Fact]:
    """The answers of the candidate, read again."""
    facts = [
        Fact("Organisme", organisation.name, organisation.siren_spaced),
        Fact("Vous demandez à administrer", scope_words(plan.reached)),
        Fact("Qui accepte", PATHS[plan.path]),
    ]
    if plan.letter_to is not None:
        facts.append(Fact("Le courrier part à", masked(plan.letter_to), plan.letter_to.name))
    return [*facts, Fact("Votre message", plan.message or "Aucun")]


def plan_consequences(organisation: Organisation, plan: CandidacyPlan, *, person: Person) -> list[Check]:
    """What happens once it is asked."""
    told = count_of(len(selectors.active_administrators_of(organisation)), "administrateur")
    ends = day(clock.now() + candidacies.LASTS[plan.path])
    checks = [Check(f"Votre demande est annoncée à {told}", "Votre nom, votre adresse et votre message.")]
    if plan.path == COOPTATION:
        note = "Trois rappels partent d’ici là. Le silence ne vaut jamais accord."
        checks.append(Check(f"Ils peuvent répondre jusqu’au {ends}", note))
    else:
        note = "Tapez-la ici : elle sert une fois, et se détruit au cinquième essai faux."
        checks.append(Check("Une lettre avec votre clé part par la poste", note))
        note = "Il apprend votre demande et peut la contester."
        checks.append(Check("Le représentant légal reçoit aussi une lettre", note))
        note = "Et pendant sept jours, vous ne déciderez rien sur un autre administrateur."
        checks.append(Check("Tout administrateur peut contester, dès aujourd’hui", note, "warn"))
    if selectors.membership_of(organisation, person.pk) is not None:
        checks.append(Check("Vous gardez les droits que vous avez", "Ils ne changent pas."))
    note = "Ce droit se donne à part, par un autre administrateur."
    return [*checks, Check("Administrer ne permet pas de déclarer", note, "warn")]


def steps_of(candidacy: Candidacy) -> list[Step]:
    """Where the candidate stands."""
    done = candidacy.state in ("active", "frozen", "ended")
    waits = candidacy.state in candidacies.OPEN
    return [
        Step("Vous", "done"),
        Step("Votre demande", "done"),
        Step("Accord ou clé", "done" if done else "current" if waits else "later"),
        Step("Administrateur", "current" if done else "later"),
    ]


@dataclass(frozen=True)
class Blocking:
    """What is missing, who can give it, until when."""

    missing: str
    who: Sequence[tuple[str, str]]
    note: str
    until: datetime


def blocking_of(candidacy: Candidacy, *, named: bool) -> Blocking | None:
    """What blocks a candidacy that waits; `named`: whether the reader may know the administrators by name."""
    if candidacy.state not in candidacies.OPEN:
        return None
    until = candidacies.ends_at(candidacy)
    if candidacy.state == "contested":
        note = "La personne qui candidate, ou l’exploitant du portail avec deux personnes."
        return Blocking("Une seconde preuve, d’une autre sorte", (), note, until)
    if candidacy.path == KEY:
        return Blocking(_key_missing(candidacy), (), "La personne qui candidate, avec la lettre.", until)
    return _accord_blocking(candidacy, until, named=named)


def _accord_blocking(candidacy: Candidacy, until: datetime, *, named: bool) -> Blocking:
    given = {voice.person_id for voice in candidacies.voices_of(candidacy)}
    able = [row for row in candidacies.deciders_of(candidacy) if row.person_id not in given]
    left = candidacies.accords_missing(candidacy)
    missing = "Un accord" if left == 1 else f"{left}\u00a0accords"
    if len(able) < left:
        note = "Trop peu d’administrateurs en activité peuvent répondre : passez par la clé."
        return Blocking(missing, _names(able) if named else (), note, until)
    if named:
        return Blocking(missing, _names(able), "", until)
    return Blocking(missing, (), count_of(len(able), "administrateur"), until)


def _names(rows: Sequence[Membership]) -> list[tuple[str, str]]:
    seen = accounts.last_activity([row.person for row in rows])
    now = clock.now()
    return [(row.person.full_name, when_seen(seen.get(row.person_id), now)) for row in rows]


def _key_missing(candidacy: Candidacy) -> str:
    running = candidacies.running_key(candidacy)
    if running is None:
        return "Une nouvelle clé : la dernière ne vaut plus rien"
    if running.state == "requested":
        return "La lettre, qui attend d’être imprimée"
    return f"La clé de la lettre ; {count_of(5 - running.tries, 'essai')} possible{'s' * (running.tries < 4)}"


def story_of(candidacy: Candidacy, *, named: bool, own: bool) -> list[Entry]:
    """What happened, then what will, oldest first; `own`: told to the candidate."""
    past = [_dated(candidacy.opened_at, "Candidature déposée", "", "Fait")]
    past += [told for proof in candidacy.proofs.all() for told in _key_story(proof)]
    past += [_reminder(candidacy, number) for number in range(candidacy.reminded)]
    past += [
        _dated(voice.given_at, "Un premier accord est donné", voice.person.full_name if named else "", "Fait")
        for voice in candidacies.voices_of(candidacy)
    ]
    past += [told for contest in candidacies.contests_of(candidacy) for told in _contest_story(contest)]
    if candidacy.decided_at is not None:
        past.append(_decision(candidacy, named=named))
    told = [entry for _, entry in sorted(past, key=lambda pair: pair[0])]
    return told if candidacy.decided_at is not None else [*told, *_coming(candidacy, own=own)]


def _dated(at: datetime, title: str, note: str, mark: str = "", tone: str = "ok") -> Past:
    shown = Mark(tone, mark) if mark else None  # type: ignore[arg-type]
    return at, Entry(short_day(at), title, at=hour(at), note=note, mark=shown)


def _contest_story(contest: Contest) -> list[Past]:
    what = "Nomination" if contest.membership_id else "Candidature"
    told = [_dated(contest.opened_at, f"{what} contestée", f"Motif : {contest.reason}", "Gelée", "bad")]
    if contest.state == "dismissed" and contest.closed_at:
        told.append(_dated(contest.closed_at, "La contestation est levée", "", "Fait"))
    return told


def _key_story(proof: AuthorityProof) -> list[Past]:
    """What became of a key: asked for, printed or posted, come back, burnt."""
    told = [_dated(proof.requested_at, "Une clé est demandée", "", "Fait")]
    letter = candidacies.letter_of(proof)
    if letter is not None:
        place = f"{letter.establishment.name}, {masked(letter.establishment)}"
        if letter.posted_at:
            told.append(_dated(letter.posted_at, "La lettre est postée", place, "Fait"))
        elif letter.printed_at:
            told.append(_dated(letter.printed_at, "La lettre est imprimée", place, "Fait"))
        if letter.returned_at:
            told.append(_dated(letter.returned_at, "La lettre est revenue", place, "Revenue", "warn"))
    if proof.state == "burnt" and proof.closed_at:
        told.append(_dated(proof.closed_at, "La clé est détruite", "Cinq essais faux.", "Détruite", "bad"))
    return told


def _reminder(candidacy: Candidacy, number: int) -> Past:
    at = candidacies.since(candidacy) + timedelta(days=candidacies.REMINDERS[number])
    return at, Entry(short_day(at), "Les administrateurs sont rappelés", mark=Mark("ok", "Fait"))


def _coming(candidacy: Candidacy, *, own: bool) -> list[Entry]:
    """What comes if nobody acts."""
    waiting = (
        "Contestée : une seconde preuve est attendue" if candidacy.state == "contested" else _waits(candidacy)
    )
    entries = [Entry("Aujourd’hui", waiting, state="now", mark=Mark("info", "En cours", "clock"))]
    if candidacy.path == COOPTATION and candidacy.state == "pending":
        begun = candidacies.since(candidacy)
        coming = [begun + timedelta(days=d) for d in candidacies.REMINDERS[candidacy.reminded :]]
        entries += [Entry(short_day(at), "Rappel aux administrateurs", state="later") for at in coming]
    ends = candidacies.ends_at(candidacy)
    note = "Vous pourrez recommencer le jour même." if own else "La personne pourra recommencer."
    return [
        *entries,
        Entry(short_day(ends), "La candidature expire", at=hour(ends), note=note, state="later"),
    ]


def _waits(candidacy: Candidacy) -> str:
    if candidacy.path == KEY:
        return "En attente de la clé"
    return (
        "En attente d’un accord"
        if candidacies.accords_missing(candidacy) == 1
        else "En attente de deux accords"
    )


def _decision(candidacy: Candidacy, *, named: bool) -> Past:
    at = candidacy.decided_at or clock.now()
    by = candidacy.decided_by.full_name if candidacy.decided_by and named else "Un administrateur"
    if candidacy.state == "refused":
        return _dated(
            at, f"{by} a refusé", f"Motif : {candidacy.reason}" if candidacy.reason else "", "Refusée", "bad"
        )
    if candidacy.state in ("active", "frozen", "ended"):
        title = f"{by} a donné son accord" if candidacy.decided_by else "La bonne clé est tapée"
        return _dated(at, title, "L’accès d’administrateur est ouvert.", "Fait")
    if candidacy.state == "withdrawn":
        return _dated(at, "Candidature retirée", "", "Retirée", "off")
    return _dated(at, "La candidature a expiré, sans réponse", "", "Expirée", "off")


def decision_words(candidacy: Candidacy) -> str:
    """Who decided and when, for the administrator who comes second."""
    at = moment(candidacy.decided_at)
    by = candidacy.decided_by.full_name if candidacy.decided_by else ""
    words = {
        "refused": f"{by} a déjà refusé le {at}.",
        "withdrawn": f"La personne a retiré sa candidature le {at}.",
        "expired": f"La candidature a expiré le {at}, sans réponse.",
    }
    accepted = (
        f"{by} a déjà donné son accord le {at}." if by else f"La clé reçue par courrier a été tapée le {at}."
    )
    return words.get(candidacy.state, accepted)


def own_url(candidacy: Candidacy) -> str:
    """The candidate's page."""
    return reverse("access:candidacy", args=[candidacy.ref])


def decide_url(candidacy: Candidacy) -> str:
    """The administrators' page."""
    return reverse("access:decide_candidacy", args=[candidacy.organisation.ref, candidacy.ref])
