"""Pieces of the API's schemas: texts without control signs, references, instants that any calendar holds."""

from datetime import datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

FIRST_YEAR, LAST_YEAR = 2000, 2100


def _within_years(value: datetime) -> datetime:
    if not FIRST_YEAR <= value.year < LAST_YEAR:
        raise ValueError("year out of range")
    return value


Text = Annotated[str, StringConstraints(pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f]*$", max_length=300)]
Ref = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]{20}$")]
SiretText = Annotated[str, StringConstraints(pattern=r"^[0-9]{14}$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]{1,40}$")]
Instant = Annotated[AwareDatetime, AfterValidator(_within_years)]
Position = Annotated[int, Field(ge=0, lt=2**53)]


class Given(BaseModel):
    """What a client sends: nothing unknown, nothing converted."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Shown(BaseModel):
    """What the API answers."""

    model_config = ConfigDict(frozen=True)
