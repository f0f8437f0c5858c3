"""The actions that can be asked about, `resource:verb`, and the levels of a right."""

from enum import IntEnum, StrEnum


class Level(IntEnum):
    """Levels of a right; each contains the ones below it."""

    CONSULT = 1
    PREPARE = 2
    SIGN = 3

    @property
    def code(self) -> str:
        """The level as the evidence and the catalogue write it."""
        return self.name.lower()

    @classmethod
    def of(cls, code: str) -> "Level":
        """The level of a code; KeyError where there is none."""
        return cls[code.upper()]


class Action(StrEnum):
    """What a person may ask to do on a body."""

    ADMINISTRATOR_APPOINT = "administrator:appoint"
    ADMINISTRATOR_CONTEST = "administrator:contest"
    ADMINISTRATOR_DECIDE = "administrator:decide"
    ADMINISTRATOR_REMOVE = "administrator:remove"
    BODY_CLOSE = "body:close"
    BODY_CONFIGURE = "body:configure"
    BODY_READ = "body:read"
    DECLARATION_CONSULT = "declaration:consult"
    DECLARATION_PREPARE = "declaration:prepare"
    DECLARATION_SIGN = "declaration:sign"
    DESK_ANSWER = "desk:answer"
    DESK_PRINT = "desk:print"
    DESK_PROVE = "desk:prove"
    DESK_READ = "desk:read"
    ESTABLISHMENT_WELCOME = "establishment:welcome"
    FACTOR_RECOVER = "factor:recover"
    HABILITATION_CLOSE = "habilitation:close"
    HABILITATION_GRANT = "habilitation:grant"
    HANDOVER_PLAN = "handover:plan"
    IDENTITY_CORRECT = "identity:correct"
    JOURNAL_READ = "journal:read"
    PEOPLE_READ = "people:read"
    PERSON_INVITE = "person:invite"
    PERSON_REMOVE = "person:remove"
    PERSON_SUSPEND = "person:suspend"
    PROFILE_EDIT = "profile:edit"
    REQUEST_DECIDE = "request:decide"
    REVIEW_DECIDE = "review:decide"
    RIGHT_REQUEST = "right:request"
    SUBSCRIPTION_CLOSE = "subscription:close"
    SUBSCRIPTION_OPEN = "subscription:open"


LEVEL_NEEDED = {
    Action.DECLARATION_CONSULT: Level.CONSULT,
    Action.DECLARATION_PREPARE: Level.PREPARE,
    Action.DECLARATION_SIGN: Level.SIGN,
}
"""Actions that use a right, with the level they need."""

ADMINISTERING = {
    Action.ADMINISTRATOR_APPOINT,
    Action.ADMINISTRATOR_CONTEST,
    Action.ADMINISTRATOR_DECIDE,
    Action.ADMINISTRATOR_REMOVE,
    Action.BODY_CLOSE,
    Action.BODY_CONFIGURE,
    Action.ESTABLISHMENT_WELCOME,
    Action.FACTOR_RECOVER,
    Action.HABILITATION_CLOSE,
    Action.HABILITATION_GRANT,
    Action.HANDOVER_PLAN,
    Action.IDENTITY_CORRECT,
    Action.JOURNAL_READ,
    Action.PEOPLE_READ,
    Action.PERSON_INVITE,
    Action.PERSON_REMOVE,
    Action.PERSON_SUSPEND,
    Action.PROFILE_EDIT,
    Action.REQUEST_DECIDE,
    Action.REVIEW_DECIDE,
    Action.SUBSCRIPTION_CLOSE,
    Action.SUBSCRIPTION_OPEN,
}
"""Actions of an administrator. Administering never implies using."""

WHOLE_BODY = {
    Action.ADMINISTRATOR_APPOINT,
    Action.ADMINISTRATOR_DECIDE,
    Action.ADMINISTRATOR_REMOVE,
    Action.BODY_CLOSE,
    Action.BODY_CONFIGURE,
    Action.HABILITATION_CLOSE,
    Action.HABILITATION_GRANT,
    Action.PROFILE_EDIT,
}
"""Actions that, asked without an establishment, are about all of them: an administrator of some cannot."""

DESK = {Action.DESK_ANSWER, Action.DESK_PRINT, Action.DESK_PROVE, Action.DESK_READ}
"""Actions of the operator's desk: they look and check, and give nobody a right of a body."""

ON_ADMINISTRATORS = {Action.ADMINISTRATOR_REMOVE, Action.BODY_CLOSE}
"""Actions against another administrator, which one who came by a key must wait to do."""

GRAVE = (ADMINISTERING - {Action.JOURNAL_READ, Action.PEOPLE_READ}) | {Action.DECLARATION_SIGN}
"""Actions refused for a day to a factor enrolled after a recovery, unless another administrator confirmed it."""

STRENGTHS = {"designation-letter": 1, "official-mailbox": 2, "posted-key": 2, "identity": 3}
"""How strong a proof of authority is, from 1; recorded with it."""

ACTION_OF_LEVEL = {level: action for action, level in LEVEL_NEEDED.items()}
