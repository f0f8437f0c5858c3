"""What this room says in French: its events, the gates of a decision, who can lift them."""

from paraphe.access import events
from paraphe.access.policy import GateResult

EVENTS = {
    events.BODY_REGISTERED: "L’organisme est inscrit",
    events.BODY_CLOSED: "L’espace de l’organisme est fermé",
    events.ADMINISTRATOR_APPOINTED: "Un administrateur est nommé",
    events.DECLARANT_INVITED: "Un déclarant est invité",
    events.INVITATION_WITHDRAWN: "Une invitation est retirée",
    events.DECLARANT_JOINED: "Un déclarant a rejoint l’organisme",
    events.MEMBERSHIP_ENDED: "Une personne quitte l’organisme, tous ses droits s’arrêtent",
    events.SUBSCRIPTION_OPENED: "Des services sont ouverts",
    events.HABILITATION_GRANTED: "Des droits sont donnés",
    events.HABILITATION_CLOSED: "Des droits sont retirés",
    events.MEMBERSHIP_SUSPENDED: "L’accès d’une personne est suspendu",
    events.MEMBERSHIP_REACTIVATED: "L’accès d’une personne est rétabli",
    events.SETTINGS_CHANGED: "Un réglage de l’organisme est changé",
    events.REGISTRATION_OPENED: "Une inscription est demandée",
    events.REGISTRATION_CLOSED: "Une demande d’inscription est close",
    events.REGISTRATION_CONTESTED: "Une inscription est contestée",
    events.REGISTRATION_CLEARED: "La contestation d’une inscription est levée",
    events.PROOF_REQUESTED: "Une preuve est demandée",
    events.PROOF_SENT: "Un code ou une clé est tiré pour l’envoi",
    events.PROOF_FAILED: "Un code ou une clé est saisi avec une erreur",
    events.PROOF_CHECKED: "Une pièce est contrôlée une première fois",
    events.PROOF_PASSED: "Une preuve est reçue",
    events.PROOF_CLOSED: "Une preuve est close sans effet",
    events.LETTER_QUEUED: "Un courrier est à imprimer",
    events.LETTER_PRINTED: "Un courrier est imprimé",
    events.LETTER_POSTED: "Un courrier est posté",
    events.LETTER_RETURNED: "Un courrier revient sans avoir été remis",
    events.CANDIDACY_PROPOSED: "Une personne demande à devenir administrateur",
    events.CANDIDACY_VOICED: "Un administrateur donne le premier des deux accords",
    events.CANDIDACY_REFUSED: "Une candidature est refusée",
    events.CANDIDACY_WITHDRAWN: "Une candidature est retirée",
    events.CANDIDACY_EXPIRED: "Une candidature expire sans réponse",
    events.CANDIDACY_SWITCHED: "Une candidature change de voie",
    events.CANDIDACY_REMINDED: "Une candidature est rappelée aux administrateurs",
    events.CANDIDACY_CONTESTED: "Une candidature est contestée",
    events.CANDIDACY_CLEARED: "La contestation d’une candidature est levée",
    events.OPERATOR_APPOINTED: "Une personne rejoint l’exploitation du portail",
    events.OPERATOR_ENDED: "Une personne quitte l’exploitation du portail",
}

GATES = {
    "registration": ("L’organisme est inscrit", "L’organisme n’est pas encore inscrit sur preuve"),
    "membership": ("Vous appartenez à l’organisme", "Vous n’appartenez pas à cet organisme"),
    "suspension": ("Votre accès n’est pas suspendu", "Votre accès à cet organisme est suspendu"),
    "factor_settled": (
        "Votre second facteur est établi",
        "Votre second facteur, remplacé après une perte, doit attendre vingt-quatre heures ou être confirmé",
    ),
    "newcomer": (
        "Vous pouvez décider sur les autres administrateurs",
        "Nommé par clé il y a moins de sept jours, vous ne pouvez rien décider sur un autre administrateur",
    ),
    "operator": ("Vous exploitez le portail", "Cette page est celle de l’exploitant du portail"),
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
    "suspension": ("Son accès n’est pas suspendu", "Son accès à cet organisme est suspendu"),
    "factor_settled": (
        "Son second facteur est établi",
        "Son second facteur, remplacé après une perte, doit attendre vingt-quatre heures ou être confirmé",
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
    "time": "Le délai, qui court seul",
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
    "identity": "identité ProConnect de l’organisme",
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
    "administrator:contest": "contester une candidature",
    "administrator:decide": "décider d’une candidature",
    "administrator:remove": "retirer un administrateur",
    "body:close": "fermer l’espace de l’organisme",
    "body:configure": "régler l’organisme",
    "desk:answer": "répondre aux demandes",
    "desk:print": "imprimer les courriers",
    "desk:prove": "décider d’une preuve",
    "desk:read": "ouvrir le bureau de l’exploitant",
    "establishment:welcome": "accueillir un établissement",
    "factor:recover": "rétablir l’accès d’une personne",
    "handover:plan": "préparer une passation",
    "identity:correct": "corriger un nom",
    "person:invite": "inviter une personne",
    "person:remove": "retirer une personne",
    "person:suspend": "suspendre une personne",
    "profile:edit": "modifier un profil de droits",
    "request:decide": "répondre à une demande de droit",
    "review:decide": "mener la revue des droits",
    "right:request": "demander un droit",
    "subscription:close": "fermer un service",
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
