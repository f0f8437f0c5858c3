"""The first help: a short list of topics found by their words, whatever accents, case or dashes.

The help room replaces it later; only acts whose page exists are linked.
"""

import re
import unicodedata
from dataclasses import dataclass

from paraphe.web import slots
from paraphe.web.http import served_path


@dataclass(frozen=True)
class Topic:
    """One help entry: its title, what to know, its act, other words people type, its name on the public home.

    `act` is the name of a short address (/aller/<name>) or the path of a public page; empty: nothing to do.
    """

    title: str
    text: str
    act: str = ""
    words: str = ""
    short: str = ""


TOPICS = (
    Topic(
        "Inscription d’un Nème Administrateur – Candidat AD",
        "Vous devenez administrateur d’un organisme déjà inscrit : par l’accord d’un administrateur, "
        "ou par une clé reçue par la poste.",
        "candidat-administrateur",
        "devenir administrateur changer administrateur ancien parti cooptation clé activation",
        "Devenir administrateur",
    ),
    Topic(
        "Mono/multi établissements : Ajouter un collaborateur (déclarant)",
        "Un administrateur invite la personne à son adresse professionnelle, puis lui donne ses droits, "
        "établissement par établissement.",
        "ajouter-declarant",
        "inviter nouvelle personne déclarant droits habilitation",
        "Ajouter un collaborateur",
    ),
    Topic(
        "Mono/multi établissements : Supprimer un collaborateur (déclarant)",
        "Un administrateur retire l’accès : l’effet est immédiat, et l’histoire est gardée.",
        "supprimer-declarant",
        "retirer enlever départ quitter fermer droits accès",
        "Supprimer un collaborateur",
    ),
    Topic(
        "Vérifier un reçu",
        "Le reçu se vérifie sans compte et sans réseau, avec le programme « paraphe-verify » "
        "livré avec le portail.",
        "/verifier",
        "preuve signature asice valide horodatage",
        "Vérifier un reçu",
    ),
    Topic(
        "Je n’ai plus mon second facteur",
        "Servez-vous d’un de vos codes de secours à la connexion. "
        "Un nouveau mot de passe ne remplace jamais le second facteur.",
        "",
        "téléphone perdu code secours clé d’accès connexion authentification",
    ),
)

# those the public home shows
FRONT_TOPICS = tuple(topic for topic in TOPICS if topic.short)

CONTACTS = (
    ("Employeurs : accidents du travail et arrêts", "ameli.fr, rubrique Entreprise", "3679"),
    ("Déclarations sociales en ligne", "net-entreprises.fr", "0\u00a0806\u00a0800\u00a0700"),
)


def find_topics(query: str) -> list[Topic]:
    """All topics, those sharing most words with the query first; a title typed whole comes first."""
    asked = _words(query)
    return sorted(TOPICS, key=lambda topic: -_likeness(topic, asked))


def address_of_act(topic: Topic) -> str:
    """The address of the topic's act where it is open on this portal, else nothing."""
    if topic.act.startswith("/"):
        return served_path(topic.act)
    return f"/aller/{topic.act}" if topic.act in slots.open_acts() else ""


def has_answer(query: str) -> bool:
    """True when a topic shares a word with the query."""
    return any(_likeness(topic, _words(query)) for topic in TOPICS)


def _likeness(topic: Topic, asked: list[str]) -> float:
    title, others = _words(topic.title), _words(f"{topic.text} {topic.words}")
    score = sum(2.0 if word in title else 1.0 if word in others else 0.0 for word in asked)
    return score + (10 if title == asked else 0)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[a-z0-9]{2,}", "".join(sign for sign in plain if not unicodedata.combining(sign)))
