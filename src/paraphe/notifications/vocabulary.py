"""The kinds of news and the ways a person may receive them."""

from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from zoneinfo import ZoneInfo


class Kind(StrEnum):
    """What a piece of news is, for the person who chooses how to hear of it."""

    SECURITY = "security"
    NEEDED = "needed"
    DECISIONS = "decisions"
    REQUESTS = "requests"
    FELLOWS = "fellows"
    REMINDERS = "reminders"
    HELP = "help"
    DESK = "desk"


class Way(StrEnum):
    """How news reaches a person; a notice on the portal is written in every case."""

    AT_ONCE = "at-once"
    DAILY = "daily"
    NOTICE = "notice"


@dataclass(frozen=True)
class KindWords:
    """A kind in words; `fixed` says why its way cannot be chosen, empty where it can."""

    label: str
    hint: str
    fixed: str = ""


WORDS: dict[Kind, KindWords] = {
    Kind.SECURITY: KindWords(
        "Sécurité",
        "Votre compte, vos moyens de connexion, qui administre vos organismes.",
        "Toujours envoyé aussitôt : c’est ainsi que vous apprenez qu’on agit à votre place.",
    ),
    Kind.NEEDED: KindWords(
        "Invitations et rappels d’absence",
        "Ce qui vous parvient quand vous ne venez pas sur le portail.",
        "Toujours envoyé aussitôt : sans ce courriel, vous ne pourriez pas le savoir.",
    ),
    Kind.DECISIONS: KindWords(
        "Décisions qui vous concernent", "Un droit donné ou retiré, une demande acceptée ou refusée."
    ),
    Kind.REQUESTS: KindWords("Demandes à traiter", "Une candidature, une correction de nom, une passation."),
    Kind.FELLOWS: KindWords(
        "Actes des autres administrateurs", "Un droit donné à quelqu’un, une personne arrivée."
    ),
    Kind.REMINDERS: KindWords("Rappels", "Ce qui attend votre réponse depuis plusieurs jours."),
    Kind.HELP: KindWords("Assistance", "Une réponse ou une question de l’assistance."),
    Kind.DESK: KindWords(
        "Exploitation", "Ce qui attend au bureau de l’exploitant.", "Sur le portail seulement."
    ),
}
CHOSEN = tuple(kind for kind, words in WORDS.items() if not words.fixed)
WAYS: dict[Way, str] = {
    Way.AT_ONCE: "Un courriel aussitôt",
    Way.DAILY: "Un seul courriel par jour, à 7 h",
    Way.NOTICE: "Sur le portail seulement",
}
DIGEST_AT, PARIS = time(7), ZoneInfo("Europe/Paris")
MAILBOX = "official-mailbox"
"""The recipient that is nobody: the official mailbox of a body."""
