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
    "establishment_open": (
        "L’établissement est ouvert",
        "L’établissement est fermé ou inconnu de cet organisme",
    ),
    "service_offered": (
        "Le service est proposé à l’organisme",
        "Le service n’est pas proposé à cet organisme",
    ),
    "subscription": ("L’établissement utilise le service", "L’établissement n’a pas ouvert ce service"),
    "habilitation": ("Vous avez le droit nécessaire", "Vous n’avez pas le droit nécessaire"),
}

OTHERS_GATES = {
    "registration": GATES["registration"],
    "membership": (
        "Cette personne appartient à l’organisme",
        "Cette personne n’appartient pas à cet organisme",
    ),
    "person_active": ("Son compte est actif", "Son compte est suspendu"),
    "email_verified": ("Son adresse est vérifiée", "Son adresse électronique n’est pas vérifiée"),
    "second_factor": (
        "Son second facteur est enregistré",
        "Aucun second facteur n’est enregistré sur son compte",
    ),
    "establishment_open": GATES["establishment_open"],
    "service_offered": GATES["service_offered"],
    "subscription": GATES["subscription"],
    "habilitation": ("Cette personne a le droit nécessaire", "Cette personne n’a pas le droit nécessaire"),
}
"""The same gates, said of someone else than the reader."""

DETAILS = {
    "closed": "Un droit existait, il a été retiré.",
    "ended": "Un droit existait, il est arrivé à sa fin.",
    "later": "Le droit ne commence que plus tard.",
    "level": "Le droit en cours est d’un niveau inférieur.",
    "none": "Aucun droit n’a été donné ici.",
}

LIFTERS = {
    "operator": "L’exploitant du portail",
    "register": "Le répertoire Sirene",
}
"""Who can lift a gate, where it is nobody of the body."""

BASES = {
    "registration": "L’organisme est inscrit",
    "membership": "La personne rejoint l’organisme",
    "administrator": "La personne devient administrateur",
    "subscription": "L’établissement ouvre le service",
    "habilitation": "Le droit est donné",
}
"""The acts an answer rests on."""

PROOFS = {
    "designation-letter": "lettre de désignation vérifiée",
    "official-mailbox": "code envoyé à la messagerie officielle",
    "posted-key": "clé envoyée par courrier",
}

LEVELS = {"consult": "Consulter", "prepare": "Préparer", "sign": "Signer"}

ACTIONS = {
    "administrator:appoint": "nommer un administrateur",
    "body:read": "ouvrir cet organisme",
    "declaration:consult": "consulter les déclarations",
    "declaration:prepare": "préparer une déclaration",
    "declaration:sign": "signer une déclaration",
    "habilitation:close": "retirer un droit",
    "habilitation:grant": "donner un droit",
    "journal:read": "lire le journal de l’organisme",
    "people:read": "voir les personnes de l’organisme",
    "person:invite": "inviter ou retirer une personne",
    "subscription:open": "ouvrir un service",
}
"""The words after « Vous ne pouvez pas »."""


def gate_title(gate: GateResult, *, own: bool = True) -> str:
    """What the gate says, passed or not, to the person herself or of somebody else."""
    titles = GATES if own else {**GATES, **OTHERS_GATES}
    return titles[gate.code][0 if gate.passed else 1]


def gate_note(gate: GateResult, *, service: str = "") -> str:
    """The precision under the title: which service, and why no right holds."""
    parts = [f"{service}." if service else "", "" if gate.passed else DETAILS.get(gate.detail, "")]
    return " ".join(part for part in parts if part)
