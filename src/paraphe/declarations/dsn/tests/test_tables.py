"""The tables are those the script builds, and hold what the norm says."""

import importlib.util
from importlib.resources import files
from pathlib import Path
from types import ModuleType

import pytest

from paraphe.declarations.dsn.norm import NATURES, VERSIONS, load_norm

SCRIPTS = Path(__file__).resolve().parents[5] / "scripts"


def load_script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_build_tables_again_gives_the_same_bytes(tmp_path: Path) -> None:
    kept = files("paraphe.declarations.dsn") / "data"
    for path in load_script("build_dsn_tables").write_tables(tmp_path):
        assert path.read_bytes() == (kept / path.name).read_bytes()


def test_build_controls_page_again_gives_the_same_text() -> None:
    script = load_script("build_dsn_controls_page")
    assert script.build_page() == script.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize(("version", "rubrics"), [("P25V01", 567), ("P26V01", 573)])
def test_load_norm_holds_every_rubric_of_its_year(version: str, rubrics: int) -> None:
    norm = load_norm(version)
    assert len(norm.rubrics) == rubrics
    assert len(norm.blocks) == 1 + 5 + 57
    assert set(norm.plans) == {"", *NATURES}


def test_load_norm_years_share_blocks_and_bits() -> None:
    old, new = (load_norm(version) for version in VERSIONS)
    assert old.index == new.index
    assert all(old.rubrics[code].bit == new.rubrics[code].bit for code in set(old.rubrics) & set(new.rubrics))
    assert set(old.rubrics) != set(new.rubrics)


@pytest.mark.parametrize("version", VERSIONS)
def test_judges_refuse_blank_edges_control_characters_and_overlong_values(version: str) -> None:
    for code, judge in load_norm(version).judges.items():
        for value in (b"", b" ", b"A\x00", b"\x851", b"9" * 300, b"A\n"):
            assert not judge.accepts(value), (code, value)


def test_steps_of_the_tree_keep_the_order_of_siblings() -> None:
    norm = load_norm("P26V01")
    index = norm.index
    assert index["S21.G00.45"] in norm.steps[index["S21.G00.41"]]
    assert index["S21.G00.60"] in norm.steps[index["S21.G00.45"]]
    assert index["S21.G00.45"] not in norm.steps[index["S21.G00.60"]]
    assert index["S21.G00.30"] not in norm.steps[index["S21.G00.85"]]
    assert index["S20.G00.05"] in norm.steps[index["S21.G00.81"]]
