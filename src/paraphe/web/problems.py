"""One table from the codes of errors to a status, a title and French sentences; rooms add theirs at start.

A room calls `register({...})` in `AppConfig.ready()`. Sentences may use the error's data as `{name}`. A code absent
from the table is a fault of ours: status 500, a reference and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from paraphe.kernel import errors
from paraphe.web.errors import ACCESS_NOT_RECORDED, DEMO_OVER_PEOPLE, SLOT_EMPTY

FAMILIES: dict[type[errors.PortalError], int] = {
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.WrongState: 409,
    errors.Invalid: 422,
    errors.Conflict: 409,
    errors.Unavailable: 503,
}


@dataclass(frozen=True)
class Problem:
    """What to tell: a title, what happened and why, what to do now; `status` replaces the family's."""

    title: str
    sentence: str
    remedy: str = ""
    status: int | None = None


@dataclass(frozen=True)
class Told:
    """A problem with its status decided and its sentences filled."""

    code: str
    status: int
    title: str
    sentence: str
    remedy: str


class _Blanks(dict[str, Any]):
    """Data for the sentences; a name the error did not give reads as an ellipsis."""

    def __missing__(self, key: str) -> str:
        return "…"


_table: dict[str, Problem] = {}
_actions: dict[str, str] = {}


def register(problems: Mapping[str, Problem]) -> None:
    """Add a room's problems; ValueError if a code is already told otherwise."""
    for code, problem in problems.items():
        if _table.setdefault(code, problem) != problem:
            raise ValueError(f"problem {code} is registered twice")


def register_actions(labels: Mapping[str, str]) -> None:
    """Name the actions of a room for refusals: the words after « Vous ne pouvez pas »."""
    _actions.update(labels)


def action_label(action: str) -> str:
    """The infinitive of an action, or a plain one where the room named none."""
    return _actions.get(action, "ouvrir cette page")


def known() -> dict[str, Problem]:
    """A copy of the whole table, for the page of problems and the house rules."""
    return dict(_table)


def status_of(error: errors.PortalError) -> int:
    """The status of the error's family; 500 for an error without family."""
    return next((status for family, status in FAMILIES.items() if isinstance(error, family)), 500)


def tell(error: errors.PortalError) -> Told | None:
    """The problem of an error, sentences filled with its data; None when the table does not know its code."""
    problem = _table.get(error.code)
    if problem is None:
        return None
    data = _Blanks(error.data)
    return Told(
        code=error.code,
        status=problem.status or status_of(error),
        title=problem.title.format_map(data),
        sentence=problem.sentence.format_map(data),
        remedy=problem.remedy.format_map(data),
    )


register(
    {
        SLOT_EMPTY: Problem(
            "Cette partie du portail n’est pas en service",
            "Une pièce du portail manque au démarrage : rien n’est montré et rien n’a été fait.",
            "Prévenez l’exploitant du portail.",
        ),
        ACCESS_NOT_RECORDED: Problem(
            "Cette page ne peut pas s’afficher pour l’instant",
            "Elle contient des données personnelles, et sa consultation n’a pas pu être inscrite "
            "au registre des accès.",
            "Réessayez dans quelques minutes. Rien n’a été perdu.",
        ),
        DEMO_OVER_PEOPLE: Problem(
            "Cette base contient déjà des personnes",
            "Une base en service ne devient jamais une démonstration.",
            "Créez une base vide pour la démonstration.",
        ),
    }
)
