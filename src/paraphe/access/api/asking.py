"""What a client may ask of a read: filters, an instant of the past, a page."""

from typing import Annotated, Literal

from pydantic import Field

from paraphe.access.api.pieces import Code, Given, Instant, Position, Ref, SiretText, Text
from paraphe.access.api.shapes import LevelCode

KnownAt = Annotated[
    Position | None,
    Field(description="Position du journal (entry) : ce qui a été inscrit après n’est pas pesé."),
]
At = Annotated[Instant | None, Field(description="Instant demandé ; maintenant s’il manque.")]


class Paged(Given):
    """One page of a list."""

    page: Annotated[int, Field(ge=1, le=100_000)] = 1
    per_page: Annotated[int, Field(ge=1, le=200)] = 50


class PeopleQuery(Paged):
    """Whom to list."""

    q: Annotated[Text, Field(description="Partie d’un nom ou d’une adresse.")] = ""
    role: Literal["administrator", "declarant"] | None = None
    state: Literal["active", "suspended", "invited", "former"] | None = None


class RightsQuery(Paged):
    """Which rights, as they were at an instant."""

    person: Ref | None = None
    siret: SiretText | None = None
    service: Code | None = None
    level: LevelCode | None = None
    state: Literal["running", "coming", "ended", "all"] = "running"
    at: At = None
    known_at: KnownAt = None


class WhoQuery(Given):
    """Who may do what, where, when."""

    siret: SiretText
    service: Code
    level: LevelCode
    at: At = None
    known_at: KnownAt = None


class WhereQuery(Given):
    """For which establishments a person may do what, when."""

    person: Ref
    service: Code
    level: LevelCode
    at: At = None
    known_at: KnownAt = None


class WhyQuery(WhereQuery):
    """May this person do this here, and why?"""

    siret: SiretText


class MatrixQuery(Paged):
    """Which part of the cube people × establishments × services, at which instant."""

    siret: SiretText | None = None
    service: Code | None = None
    person: Ref | None = None
    at: At = None
    known_at: KnownAt = None


class JournalQuery(Paged):
    """Which entries of the journal."""

    since: At = None
    until: At = None
    actor: Annotated[str, Field(pattern=r"^[a-z0-9]{1,20}$")] | None = None
    person: Ref | None = None
    siret: SiretText | None = None
    service: Code | None = None
    event: (
        Annotated[str, Field(pattern=r"^[a-z_.]{1,60}$", description="Début du nom de l’événement.")] | None
    ) = None
    reason: Text = ""


class ReadingsQuery(Paged):
    """Which readings of the body's data."""

    since: At = None
    until: At = None
    person: Ref | None = None
    about: Ref | None = None


class RequestsQuery(Paged):
    """Which requests; `mine` for one's own only."""

    state: Literal["draft", "sent", "asked", "approved", "refused", "withdrawn", "expired"] | None = None
    mine: bool = False


class DryRun(Given):
    """`dry_run=true`: the difference, everything checked, nothing written."""

    dry_run: bool = False
