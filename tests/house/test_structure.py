"""What imports, foreign keys and addresses may not do: the house rules that no single file shows."""

import importlib
import importlib.util
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import grimp
import pytest
from django.apps import apps
from django.db import models
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.db.models.fields.related import ForeignKey
from django.test.utils import isolate_apps
from django.utils import translation

from paraphe.config.places import BASE_DIR
from paraphe.web.checks import walk_views
from tests.house.sources import ROOMS, read_sources

PRIVATE = ("models", "policy", "transitions", "tasks", "web", "api", "tests")
AROUND = ("paraphe.config.urls",)
OPEN_TO_TESTS = "testing"


def find_back_doors(imports: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Imports of another room's own furniture; `web` is the toolbox of every room and has no back door.

    A room's tests may look at another's rows, to see what a verb left there; nothing else of its furniture.
    """
    for importer, imported in imports:
        package, room, *rest = imported.split(".")
        if package != "paraphe" or room not in ROOMS or room in ("web", "kernel") or not rest:
            continue
        inside = (
            importer.startswith(f"paraphe.{room}.") or importer == f"paraphe.{room}" or importer in AROUND
        )
        looking = ".tests." in importer and rest[0] == "models"
        if not inside and not looking and rest[0] in PRIVATE:
            yield f"{importer} imports {imported}"
        tested = (
            ".tests" in importer or importer.endswith(".testing") or importer.startswith("paraphe.cli.drills")
        )
        if rest[0] == OPEN_TO_TESTS and not tested:
            yield f"{importer} imports {imported}: factories are for tests"


def list_imports() -> list[tuple[str, str]]:
    """Every direct import between our modules, those for type checking alone left out."""
    graph = grimp.build_graph("paraphe", exclude_type_checking_imports=True, cache_dir=None)
    return [
        (importer, imported)
        for importer in sorted(graph.modules)
        for imported in sorted(graph.find_modules_directly_imported_by(importer))
    ]


def test_import_between_rooms_goes_by_the_front_door() -> None:
    assert list(find_back_doors(list_imports())) == []


@pytest.mark.parametrize(
    ("importer", "imported", "faults"),
    [
        ("paraphe.access.services", "paraphe.accounts.models", 1),
        ("paraphe.home.web.views", "paraphe.access.selectors", 0),
        ("paraphe.access.web.views", "paraphe.access.models", 0),
        ("paraphe.access.services", "paraphe.accounts.testing", 1),
        ("paraphe.access.tests.test_verbs", "paraphe.accounts.testing", 0),
        ("paraphe.home.web.views", "paraphe.web.guards", 0),
        ("paraphe.home.tests.test_pages", "paraphe.journal.models", 0),
        ("paraphe.home.tests.test_pages", "paraphe.access.policy", 1),
    ],
)
def test_find_back_doors_in_one_import_counts_it(importer: str, imported: str, faults: int) -> None:
    assert len(list(find_back_doors([(importer, imported)]))) == faults


def find_loose_keys(rows: Iterable[type[models.Model]]) -> Iterator[str]:
    """Foreign keys that cross rooms and are not `PROTECT` with `related_name="+"`; any that leaves the journal."""
    for model in rows:
        for field in model._meta.get_fields():
            if not isinstance(field, ForeignKey) or field.model is not model:
                continue
            here, there = model._meta.app_label, _label_of(field.related_model)
            if here == there or here not in ROOMS:
                continue
            if here == "journal":
                yield f"{field}: a key out of the journal"
            elif field.remote_field.on_delete is not models.PROTECT or field.remote_field.related_name != "+":
                yield f"{field}: a key across rooms is PROTECT with related_name='+'"


def _label_of(model: Any) -> str:
    return str(model._meta.app_label)


def test_read_foreign_keys_across_rooms_are_protected() -> None:
    assert list(find_loose_keys(apps.get_models())) == []


@isolate_apps("paraphe.access", "paraphe.accounts", "paraphe.journal")
def test_find_loose_keys_of_bad_rows_tells_each() -> None:
    class Far(models.Model):
        class Meta:
            app_label = "accounts"

    class Near(models.Model):
        good = models.ForeignKey(Far, models.PROTECT, related_name="+")
        cascading = models.ForeignKey(Far, models.CASCADE, related_name="+")
        reachable = models.ForeignKey(Far, models.PROTECT, related_name="nears")

        class Meta:
            app_label = "access"

    class Leaving(models.Model):
        far = models.ForeignKey(Far, models.PROTECT, related_name="+")

        class Meta:
            app_label = "journal"

    assert len(list(find_loose_keys([Near]))) == 2
    assert len(list(find_loose_keys([Leaving]))) == 1


def test_detect_model_changes_finds_no_missing_migration() -> None:
    loader = MigrationLoader(None)
    written, present = loader.project_state(), ProjectState.from_apps(apps)
    with translation.override(None):
        changes = MigrationAutodetector(written, present).changes(graph=loader.graph)
    ours = {label: steps for label, steps in changes.items() if label in ROOMS}
    assert {label: [str(step.operations) for step in steps] for label, steps in ours.items()} == {}


def test_walk_addresses_each_has_a_guard() -> None:
    views = dict(walk_views())
    assert [route for route, view in views.items() if getattr(view, "guard", None) is None] == []
    assert len(views) > 10


def test_walk_addresses_each_asks_a_known_action() -> None:
    asked = {
        view.guard.action for _, view in walk_views() if getattr(view, "guard", None) and view.guard.action
    }
    assert asked - known_actions() == set()
    assert asked


def known_actions() -> set[str]:
    """Every action of every room's vocabulary."""
    from paraphe.access.vocabulary import Action

    return {action.value for action in Action}


def find_untold(events: Mapping[str, str], sentences: Mapping[str, str], ruled: set[str]) -> Iterator[str]:
    """Events without a French sentence, or with neither a notification rule nor an explicit silence."""
    for name, place in events.items():
        if name not in sentences:
            yield f"{name} ({place}) has no sentence"
        if name not in ruled:
            yield f"{name} ({place}) has neither a notification rule nor an explicit silence"


def list_events() -> dict[str, str]:
    """Every event of every room's `events.py`, with the room it is from."""
    found: dict[str, str] = {}
    for room in apps.get_app_configs():
        name = f"{room.name}.events"
        if room.name.startswith("paraphe.") and importlib.util.find_spec(name):
            facts = vars(importlib.import_module(name)).items()
            found.update(
                {value: room.label for key, value in facts if key.isupper() and isinstance(value, str)}
            )
    return found


def test_list_events_each_has_a_sentence_and_a_rule() -> None:
    from paraphe.journal import sentences
    from paraphe.notifications import rules

    events = list_events()
    assert len(events) > 10
    assert list(find_untold(events, sentences.known(), set(rules.RULES) | set(rules.SILENT))) == []


def test_list_events_each_is_named_after_its_room() -> None:
    assert [event for event, room in list_events().items() if event.split(".")[0] != room] == []


def test_find_untold_event_tells_both_lacks() -> None:
    assert len(list(find_untold({"a.b.done": "a"}, {}, set()))) == 2
    assert list(find_untold({"a.b.done": "a"}, {"a.b.done": "Fait"}, {"a.b.done"})) == []


def test_read_rooms_of_disk_matches_the_list() -> None:
    there = {path.parent.name for path in (BASE_DIR / "src" / "paraphe").glob("*/__init__.py")}
    assert there - {"cli", "config"} == set(ROOMS)


def test_read_rooms_each_has_a_readme() -> None:
    rooms = [BASE_DIR / "src" / "paraphe" / room for room in ROOMS]
    assert [room.name for room in rooms if not (room / "README.md").exists()] == []


def test_read_sources_leave_raw_updates_of_insert_only_rows_to_nobody() -> None:
    """No code asks for what the database would refuse: update or delete of a row that is only added."""
    insert_only = [model.__name__ for model in apps.get_models() if getattr(model, "insert_only", False)]
    asked = [
        f"{source.path}: {name}"
        for source in read_sources()
        for name in insert_only
        if not source.is_test
        for verb in ("update(", "delete(")
        if f"{name}.objects.{verb}" in source.text
    ]
    assert insert_only
    assert asked == []
