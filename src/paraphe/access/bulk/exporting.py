"""The file that says what is: one row a right that runs or will, in the columns that a file of rights is read by."""

from collections.abc import Iterator, Sequence

from paraphe.access.bulk.columns import EVERYWHERE, HEADINGS, LEVEL_WORDS, PLACE, REFERENCE
from paraphe.access.bulk.planning import last_day
from paraphe.access.models import Habilitation
from paraphe.access.policy import PARIS
from paraphe.access.vocabulary import Level
from paraphe.kernel import clock
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Organisation
from paraphe.web.cells import Cell

EXPORT_HEADER: tuple[str, ...] = tuple(HEADINGS.values())
TEMPLATE_HEADER: tuple[str, ...] = tuple(
    text for key, text in HEADINGS.items() if key not in (PLACE, REFERENCE)
)


def export_rows(organisation: Organisation, *, scope: Sequence[str] | None) -> Iterator[tuple[Cell, ...]]:
    """Every right of the body that runs or will, of these establishments (None: all), by person, place and service."""
    rows = Habilitation.objects.filter(
        siren=int(organisation.siren), ends_at__gt=clock.now(), closed_at=None
    ).select_related("person", "service")
    if scope is not None:
        rows = rows.filter(siret__in=[int(siret) for siret in scope])
    names = {place.siret: place.name for place in registry.establishments_of(organisation)}
    ordered = rows.order_by(
        "person__family_name", "person__given_name", "person_id", "siret", "service__position", "valid_from"
    )
    for right in ordered.iterator(chunk_size=2_000):
        yield _row(right, names.get(right.siret_text or "", ""))


def _row(right: Habilitation, place: str) -> tuple[Cell, ...]:
    return (
        right.person.email,
        right.person.given_name,
        right.person.family_name,
        right.siret_text or EVERYWHERE,
        place,
        right.service.code,
        LEVEL_WORDS[Level(right.level)],
        right.valid_from.astimezone(PARIS).date(),
        last_day(right.ends_at),
        right.ref,
    )
