"""What other pages show of help: the lines of the desk, what the public home offers."""

from collections.abc import Sequence

from django.http import HttpRequest
from django.urls import reverse

from paraphe.helpdesk import selectors
from paraphe.helpdesk.acts import address_of_act
from paraphe.web.desk import DeskEntry

BECOME = (
    "Vous devenez administrateur d’un organisme déjà inscrit : par l’accord d’un administrateur, "
    "ou par une clé reçue par la poste."
)
ADD = (
    "Un administrateur invite la personne à son adresse professionnelle, puis lui donne ses droits, "
    "établissement par établissement."
)
REMOVE = "Un administrateur retire l’accès : l’effet est immédiat, et l’histoire est gardée."
VERIFY = (
    "Le reçu se vérifie sans compte, et même sans réseau, avec le programme « paraphe-verify » "
    "livré avec le portail."
)
FRONT = (
    ("Devenir administrateur", BECOME, "candidat-administrateur"),
    ("Ajouter un collaborateur", ADD, "ajouter-declarant"),
    ("Supprimer un collaborateur", REMOVE, "supprimer-declarant"),
    ("Vérifier un reçu", VERIFY, "verifier"),
)
"""What the public home offers to do: short title, sentence, name of the act."""


def list_front_topics() -> Sequence[tuple[str, str, str]]:
    """Each with the address of its act, empty where it is not open on this portal."""
    return [(title, text, address_of_act(act)) for title, text, act in FRONT]


def list_desk(request: HttpRequest) -> Sequence[DeskEntry]:
    """The lines of this room at the entrance of the desk."""
    vain = selectors.search_share().vain
    return [
        DeskEntry(
            "Demandes d’assistance",
            reverse("helpdesk:desk_tickets"),
            selectors.count_waiting(),
            "À prendre, ou qui attendent votre réponse.",
        ),
        DeskEntry(
            "Recherches sans réponse",
            reverse("helpdesk:desk_searches"),
            note=f"{vain} en quatre-vingt-dix jours, et ce que les lecteurs disent des fiches.",
        ),
    ]
