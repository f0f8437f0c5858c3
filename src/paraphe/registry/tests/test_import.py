"""The import of Sirene's files: what is kept, what is told, and that a bad file changes nothing."""

import tempfile
import tracemalloc
import zipfile
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paraphe.kernel import clock
from paraphe.kernel.identifiers import Ref, luhn_sum
from paraphe.registry import services
from paraphe.registry.errors import FileFault
from paraphe.registry.importing import ImportReport, Kept, Sources, import_register
from paraphe.registry.models import Establishment, Organisation, RegisterEvent, StagedPlace, StagedUnit
from paraphe.registry.sirene import UNDISCLOSED, branch_of
from paraphe.registry.testing import HEADERS, Kind, link_row, place_row, unit_row, write_rows

SIREN = "219904125"
NEW_SIREN = "200000008"


def siret(number: int, siren: str = SIREN) -> str:
    head = f"{siren}{number:04d}"
    return next(f"{head}{key}" for key in range(10) if luhn_sum(f"{head}{key}") % 10 == 0)


SEAT, SECOND, THIRD = (siret(number) for number in (1, 2, 3))


@pytest.fixture
def load(db: None, tmp_path: Path) -> Any:
    """Import rows, or files already written."""

    def run(kept: Kept | None = None, **rows: Iterable[dict[str, str]] | Path) -> ImportReport:
        paths = {
            kind: given
            if isinstance(given, Path)
            else write_rows(tmp_path / f"{kind}.csv", _kind(kind), given)
            for kind, given in rows.items()
        }
        return import_register(Sources(**paths), kept=kept or Kept())

    return run


def _kind(name: str) -> Kind:
    return next(kind for kind in HEADERS if kind == name)


def seat(**values: str) -> dict[str, str]:
    return place_row(SEAT, etablissementSiege="true", denominationUsuelleEtablissement="MAIRIE", **values)


def kinds() -> list[str]:
    return sorted(RegisterEvent.objects.values_list("kind", flat=True))


def test_import_register_of_a_commune_keeps_what_the_files_say(load: Any) -> None:
    report = load(units=[unit_row(SIREN)], establishments=[seat(), place_row(SECOND)])
    body = Organisation.objects.get(siren=SIREN)
    assert (body.name, body.branch, body.legal_category) == ("COMMUNE DE VALBRUNE", "territorial", "7210")
    assert body.is_active
    assert body.is_public
    assert body.seen_at == report.at
    first, second = body.establishments.all()
    assert (first.siret, first.name, first.is_head_office) == (SEAT, "MAIRIE", True)
    assert (second.name, second.street, second.postcode) == (body.name, "1 PL DU TILLEUL", "99120")
    assert (second.city, second.opened_on, second.closed_on) == ("VALBRUNE", date(2001, 1, 1), None)
    assert Ref(body.ref)
    assert Ref(first.ref) != Ref(second.ref)
    assert report.counts["organisations_new"] == 1
    assert report.counts["establishments_new"] == 2
    assert kinds() == []
    assert not StagedUnit.objects.exists()
    assert not StagedPlace.objects.exists()


def test_import_register_of_other_categories_keeps_those_asked_for(load: Any) -> None:
    private, agent, association = "552100554", "775670417", "784359069"
    rows = [
        unit_row(SIREN),
        unit_row(private, categorieJuridiqueUniteLegale="5710"),
        unit_row(agent, categorieJuridiqueUniteLegale="5499", denominationUniteLegale="CABINET MARTIN"),
        unit_row(association, categorieJuridiqueUniteLegale="9220"),
    ]
    report = load(Kept(sirens=(agent, "999002140")), units=rows)
    assert set(Organisation.objects.values_list("siren", flat=True)) == {SIREN, agent}
    assert not Organisation.objects.get(siren=agent).is_public
    assert (report.files["units"].read, report.files["units"].kept) == (4, 2)
    assert report.absent == ["999002140"]
    load(Kept(categories=("92",)), units=rows)
    assert Organisation.objects.get(siren=association).branch == "other"


def test_import_register_of_a_person_names_her_where_it_is_shown(load: Any) -> None:
    person = {"denominationUniteLegale": "", "nomUniteLegale": "PERRIN", "prenomUsuelUniteLegale": "AUDE"}
    load(Kept(sirens=(SIREN,)), units=[unit_row(SIREN, categorieJuridiqueUniteLegale="1000", **person)])
    assert Organisation.objects.get().name == "AUDE PERRIN"


def test_import_register_of_undisclosed_body_hides_name_and_address(load: Any) -> None:
    hidden = unit_row(SIREN, statutDiffusionUniteLegale="P", denominationUniteLegale="BASE SECRÈTE")
    load(units=[hidden], establishments=[seat(libelleCommuneEtablissement="OUBLI")])
    body, place = Organisation.objects.get(), Establishment.objects.get()
    assert body.name == place.name == UNDISCLOSED
    assert (place.street, place.postcode, place.city) == ("", "", "")


def test_import_register_hiding_a_body_keeps_no_trace_of_its_words(load: Any) -> None:
    load(units=[unit_row(SIREN)], establishments=[seat()])
    load(
        units=[unit_row(SIREN, statutDiffusionUniteLegale="P", denominationUniteLegale="[ND]")],
        establishments=[seat(statutDiffusionEtablissement="P")],
    )
    assert Organisation.objects.get().name == Establishment.objects.get().name == UNDISCLOSED
    assert Establishment.objects.get().street == ""
    assert kinds() == []


def test_import_register_hiding_a_body_by_its_unit_alone_hides_its_places(load: Any) -> None:
    load(units=[unit_row(SIREN)], establishments=[seat(), place_row(SECOND)])
    load(units=[unit_row(SIREN, statutDiffusionUniteLegale="N")])
    told = set(Establishment.objects.values_list("name", "street", "postcode", "city"))
    assert told == {(UNDISCLOSED, "", "", "")}
    assert kinds() == []


def test_import_register_twice_changes_nothing_the_second_time(load: Any) -> None:
    rows = {"units": [unit_row(SIREN)], "establishments": [seat(), place_row(SECOND)]}
    load(**rows)
    before = list(Establishment.objects.order_by("pk").values())
    report = load(**rows)
    assert list(Establishment.objects.order_by("pk").values()) == before
    assert not any(report.counts.values())
    assert report.events == {}
    assert kinds() == []


def test_import_register_of_mirrored_body_keeps_mailbox_kind_and_branch(load: Any) -> None:
    services.mirror_organisation(
        siren=SIREN, name="Commune", branch="other", agent_kind="cdg", mailbox="mairie@valbrune.example"
    )
    report = load(units=[unit_row(SIREN)])
    body = Organisation.objects.get()
    assert (body.agent_kind, body.official_mailbox, body.branch) == (
        "cdg",
        "mairie@valbrune.example",
        "other",
    )
    assert report.events == {"name-changed": 1}
    load(units=[unit_row(SIREN, categorieJuridiqueUniteLegale="7364")])
    body.refresh_from_db()
    assert (body.branch, kinds()) == ("hospital", ["category-changed", "name-changed"])


def test_import_register_of_known_body_tells_each_change(load: Any) -> None:
    load(units=[unit_row(SIREN)], establishments=[seat(), place_row(SECOND)])
    report = load(
        establishments=[
            seat(numeroVoieEtablissement="2"),
            place_row(SECOND, etatAdministratifEtablissement="F", dateDebut="2026-10-01"),
            place_row(THIRD, denominationUsuelleEtablissement="ÉCOLE"),
        ],
    )
    told = {event.kind: event for event in RegisterEvent.objects.all()}
    expected = ("address-changed", "establishment-closed", "establishment-opened")
    assert report.events == dict.fromkeys(expected, 1)
    assert told["establishment-opened"].establishment == Establishment.objects.get(siret=THIRD)
    closed = told["establishment-closed"].establishment
    assert closed is not None
    assert closed.closed_on == date(2026, 10, 1)
    assert told["address-changed"].was == "1 PL DU TILLEUL, 99120 VALBRUNE"
    assert all(Ref(event.ref) and event.settlement == "" for event in told.values())


def test_import_register_of_new_name_tells_it_once_for_places_that_bear_it(load: Any) -> None:
    load(units=[unit_row(SIREN)], establishments=[seat(), place_row(SECOND)])
    renamed = unit_row(SIREN, denominationUniteLegale="VALBRUNE")
    report = load(units=[renamed], establishments=[seat(), place_row(SECOND)])
    assert report.events == {"name-changed": 1}
    assert RegisterEvent.objects.get().was == "COMMUNE DE VALBRUNE"
    assert Establishment.objects.get(siret=SECOND).name == "VALBRUNE"


def test_import_register_reopening_a_place_tells_it(load: Any) -> None:
    shut = place_row(SECOND, etatAdministratifEtablissement="F", dateDebut="2026-10-01")
    load(units=[unit_row(SIREN)], establishments=[seat(), shut])
    report = load(establishments=[place_row(SECOND)])
    assert report.events == {"establishment-reopened": 1}


def test_import_register_moving_the_seat_leaves_one_seat(load: Any) -> None:
    load(units=[unit_row(SIREN)], establishments=[seat(), place_row(SECOND)])
    load(establishments=[place_row(SECOND, etablissementSiege="true")])
    assert [place.siret for place in Establishment.objects.filter(is_head_office=True)] == [SECOND]
    load(establishments=[seat(), place_row(SECOND, etablissementSiege="true")])
    assert Establishment.objects.filter(is_head_office=True).count() == 1


def test_import_register_of_a_move_tells_it_once_instead_of_its_parts(load: Any) -> None:
    load(units=[unit_row(SIREN)], establishments=[seat(), place_row(SECOND)])
    shut = place_row(SECOND, etatAdministratifEtablissement="F", dateDebut="2026-11-01")
    report = load(establishments=[seat(), shut, place_row(THIRD)])
    assert report.events == {"establishment-closed": 1, "establishment-opened": 1}
    with clock.freeze(clock.now() + timedelta(days=1)):
        report = load(successions=[link_row(SECOND, THIRD)])
    assert report.events == {"establishment-moved": 1}
    former = Establishment.objects.get(siret=SECOND)
    assert former.moved_to is not None
    assert (former.moved_to.siret, former.moved_on) == (THIRD, date(2026, 11, 1))
    waiting = RegisterEvent.objects.get(settlement="")
    assert (waiting.kind, waiting.establishment, waiting.other) == (
        "establishment-moved",
        former,
        former.moved_to,
    )
    assert load(successions=[link_row(SECOND, THIRD)]).events == {}


def test_import_register_of_merged_communes_tells_the_merger(load: Any) -> None:
    load(units=[unit_row(SIREN)], establishments=[seat()])
    report = load(
        units=[
            unit_row(SIREN, etatAdministratifUniteLegale="C", dateDebut="2027-01-01"),
            unit_row(NEW_SIREN, denominationUniteLegale="VALBRUNE-LES-MONTS"),
        ],
        establishments=[
            seat(etatAdministratifEtablissement="F"),
            place_row(siret(1, NEW_SIREN), etablissementSiege="true"),
        ],
        successions=[link_row(SEAT, siret(1, NEW_SIREN), "2027-01-01")],
    )
    assert report.events["organisations-merged"] == 1
    merged = RegisterEvent.objects.get(kind="organisations-merged")
    assert merged.other is not None
    assert merged.other.organisation.siren == NEW_SIREN
    assert RegisterEvent.objects.get(kind="organisation-closed").settlement == "replaced"
    assert not RegisterEvent.objects.filter(organisation__siren=NEW_SIREN).exists()


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"siren": "219904126"}, "siren"),
        ({"categorieJuridiqueUniteLegale": "72"}, "categorieJuridiqueUniteLegale"),
        ({"statutDiffusionUniteLegale": "X"}, "statutDiffusionUniteLegale"),
        ({"etatAdministratifUniteLegale": "?"}, "etatAdministratifUniteLegale"),
        ({"etatAdministratifUniteLegale": "C", "dateDebut": "hier"}, "dateDebut"),
    ],
)
def test_import_register_of_impossible_value_refuses_the_row_and_names_it(
    load: Any, change: dict[str, str], column: str
) -> None:
    report = load(units=[unit_row(SIREN) | change, unit_row(NEW_SIREN)])
    assert list(Organisation.objects.values_list("siren", flat=True)) == [NEW_SIREN]
    assert report.files["units"].faults == [(2, column)]
    assert (report.files["units"].kept, report.files["units"].refused) == (1, 1)


def test_import_register_of_a_number_given_twice_keeps_its_last_line(load: Any) -> None:
    report = load(units=[unit_row(SIREN), unit_row(SIREN, denominationUniteLegale="AUTRE")])
    assert Organisation.objects.get().name == "AUTRE"
    assert report.counts["twice"] == 1


def test_import_register_with_columns_in_another_order_reads_the_same(load: Any, tmp_path: Path) -> None:
    backwards = [*reversed(HEADERS["units"]), "colonneNouvelle"]
    path = write_rows(tmp_path / "ordre.csv", "units", [unit_row(SIREN)], header=backwards)
    load(units=path)
    assert Organisation.objects.get().name == "COMMUNE DE VALBRUNE"


def test_import_register_of_zip_reads_the_file_inside(load: Any, tmp_path: Path) -> None:
    load(units=write_rows(tmp_path / "StockUniteLegale_utf8.zip", "units", [unit_row(SIREN)]))
    assert Organisation.objects.count() == 1


def bad_file(sort: str, folder: Path) -> Path:
    path = write_rows(folder / f"{sort}.csv", "units", [unit_row(SIREN), unit_row(NEW_SIREN)])
    lines = path.read_text().splitlines(keepends=True)
    if sort == "columns":
        write_rows(path, "units", [], header=["siren", "nic"])
    elif sort == "empty":
        path.write_bytes(b"")
    elif sort == "row":
        path.write_text(lines[0] + lines[1] + "a,b,c\n")
    elif sort == "quote":
        path.write_text(lines[0] + lines[1] + '"sans fin' + lines[2])
    elif sort == "latin":
        path.write_bytes(
            (lines[0] + lines[1]).encode() + lines[2].replace("VALBRUNE", "ÉTÉ").encode("latin-1")
        )
    elif sort == "nul":
        path.write_text(lines[0] + lines[1] + lines[2].replace("VALBRUNE", "VAL\0BRUNE"))
    elif sort == "endless":
        path.write_text(lines[0] + lines[1] + "x" * 300_000)
    else:
        return bad_archive(sort, path)
    return path


def bad_archive(sort: str, path: Path) -> Path:
    archive = path.with_suffix(".zip")
    if sort == "truncated":
        many = (unit_row(SIREN, denominationUniteLegale=f"{n * 7919 % 99991}") for n in range(5000))
        write_rows(archive, "units", many)
        archive.write_bytes(archive.read_bytes()[:-4000])
    elif sort == "damaged":
        many = (unit_row(SIREN, denominationUniteLegale=f"{n * 7919 % 99991}") for n in range(5000))
        content = bytearray(write_rows(archive, "units", many).read_bytes())
        content[len(content) // 2] ^= 0xFF
        archive.write_bytes(bytes(content))
    elif sort == "two":
        with zipfile.ZipFile(archive, "w") as held:
            held.writestr("a.csv", path.read_text())
            held.writestr("b.csv", path.read_text())
    else:
        header = path.read_text().splitlines(keepends=True)[0]
        line = "x" * 9000 + "," * header.count(",") + "\n"
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as held, held.open("a.csv", "w") as out:
            out.write(header.encode())
            for _ in range(40):
                out.write(line.encode() * 100)
    return archive


@pytest.mark.parametrize(
    ("sort", "code", "line"),
    [
        ("columns", "registry.file_columns", 1),
        ("empty", "registry.file_empty", None),
        ("row", "registry.file_row", 3),
        ("quote", "registry.file_line", 3),
        ("latin", "registry.file_encoding", 3),
        ("nul", "registry.file_line", 3),
        ("endless", "registry.file_line", 3),
        ("truncated", "registry.file_broken", None),
        ("damaged", "registry.file_broken", None),
        ("two", "registry.file_archive", None),
        ("bomb", "registry.file_swollen", None),
    ],
)
def test_import_register_of_bad_file_says_where_and_changes_nothing(
    load: Any, tmp_path: Path, sort: str, code: str, line: int | None
) -> None:
    load(units=[unit_row(SIREN)])
    before = list(Organisation.objects.values())
    with pytest.raises(FileFault) as refused, transaction.atomic():
        load(units=bad_file(sort, tmp_path))
    assert refused.value.code == code
    assert refused.value.data.get("line") == line
    assert list(Organisation.objects.values()) == before
    assert not StagedUnit.objects.exists()


def test_import_register_of_absent_file_says_so(load: Any, tmp_path: Path) -> None:
    with pytest.raises(FileFault, match=r"registry\.file_unreadable"):
        load(units=tmp_path / "absent.csv")


def test_import_register_of_many_lines_holds_no_file_in_memory(load: Any, tmp_path: Path) -> None:
    def weigh(count: int) -> int:
        path = tmp_path / f"{count}.csv"
        rows = (unit_row(SIREN, denominationUniteLegale=f"N {n}") for n in range(count))
        write_rows(path, "units", rows)
        tracemalloc.start()
        load(units=path)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    weigh(10)
    assert weigh(8000) < weigh(400) + 1_000_000


@pytest.mark.parametrize(
    ("category", "branch"),
    [
        ("7113", "state"),
        ("7210", "territorial"),
        ("7361", "territorial"),
        ("7364", "hospital"),
        ("7366", "hospital"),
        ("7389", "state"),
        ("7470", "hospital"),
        ("4110", "other"),
        ("5710", "other"),
        ("", "other"),
    ],
)
def test_branch_of_category_follows_the_longest_prefix(category: str, branch: str) -> None:
    assert branch_of(category) == branch


NUMBERS = st.sets(st.integers(1, 6), min_size=1)
PLACES = st.fixed_dictionaries(
    {
        "etatAdministratifEtablissement": st.sampled_from("AF"),
        "etablissementSiege": st.sampled_from(("true", "false")),
        "numeroVoieEtablissement": st.sampled_from(("1", "2")),
        "denominationUsuelleEtablissement": st.sampled_from(("", "ÉCOLE", "[ND]")),
        "statutDiffusionEtablissement": st.sampled_from("OPN"),
    }
)
STEPS = st.lists(
    st.tuples(st.dictionaries(st.integers(1, 6), PLACES), st.lists(st.tuples(*[st.integers(1, 6)] * 2))),
    min_size=1,
    max_size=3,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_import_register_twice_in_any_history_is_once(db: None, steps: list[Any]) -> None:
    point = transaction.savepoint()
    try:
        with tempfile.TemporaryDirectory() as folder:
            for number, (places, links) in enumerate(steps):
                _assert_twice_is_once(Path(folder), number, places, links)
    finally:
        transaction.savepoint_rollback(point)


def _assert_twice_is_once(
    folder: Path, number: int, places: dict[int, Any], links: list[tuple[int, int]]
) -> None:
    sources = Sources(
        units=write_rows(folder / "u.csv", "units", [unit_row(SIREN)]),
        establishments=write_rows(
            folder / "e.csv",
            "establishments",
            [place_row(siret(n), **values) for n, values in places.items()],
        ),
        successions=write_rows(
            folder / "l.csv", "successions", [link_row(siret(a), siret(b)) for a, b in links if a != b]
        ),
    )
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=2 * number)
    with clock.freeze(start):
        import_register(sources, kept=Kept())
    after = _state()
    with clock.freeze(start + timedelta(days=1)):
        second = import_register(sources, kept=Kept())
    assert second.events == {}
    assert _state() == after
    assert len(set(RegisterEvent.objects.values_list("ref", flat=True))) == RegisterEvent.objects.count()


def _state() -> list[Any]:
    events = RegisterEvent.objects.order_by("pk").values()
    return [*Establishment.objects.order_by("pk").values(), *events]
