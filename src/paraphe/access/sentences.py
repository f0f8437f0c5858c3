"""What this room says in French: its events, the gates of a decision, who can lift them."""

from paraphe.access import events
from paraphe.access.policy import GateResult

EVENTS = {
    events.BODY_REGISTERED: "L’organisme est inscrit",
    events.ADMINISTRATOR_APPOINTED: "Un administrateur est nommé",
    events.DECLARANT_INVITED: "Un déclarant est invité",
    events.INVITATION_WITHDRAWN: "Une invitation est retirée",
    events.DECLARANT_JOINED: "Un déclarant a rejoint l’organisme",
    events.MEMBERSHIP_ENDED: "Une personne quitte l’organisme, tous ses droits s’arrêtent",
    events.SUBSCRIPTION_OPENED: "Des services sont ouverts",
    events.HABILITATION_GRANTED: "Des droits sont donnés",
    events.HABILITATION_CLOSED: "Des droits sont retirés",
}

GATES = {
    "registration": ("L’organisme est inscrit", "L’organisme n’est pas encore inscrit sur preuve"),
    "membership": ("Vous appartenez à l’organisme", "Vous n’appartenez pas à cet organisme"),
    "person_active": ("Votre compte est actif", "Votre compte est suspendu"),
    "email_verified": ("Votre adresse est vérifiée", "Votre adresse électronique n’est pas vérifiée"),
    "second_factor": ("Un second facteur est enregistré", "Aucun second facteur n’est enregistré"),
    "administrator": ("Vous administrez l’organisme", "Cet acte est réservé aux administrateurs"),
    "administrator_scope": (
        "Vous administrez cet établissement",
        "Vous n’administrez pas tous les établissements concernés",
    ),
    "establishment_open": ("L’établissement est ouvert", "L’établissement est fermé ou inconnu de cet organisme"),
    "service_offered": ("Le service est proposé à l’organisme", "Le service n’est pas proposé à cet organisme"),
    "subscription": ("L’établissement utilise le service", "L’établissement n’a pas ouvert ce service"),
    "habilitation": ("Vous avez le droit nécessaire", "Vous n’avez pas le droit nécessaire"),
}

DETAILS = {
    "closed": "Le droit que vous aviez a été retiré.",
    "ended": "Le droit que vous aviez est arrivé à sa fin.",
    "later": "Le droit ne commence que plus tard.",
    "level": "Vous avez un droit de niveau inférieur.",
    "none": "Aucun droit ne vous a été donné ici.",
}

LIFTERS = {
    "administrators": "un administrateur de l’organisme",
    "person": "vous-même",
    "operator": "l’exploitant du portail",
    "register": "le répertoire Sirene",
}

LEVELS = {"consult": "Consulter", "prepare": "Préparer", "sign": "Signer"}


def gate_title(gate: GateResult) -> str:
    """What the gate says, passed or not."""
    return GATES[gate.code][0 if gate.passed else 1]
