"""The acts an entry may open: by the short address of the entrance hall, or by the page itself where it has no body."""

from dataclasses import dataclass

from paraphe.helpdesk.vocabulary import Role
from paraphe.web import slots
from paraphe.web.http import served_path


@dataclass(frozen=True)
class LinkedAct:
    """What the button says, the page it opens where that is not `/aller/<name>`, and whose act it is.

    `role` empty: anyone's. A visitor is offered every act but the desk's: he may be anyone once logged in.
    """

    label: str
    path: str = ""
    role: Role | None = None

    def suits(self, reader: Role) -> bool:
        """Whether someone of that role could do it."""
        return self.role in (None, reader) or (reader == Role.VISITOR and self.role != Role.OPERATOR)


ACTS = {
    "administrateurs": LinkedAct("Ouvrir les administrateurs", role=Role.ADMINISTRATOR),
    "ajouter-declarant": LinkedAct("Ajouter un collaborateur", role=Role.ADMINISTRATOR),
    "candidat-administrateur": LinkedAct("Me porter candidat"),
    "changer-administrateur": LinkedAct("Préparer le changement", role=Role.ADMINISTRATOR),
    "demander-un-droit": LinkedAct("Demander un droit"),
    "deposer": LinkedAct("Déposer un fichier"),
    "declarations": LinkedAct("Ouvrir les déclarations"),
    "donner-un-droit": LinkedAct("Donner un droit", role=Role.ADMINISTRATOR),
    "etablissements": LinkedAct("Ouvrir les établissements", role=Role.ADMINISTRATOR),
    "fermer-espace": LinkedAct("Voir ce que cela entraîne", role=Role.ADMINISTRATOR),
    "jetons": LinkedAct("Ouvrir les jetons"),
    "journal": LinkedAct("Ouvrir le journal", role=Role.ADMINISTRATOR),
    "matrice": LinkedAct("Ouvrir le tableau des droits", role=Role.ADMINISTRATOR),
    "mes-droits": LinkedAct("Voir mes droits"),
    "personnes": LinkedAct("Ouvrir la liste des personnes", role=Role.ADMINISTRATOR),
    "qui-pouvait": LinkedAct("Poser la question", role=Role.ADMINISTRATOR),
    "revue": LinkedAct("Ouvrir la revue annuelle", role=Role.ADMINISTRATOR),
    "sante": LinkedAct("Ouvrir la santé de l’organisme", role=Role.ADMINISTRATOR),
    "supprimer-declarant": LinkedAct("Choisir la personne à retirer", role=Role.ADMINISTRATOR),
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
    "exploitation": LinkedAct("Ouvrir le bureau", "/exploitation/", Role.OPERATOR),
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


def address_of_act(name: str, reader: Role = Role.VISITOR) -> str:
    """Where the act is open on this portal to such a reader; nothing where it is not, so that no link is dead."""
    if name not in ACTS or not ACTS[name].suits(reader):
        return ""
    if ACTS[name].path:
        return served_path(ACTS[name].path)
    return f"/aller/{name}" if name in slots.open_acts() else ""


def is_for_others(name: str, reader: Role) -> bool:
    """Whether the act exists but belongs to another role than the reader's."""
    return name in ACTS and not ACTS[name].suits(reader)


def label_of_act(name: str) -> str:
    """What the button says; nothing for no act."""
    return ACTS[name].label if name in ACTS else ""
