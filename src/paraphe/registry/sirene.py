"""The public files of Sirene, row by row: which rows are kept, and what they say.

Files: StockUniteLegale, StockEtablissement, StockEtablissementLiensSuccession (INSEE, « Base Sirene des entreprises et
de leurs établissements », data.gouv.fr); columns by the names of INSEE's description, in any order.
A unit or a place that the register does not let be shown (`statutDiffusion` P or N) is kept without name or address.
Not read: foreign addresses, former periods.
"""

import re
import tomllib
from collections.abc import Iterable
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from paraphe.kernel.identifiers import InvalidIdentifier, Siren, Siret
from paraphe.registry.files import Row

PUBLIC = ("4", "7")
"""Legal categories kept by default: public bodies of commercial and of public law."""
HIDDEN = "[ND]"
UNDISCLOSED = "Nom non diffusé"
UNDATED = date(1900, 1, 1)
"""The opening of the few establishments whose day the register does not know."""

UNIT_COLUMNS = (
    "siren",
    "categorieJuridiqueUniteLegale",
    "statutDiffusionUniteLegale",
    "etatAdministratifUniteLegale",
    "dateDebut",
    "denominationUniteLegale",
    "nomUsageUniteLegale",
    "nomUniteLegale",
    "prenomUsuelUniteLegale",
)
PLACE_COLUMNS = (
    "siret",
    "siren",
    "statutDiffusionEtablissement",
    "etatAdministratifEtablissement",
    "dateDebut",
    "dateCreationEtablissement",
    "etablissementSiege",
    "denominationUsuelleEtablissement",
    "enseigne1Etablissement",
    "numeroVoieEtablissement",
    "indiceRepetitionEtablissement",
    "typeVoieEtablissement",
    "libelleVoieEtablissement",
    "codePostalEtablissement",
    "libelleCommuneEtablissement",
)
LINK_COLUMNS = ("siretEtablissementPredecesseur", "siretEtablissementSuccesseur", "dateLienSuccession")

Staged = tuple[Any, ...]


class RowRefused(ValueError):
    """A kept row holds a value that cannot be: `reason` is the column."""


@cache
def branches_by_prefix() -> dict[str, str]:
    """The branch of the public service by prefix of the legal category; source in `data/categories.toml`."""
    text = resources.files("paraphe.registry").joinpath("data/categories.toml").read_text("utf-8")
    return {row["prefix"]: row["branch"] for row in tomllib.loads(text)["category"]}


@cache
def branch_of(category: str) -> str:
    """The branch of a legal category; the longest prefix of the table wins, `other` where none does."""
    known = branches_by_prefix()
    return next((known[category[:n]] for n in (4, 3, 2, 1) if category[:n] in known), "other")


def read_unit(line: int, row: Row) -> Staged:
    """A legal entity ready to be staged; RowRefused where a value cannot be."""
    siren, category, diffusion, state, since, name, used, family, given = row
    try:
        Siren(siren)
    except InvalidIdentifier:
        raise RowRefused("siren") from None
    if not re.fullmatch(r"[0-9]{4}", category):
        raise RowRefused("categorieJuridiqueUniteLegale")
    shown = _diffusion(diffusion, "statutDiffusionUniteLegale")
    closed_on = _closing(state, since, "etatAdministratifUniteLegale")
    title = name or " ".join(part for part in (given, used or family) if part)
    title = UNDISCLOSED if shown != "O" else _shown(title, 120) or UNDISCLOSED
    return line, siren, title, branch_of(category), category, shown, closed_on


def read_place(line: int, row: Row) -> Staged:
    """An establishment ready to be staged, an empty name where it has none of its own; RowRefused likewise."""
    siret, siren, diffusion, state, since, created, head, usual, sign, *address, postcode, city = row
    try:
        if Siret(siret)[:9] != siren:
            raise RowRefused("siren")
    except InvalidIdentifier:
        raise RowRefused("siret") from None
    shown = _diffusion(diffusion, "statutDiffusionEtablissement")
    closed_on = _closing(state, since, "etatAdministratifEtablissement")
    opened_on = _day(created or since, "dateCreationEtablissement") if created or since else UNDATED
    if shown != "O":
        usual, sign, address, postcode, city = UNDISCLOSED, "", [], "", ""
    street = _shown(" ".join(part for part in address if part and part != HIDDEN), 120)
    name = _shown(usual, 120) or _shown(sign, 120)
    postcode = postcode if re.fullmatch(r"[0-9]{5}", postcode) else ""
    is_head = head.lower() == "true"
    place = (street, postcode, _shown(city, 100))
    return line, siret, siren, name, *place, is_head, opened_on, closed_on, shown


def read_link(line: int, row: Row) -> Staged:
    """A succession ready to be staged; RowRefused where a value cannot be."""
    former, successor, since = row
    for column, siret in zip(LINK_COLUMNS, (former, successor), strict=False):
        try:
            Siret(siret)
        except InvalidIdentifier:
            raise RowRefused(column) from None
    if former == successor:
        raise RowRefused(LINK_COLUMNS[1])
    return line, former, successor, _day(since, LINK_COLUMNS[2])


def check_categories(prefixes: Iterable[str]) -> tuple[str, ...]:
    """The prefixes of legal categories asked for; ValueError where one is not one to four digits."""
    asked = tuple(dict.fromkeys(prefix.strip() for prefix in prefixes if prefix.strip()))
    for prefix in asked:
        if not re.fullmatch(r"[0-9]{1,4}", prefix):
            raise ValueError(prefix)
    return asked


def _diffusion(text: str, column: str) -> str:
    if text not in ("O", "P", "N"):
        raise RowRefused(column)
    return text


def _closing(state: str, since: str, column: str) -> date | None:
    """The day it ended: units end as C, establishments as F; an end without a day is dated of the first we know."""
    if state == "A":
        return None
    if state not in ("C", "F"):
        raise RowRefused(column)
    return _day(since, "dateDebut") if since else UNDATED


def _day(text: str, column: str) -> date:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise RowRefused(column) from None


def _shown(text: str, most: int) -> str:
    """On one line, cut to what the mirror keeps; nothing of what is hidden."""
    plain = " ".join(text.split())
    return "" if plain == HIDDEN else plain[:most].rstrip()
