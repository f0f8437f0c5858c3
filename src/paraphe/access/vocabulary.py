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
    BODY_READ = "body:read"
    DECLARATION_CONSULT = "declaration:consult"
    DECLARATION_PREPARE = "declaration:prepare"
    DECLARATION_SIGN = "declaration:sign"
    HABILITATION_CLOSE = "habilitation:close"
    HABILITATION_GRANT = "habilitation:grant"
    JOURNAL_READ = "journal:read"
    PEOPLE_READ = "people:read"
    PERSON_INVITE = "person:invite"
    SUBSCRIPTION_OPEN = "subscription:open"


LEVEL_NEEDED = {
    Action.DECLARATION_CONSULT: Level.CONSULT,
    Action.DECLARATION_PREPARE: Level.PREPARE,
    Action.DECLARATION_SIGN: Level.SIGN,
}
"""Actions that use a right, with the level they need."""

ADMINISTERING = {
    Action.ADMINISTRATOR_APPOINT,
    Action.HABILITATION_CLOSE,
    Action.HABILITATION_GRANT,
    Action.JOURNAL_READ,
    Action.PEOPLE_READ,
    Action.PERSON_INVITE,
    Action.SUBSCRIPTION_OPEN,
}
"""Actions of an administrator. Administering never implies using."""

WHOLE_BODY = {Action.ADMINISTRATOR_APPOINT, Action.HABILITATION_CLOSE, Action.HABILITATION_GRANT}
"""Actions that, asked without an establishment, are about all of them: an administrator of some cannot."""

ACTION_OF_LEVEL = {level: action for action, level in LEVEL_NEEDED.items()}
