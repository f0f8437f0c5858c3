"""Bodies of entries as their verbs write them, for the tables of cases."""

from collections.abc import Callable
from typing import Any

from paraphe.notifications.tests.scene import Scene

Told = dict[str, str]
Case = tuple[str, Callable[[Scene], dict[str, Any]], Told]
FELLOWS = "claire lucie samuel"
UNTIL = "2026-12-24T10:00:00.000000Z"


def about(actor: str, person: str = "", **more: Any) -> Callable[[Scene], dict[str, Any]]:
    """A body of the organisation: `actor` and `person` are names; a callable value is given the scene."""

    def make(scene: Scene) -> dict[str, Any]:
        who = scene.ref(actor) if actor in scene.people else actor
        body = {"actor": who, "siren": scene.siren, **({"person": scene.ref(person)} if person else {})}
        return {**body, **{name: value(scene) if callable(value) else value for name, value in more.items()}}

    return make


def row_of(name: str) -> Callable[[Scene], str]:
    return lambda scene: str(scene.rows[name].ref)


def own(actor: str, person: str, **more: Any) -> Callable[[Scene], dict[str, Any]]:
    """A body of a person's chain: no organisation."""
    made = about(actor, person, **more)
    return lambda scene: {name: value for name, value in made(scene).items() if name != "siren"}


def grants(person: str, place: int | None) -> Callable[[Scene], list[dict[str, Any]]]:
    def make(scene: Scene) -> list[dict[str, Any]]:
        siret = None if place is None else scene.body.places[place].siret
        ref = scene.rights[0].ref
        return [
            {
                "person": scene.ref(person),
                "siret": siret,
                "service": "dsn",
                "level": "sign",
                "habilitation": ref,
                "valid_from": UNTIL,
                "valid_to": UNTIL,
                "review_on": None,
            }
        ]

    return make


def refs(scene: Scene) -> list[str]:
    return [right.ref for right in scene.rights]


def silent(scene: Scene) -> list[str]:
    return [scene.body.membership(scene.people["samuel"]).ref]
