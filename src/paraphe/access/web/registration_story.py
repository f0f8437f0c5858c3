"""What the pages say of an application and its proofs: what blocks, who can act, until when, what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from paraphe.access import registrations
from paraphe.access.models import AuthorityProof, BodyApplication, Contest
from paraphe.access.registrations import KEY, LETTER, MAILBOX, Standing
from paraphe.access.secrets_of_arrival import TRIES
from paraphe.access.words.registration import APPLICATION_STATES, KINDS, PROOF_STATES
from paraphe.registry.selectors import Organisation, mask_address
from paraphe.web.components import Entry, Mark, Step
from paraphe.web.templatetags.formats import day, hour, moment, short_day

MARKS = {
    "pending": Mark("info", APPLICATION_STATES["pending"], "clock"),
    "contested": Mark("bad", APPLICATION_STATES["contested"]),
    "active": Mark("ok", APPLICATION_STATES["active"]),
    "refused": Mark("bad", APPLICATION_STATES["refused"]),
    "withdrawn": Mark("off", APPLICATION_STATES["withdrawn"]),
    "expired": Mark("off", APPLICATION_STATES["expired"]),
}
PROOF_TONES = {
    "requested": "info",
    "sent": "info",
    "checked": "info",
    "passed": "ok",
    "refused": "bad",
    "burnt": "bad",
}


@dataclass(frozen=True)
class Blocking:
    """What is missing, who can act, until when."""

    missing: str
    who: str
    until: datetime | None


def proof_mark(proof: AuthorityProof) -> Mark:
    """The state of a proof, as a tag."""
    words = {**PROOF_STATES, "requested": "À contrôler"} if proof.kind == LETTER else PROOF_STATES
    return Mark(PROOF_TONES.get(proof.state, "off"), words[proof.state])  # type: ignore[arg-type]


def mask_mailbox(address: str) -> str:
    """« m•••••@sainte-aube.fr »: enough to know it, too little to learn it."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}{'•' * max(len(local) - 1, 3)}@{domain}" if domain else ""


def proof_hints(subject: BodyApplication | Contest) -> dict[str, str]:
    """The proofs that can be asked, each with where it goes and how long it takes; said before any choice."""
    organisation = subject.organisation
    hints = {
        MAILBOX: f"Huit signes partent à {mask_mailbox(organisation.official_mailbox)}, l’adresse du répertoire des "
        "services publics. À taper dans les 24 heures. C’est le plus rapide.",
        KEY: f"Douze signes partent par courrier au siège : {_seat(organisation)}. À taper dans les soixante jours.",
        LETTER: "Vous faites signer une lettre, vous l’envoyez ici. Deux personnes de l’exploitation la contrôlent "
        "l’une après l’autre.",
    }
    return {kind: hints[kind] for kind in registrations.kinds_offered(subject)}


def _seat(organisation: Organisation) -> str:
    seat = registrations.seat_of(organisation)
    return mask_address(seat) if seat else ""


def proofs_missing(subject: BodyApplication | Contest) -> list[str]:
    """Why a proof is not offered, one sentence each; the identity of ProConnect is not offered to anybody yet."""
    offered, used = registrations.kinds_offered(subject), registrations.kinds_used(subject)
    told = []
    if MAILBOX not in offered:
        told.append(
            "Le code par messagerie a déjà servi : il faut une preuve d’une autre sorte."
            if MAILBOX in used
            else "Le répertoire ne connaît pas de messagerie officielle : pas de code par courriel."
        )
    if KEY not in offered:
        told.append(
            "La clé par courrier a déjà servi : il faut une preuve d’une autre sorte."
            if KEY in used
            else "Le répertoire n’a pas d’adresse complète du siège : pas de clé par courrier."
        )
    if LETTER not in offered:
        told.append("La lettre de désignation a déjà servi : il faut une preuve d’une autre sorte.")
    return [*told, "L’identité ProConnect de l’organisme n’est pas encore proposée."]


def steps_of(standing: Standing) -> list[Step]:
    """From the register to the space opened."""
    application, proved = standing.application, standing.application.state == "active"
    running = any(proof.state in registrations.RUNNING for proof in standing.proofs)
    asked = proved or running
    return [
        Step("Ce que sait le répertoire", "done"),
        Step("Choisir une preuve", "done" if asked else "current"),
        Step("Donner la preuve", "done" if proved else ("current" if running else "later")),
        Step("Ouvrir l’espace", "current" if application.state == "active" else "later"),
    ]


def blocking_of(standing: Standing) -> Blocking | None:
    """What stops the application now; None once it is decided."""
    application = standing.application
    if application.state not in registrations.OPEN:
        return None
    if standing.contest is not None:
        missing = "Une seconde preuve, d’une autre sorte, qui lève la contestation"
        return Blocking(
            missing, "Vous, ou l’exploitant si la contestation est fondée", application.expires_at
        )
    proof = next((one for one in standing.proofs if one.state in registrations.RUNNING), None)
    if proof is None:
        return Blocking("Une preuve que vous agissez pour l’organisme", "Vous", application.expires_at)
    return blocking_of_proof(proof)


def blocking_of_proof(proof: AuthorityProof) -> Blocking:
    """What the proof waits for."""
    waits = {
        (MAILBOX, "requested"): (
            "L’envoi du code à la messagerie officielle",
            "Le portail, dans les minutes qui suivent",
        ),
        (MAILBOX, "sent"): ("Le code reçu à la messagerie officielle", "Vous, avec qui la relève"),
        (KEY, "requested"): ("L’impression et l’envoi de la lettre", "L’exploitant du portail"),
        (KEY, "sent"): ("La clé de la lettre, en route vers le siège", "Vous, avec qui ouvre le courrier"),
        (LETTER, "requested"): ("Le premier contrôle de la lettre", "L’exploitant du portail"),
        (LETTER, "checked"): ("Le second contrôle, par une autre personne", "L’exploitant du portail"),
    }
    missing, who = waits.get((proof.kind, proof.state), ("Une nouvelle preuve", "Vous"))
    return Blocking(missing, who, proof.expires_at)


def story_of(application: BodyApplication, proofs: Sequence[AuthorityProof]) -> list[Entry]:
    """What happened, latest first."""
    told = [
        Entry(
            short_day(proof.closed_at or proof.sent_at or proof.requested_at),
            KINDS[proof.kind],
            at=hour(proof.closed_at or proof.sent_at or proof.requested_at),
            note=_note_of(proof),
            mark=proof_mark(proof),
        )
        for proof in proofs
    ]
    opened = Entry(
        short_day(application.opened_at),
        "Demande ouverte",
        at=hour(application.opened_at),
        note=f"Conditions acceptées, version {application.terms_version}.",
    )
    closed = []
    if application.closed_at and application.state != "active":
        when, at = short_day(application.closed_at), hour(application.closed_at)
        note = f"{application.reason}." if application.reason else ""
        closed = [
            Entry(when, f"Demande close : {APPLICATION_STATES[application.state].lower()}", at=at, note=note)
        ]
    return [*closed, *told, opened]


def _note_of(proof: AuthorityProof) -> str:
    if proof.state == "refused":
        return f"Motif : {proof.reason}"
    if proof.state == "sent":
        letter = registrations.letter_of(proof) if proof.kind == KEY else None
        if letter is not None and letter.state == "returned":
            return "Le courrier est revenu : demandez une autre preuve, ou faites corriger l’adresse au répertoire."
        left = TRIES - proof.tries
        return f"À taper avant le {moment(proof.expires_at)}. Il reste {left} essai{'s' if left > 1 else ''}."
    if proof.state in ("requested", "checked") and proof.kind == LETTER:
        return f"Envoyée le {day(proof.requested_at)}."
    return ""


def application_url(application: BodyApplication) -> str:
    """The page of an application."""
    return reverse("access:application", args=[application.ref])


def contest_url(contest: Contest) -> str:
    """The page of a contest, for the person it is against."""
    return reverse("access:contest", args=[contest.ref])
