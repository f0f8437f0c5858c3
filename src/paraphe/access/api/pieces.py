"""Pieces of the API's schemas: texts without control signs, references, instants that any calendar holds."""

from datetime import datetime
from typing import Annotated

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

FIRST_YEAR, LAST_YEAR = 2000, 2100


def _within_years(value: datetime) -> datetime:
    if not FIRST_YEAR <= value.year < LAST_YEAR:
        raise ValueError("year out of range")
    return value


Text = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$", max_length=300)]
Ref = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{20}$")]
SiretText = Annotated[str, StringConstraints(pattern=r"^[0-9]{14}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
RFC_3339 = (
    r"^20[0-9]{2}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(\.[0-9]{1,6})?(Z|[+-](0[0-9]|1[0-4]):[0-5][0-9])$"
)
"""How an instant is written: the only way the description announces."""
Instant = Annotated[
    AwareDatetime,
    AfterValidator(_within_years),
    WithJsonSchema({"type": "string", "format": "date-time", "pattern": RFC_3339}, mode="validation"),
]
Position = Annotated[int, Field(ge=0, lt=2**53)]


class Given(BaseModel):
    """What a client sends: nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Shown(BaseModel):
    """What the API answers."""

    model_config = ConfigDict(frozen=True)
