"""The acts an entry may open: by the short address of the entrance hall, or by the page itself where it has no body."""

from dataclasses import dataclass

from paraphe.web import slots
from paraphe.web.http import served_path


@dataclass(frozen=True)
class LinkedAct:
    """What the button says, and the page it opens where that is not `/aller/<name>`."""

    label: str
    path: str = ""


ACTS = {
    "administrateurs": LinkedAct("Ouvrir les administrateurs"),
    "ajouter-declarant": LinkedAct("Ajouter un collaborateur"),
    "candidat-administrateur": LinkedAct("Me porter candidat"),
    "changer-administrateur": LinkedAct("Préparer le changement"),
    "deposer": LinkedAct("Déposer un fichier"),
    "declarations": LinkedAct("Ouvrir les déclarations"),
    "donner-un-droit": LinkedAct("Donner un droit"),
    "etablissements": LinkedAct("Ouvrir les établissements"),
    "fermer-espace": LinkedAct("Voir ce que cela entraîne"),
    "journal": LinkedAct("Ouvrir le journal"),
    "matrice": LinkedAct("Ouvrir le tableau des droits"),
    "mes-droits": LinkedAct("Voir mes droits"),
    "personnes": LinkedAct("Ouvrir la liste des personnes"),
    "sante": LinkedAct("Ouvrir la santé de l’organisme"),
    "supprimer-declarant": LinkedAct("Choisir la personne à retirer"),
    "accessibilite": LinkedAct("Lire la déclaration", "/accessibilite"),
    "accueil": LinkedAct("Ouvrir mon accueil", "/accueil"),
    "adresse": LinkedAct("Changer mon adresse", "/compte/adresse/"),
    "apparence": LinkedAct("Choisir l’apparence", "/apparence"),
    "avis-preferences": LinkedAct("Choisir mes courriels", "/avis/preferences/"),
    "codes-de-secours": LinkedAct("Tirer des codes de secours", "/compte/codes-de-secours/"),
    "compte": LinkedAct("Ouvrir mon compte", "/compte/"),
    "contacts": LinkedAct("Voir qui joindre", "/aide/contacts/"),
    "creer-compte": LinkedAct("Créer mon compte", "/compte/creer/"),
    "demander": LinkedAct("Poser une question", "/aide/demander"),
    "donnees-personnelles": LinkedAct("Lire la page", "/donnees-personnelles"),
    "etat-du-service": LinkedAct("Voir l’état du service", "/etat-du-service"),
    "exploitation": LinkedAct("Ouvrir le bureau", "/exploitation/"),
    "fermer-compte": LinkedAct("Voir ce que cela entraîne", "/compte/fermer/"),
    "inscrire-organisme": LinkedAct("Inscrire mon organisme", "/inscription/"),
    "mot-de-passe": LinkedAct("Demander un nouveau mot de passe", "/compte/mot-de-passe/oublie/"),
    "nom": LinkedAct("Corriger mon nom", "/compte/nom/"),
    "organismes": LinkedAct("Voir mes organismes", "/organismes/"),
    "second-facteur": LinkedAct("Ouvrir mes moyens de connexion", "/compte/second-facteur/"),
    "sessions": LinkedAct("Voir mes sessions", "/compte/sessions/"),
    "verifier": LinkedAct("Vérifier un reçu", "/verifier"),
}
"""Every act an entry may name. Those that need a body are served by `home` under `/aller/<name>`."""


def address_of_act(name: str) -> str:
    """Where the act is open on this portal; nothing where it is not, so that no link is dead."""
    if name not in ACTS:
        return ""
    if ACTS[name].path:
        return served_path(ACTS[name].path)
    return f"/aller/{name}" if name in slots.open_acts() else ""


def label_of_act(name: str) -> str:
    """What the button says; nothing for no act."""
    return ACTS[name].label if name in ACTS else ""
