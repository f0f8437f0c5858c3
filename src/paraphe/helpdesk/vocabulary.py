"""The words of help: themes, sizes of a body, roles of a reader, states of a ticket. Pure."""

from enum import StrEnum


class Theme(StrEnum):
    """The shelf an entry stands on, in the order of the index."""

    ADMINISTRATORS = "administrateurs"
    PEOPLE = "personnes"
    RIGHTS = "droits"
    BODY = "organisme"
    ACCOUNT = "compte"
    DECLARATIONS = "declarations"
    PORTAL = "portail"
    DESK = "exploitation"


THEMES = {
    Theme.ADMINISTRATORS: "Administrateurs",
    Theme.PEOPLE: "Personnes",
    Theme.RIGHTS: "Droits",
    Theme.BODY: "Organisme et établissements",
    Theme.ACCOUNT: "Votre compte",
    Theme.DECLARATIONS: "Déclarations et reçus",
    Theme.PORTAL: "Le portail et l’assistance",
    Theme.DESK: "Bureau de l’exploitant",
}


class Size(StrEnum):
    """Whether a body has one establishment or several."""

    MONO = "mono"
    MULTI = "multi"


class Role(StrEnum):
    """Who reads: nobody known, someone who belongs to no body, a member, the operator's desk."""

    VISITOR = "visitor"
    CANDIDATE = "candidate"
    DECLARANT = "declarant"
    ADMINISTRATOR = "administrator"
    OPERATOR = "operator"


ROLES = {
    Role.VISITOR: "visiteur",
    Role.CANDIDATE: "sans organisme",
    Role.DECLARANT: "déclarant",
    Role.ADMINISTRATOR: "administrateur",
    Role.OPERATOR: "exploitant",
}


class State(StrEnum):
    """Where a ticket stands."""

    NEW = "new"
    ASSIGNED = "assigned"
    WAITING_USER = "waiting_user"
    ANSWERED = "answered"
    CLOSED = "closed"


STATES = {
    State.NEW: "Reçue",
    State.ASSIGNED: "En cours",
    State.WAITING_USER: "Une précision vous est demandée",
    State.ANSWERED: "Répondue",
    State.CLOSED: "Fermée",
}
"""Each state as its author reads it."""

DESK_STATES = {
    State.NEW: "À prendre",
    State.ASSIGNED: "En cours",
    State.WAITING_USER: "Attend une précision",
    State.ANSWERED: "Répondue",
    State.CLOSED: "Fermée",
}
"""The same states as the operator's desk reads them."""

OPEN_STATES = (State.NEW, State.ASSIGNED, State.WAITING_USER, State.ANSWERED)
"""States in which a ticket still lives."""

WAITING_STATES = (State.NEW, State.ASSIGNED)
"""States in which a ticket waits for the desk."""


class Half(StrEnum):
    """The half of a day in which one is called back."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


HALVES = {Half.MORNING: "le matin (9 h à 12 h)", Half.AFTERNOON: "l’après-midi (14 h à 17 h)"}
