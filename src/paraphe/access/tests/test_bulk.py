"""Rights by file: every fault named, nothing written before the order, one act, harmless the second time."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from paraphe.access import bulk, services
from paraphe.access.bulk.directory import Directory, load_directory
from paraphe.access.bulk.exporting import EXPORT_HEADER, export_rows
from paraphe.access.bulk.files import LIMITS, change_of, file_of, files_left
from paraphe.access.bulk.planning import last_day, plan_change
from paraphe.access.bulk.reading import Reading, read_asks
from paraphe.access.bulk.words import FAULTS, NOTES, tell_fault
from paraphe.access.changes import act_of_change, act_of_undo
from paraphe.access.errors import FileUnreadable, UnknownAct
from paraphe.access.models import BodyRegistration, BulkChange, Habilitation, Invitation, RightsAct
from paraphe.access.testing import Body, make_body, make_place
from paraphe.access.vocabulary import Level
from paraphe.accounts.models import Person
from paraphe.accounts.testing import give_step_up
from paraphe.journal.models import Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.registry.models import Establishment
from paraphe.web.problems import known
from paraphe.web.tables import CSV, XLSX, fold, read_table, write_csv, write_xlsx

pytestmark = pytest.mark.django_db
HEADER = ("Adresse électronique", "Prénom", "Nom", "SIRET", "Service", "Niveau", "Début", "Fin")
NEXT_YEAR = (clock.now() + timedelta(days=300)).date()
Line = Sequence[Any]


@pytest.fixture
def body() -> Body:
    """A commune of four establishments with a declarant, Odile Farge."""
    return make_body(places=4, codes=("dsn", "dpae", "dat", "compte-entreprise"))


def send(body: Body, *lines: Line, header: Sequence[str] = HEADER, complete: bool = False) -> BulkChange:
    """A file sent by the administrator and checked."""
    return check(body, write_csv(header, lines), complete=complete)


def check(
    body: Body,
    content: bytes,
    *,
    complete: bool = False,
    actor: Person | None = None,
    name: str = "droits.csv",
) -> BulkChange:
    """A file received, then checked as the worker does."""
    actor = actor or body.administrator
    file = services.receive_file(
        body.organisation, content=content, filename=name, complete=complete, actor=actor
    )
    services.check_file(file.ref)
    return file_of(body.organisation, file.ref, sender=actor)


def order(file: BulkChange, mode: str = "atomic") -> BulkChange:
    """The file ordered by its sender, present, then applied as the worker does."""
    give_step_up(file.made_by, act_of_change(file.organisation, change_of(file)))
    services.order_file(file, mode=mode, actor=file.made_by)
    services.apply_file(file.ref)
    return file_of(file.organisation, file.ref, sender=file.made_by)


def faults(file: BulkChange) -> list[tuple[int, str, str]]:
    """(line, folded column, code) of each fault."""
    return [(row["line"], fold(row["column"]), row["code"]) for row in file.report["faults"]]


def counts(file: BulkChange) -> tuple[int, int, int, int]:
    """How many rights are given, changed, closed, left the same."""
    told = file.report["counts"]
    return told["give"], told["change"], told["close"], told["same"]


def export(body: Body, fmt: str = CSV) -> bytes:
    """What the export of the whole body says."""
    rows = export_rows(body.organisation, scope=None)
    return write_csv(EXPORT_HEADER, rows) if fmt == CSV else write_xlsx("droits", EXPORT_HEADER, rows)


def line_of(person: Person | str, siret: str, *rest: Any) -> list[Any]:
    """A line for a person known by her address alone."""
    return [person if isinstance(person, str) else person.email, "", "", siret, *rest]


def running(body: Body) -> list[tuple[str, str | None, str, int, date]]:
    """The rights that run, as a file says them."""
    rows = Habilitation.objects.filter(
        siren=int(body.organisation.siren), ends_at__gt=clock.now(), closed_at=None
    )
    return sorted(
        (row.person.email, row.siret_text or "", row.service.code, row.level, last_day(row.valid_to))
        for row in rows.select_related("person", "service")
    )


@pytest.mark.parametrize("fmt", [CSV, XLSX])
def test_import_export_of_a_body_changes_nothing(body: Body, fmt: str) -> None:
    odile, samuel = body.add_declarant(), body.add_declarant(given_name="Zoé", family_name="Heres")
    body.grant(odile, places=body.places, codes=("dsn", "dpae"))
    body.grant(samuel, places=None, level=Level.PREPARE)
    body.invite(email="lea.noel@mairie.fr", given_name="Léa", family_name="Noël")
    file = check(body, export(body, fmt), complete=True)
    assert file.state == "checked"
    assert faults(file) == []
    assert counts(file) == (0, 0, 0, 9)
    assert file.report["notes"] == []
    with pytest.raises(WrongState) as refused:
        services.order_file(file, mode="atomic", actor=body.administrator)
    assert refused.value.code == "access.bulk_empty"


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: text.encode("cp1252"),
        lambda text: text.encode("utf-8"),
        lambda text: text.replace(";", "\t").encode("utf-16"),
        lambda text: text.replace("Prénom", "  PRENOM ").replace("SIRET", "n° Siret").encode("utf-8-sig"),
        lambda text: "\r\n".join(
            ";".join(f" {cell} " for cell in reversed(row.split(";"))) for row in text.splitlines()
        ).encode("cp1252"),
    ],
    ids=["windows", "utf8", "utf16-tabs", "headings", "reordered-spaced"],
)
def test_import_export_rewritten_by_another_program_changes_nothing(body: Body, rewrite: Any) -> None:
    body.grant(body.add_declarant(given_name="Zoé"), places=body.places[:2])
    file = check(body, rewrite(export(body).decode("utf-8-sig")))
    assert (faults(file), counts(file)) == ([], (0, 0, 0, 2))


def test_check_file_writes_nothing_but_the_entry_of_the_check(body: Body) -> None:
    tables = (Habilitation, Invitation, Person, RightsAct)
    before = [table.objects.count() for table in tables]
    entries = Entry.objects.count()
    file = send(
        body,
        ["lea.noel@mairie.fr", "Léa", "Noël", body.places[0].siret, "dat", "signer", "", NEXT_YEAR],
    )
    assert [table.objects.count() for table in tables] == before
    assert Entry.objects.count() == entries + 1
    assert counts(file) == (2, 0, 0, 0)
    assert [(row["code"], row["value"]) for row in file.report["notes"]] == [
        ("required_added", "Compte entreprise")
    ]


def test_apply_file_gives_changes_closes_and_invites_in_one_act_that_can_be_undone(body: Body) -> None:
    odile = body.add_declarant()
    sign, prepare = body.grant(odile, places=body.places[:2])
    body.grant(odile, places=[body.places[2]], codes=("dpae",), level=Level.PREPARE)
    before, acts = running(body), RightsAct.objects.count()
    first, second, third = (place.siret for place in body.places[:3])
    file = send(
        body,
        line_of(odile, first, "dsn", "aucun", "", ""),
        line_of(odile, second, "dsn", "consulter", "", ""),
        line_of(odile, third, "DPAE", "Préparer", "", NEXT_YEAR),
        ["lea.noel@mairie.fr", "Léa", "Noël", "tous", "dsn", "signer", "", NEXT_YEAR],
    )
    assert (faults(file), counts(file)) == ([], (1, 2, 1, 0))
    entries = Entry.objects.count()
    done = order(file)
    assert (done.state, done.act is not None) == ("applied", True)
    assert Entry.objects.count() == entries + 1
    assert RightsAct.objects.count() == acts + 1
    assert [row[1:4] for row in running(body)] == [
        ("", "dsn", Level.SIGN),
        (second, "dsn", Level.CONSULT),
        (third, "dpae", Level.PREPARE),
    ]
    assert {row[4] for row in running(body) if row[2] == "dpae"} == {NEXT_YEAR}
    assert Invitation.objects.get(email="lea.noel@mairie.fr").withdrawn_at is None
    again = services.repeat_file(done, actor=body.administrator)
    services.check_file(again.ref)
    again.refresh_from_db()
    assert again.report["counts"]["give"] + again.report["counts"]["change"] == 0
    act = done.act
    assert act is not None
    give_step_up(body.administrator, act_of_undo(act))
    services.undo_act(act, actor=body.administrator)
    assert running(body) == before
    assert {sign.pk, prepare.pk}  # closed once for all: what is undone is given again


def test_complete_file_closes_what_it_does_not_name_and_keeps_what_is_needed(body: Body) -> None:
    odile = body.add_declarant()
    body.grant(odile, places=body.places[:2], codes=("dsn",))
    body.grant(odile, codes=("dat", "compte-entreprise"), level=Level.CONSULT)
    line = line_of(odile, body.places[0].siret, "dat", "consulter", "", "")
    file = send(body, line, complete=True)
    assert (faults(file), counts(file)) == ([], (0, 0, 2, 1))
    assert send(body, line).report["counts"]["close"] == 0
    assert order(file).state == "applied"
    assert [row[2] for row in running(body)] == ["compte-entreprise", "dat"]
    assert counts(send(body, line, complete=True)) == (0, 0, 0, 1)
    faulty = send(body, line, line_of(odile, "123", "dsn", "signer", "", ""), complete=True)
    assert faulty.report["counts"]["close"] == 0


FAULTY: dict[str, tuple[str, str]] = {
    "email_malformed": ("adresse electronique", "odile.farge"),
    "email_generic": ("adresse electronique", "accueil@mairie.fr"),
    "email_missing": ("adresse electronique", ""),
    "siret_malformed": ("siret", "1234"),
    "siret_rounded": ("siret", "2,1E+13"),
    "siret_elsewhere": ("siret", "21990413300010"),
    "service_unknown": ("service", "paie"),
    "level_unknown": ("niveau", "tout"),
    "day_malformed": ("fin", "31/02/2027"),
    "day_past": ("fin", "01/01/2020"),
    "day_far": ("fin", "01/01/2090"),
}


def plant(body: Body, person: Person, code: str, number: int) -> list[Any]:
    """A line faulty in one way."""
    siret = body.places[number % len(body.places)].siret
    line = line_of(person, siret, "dsn", "signer", "", NEXT_YEAR)
    if code in FAULTY:
        column, text = FAULTY[code]
        line[[fold(name) for name in HEADER].index(column)] = text
    elif code == "siret_key":
        line[3] = siret[:-1] + str((int(siret[-1]) + 1) % 10)
    elif code == "name_missing":
        line[0], line[2] = f"nouvelle{number}@mairie.fr", "Noël"
    elif code == "level_not_offered":
        line[4] = "compte-entreprise"
    elif code == "columns_extra":
        line.append("de trop")
    return line


def test_check_file_of_two_thousand_lines_names_its_hundred_faults(body: Body) -> None:
    people = [body.add_declarant(given_name=f"Odile{chr(97 + n)}") for n in range(10)]
    planted = [*FAULTY, "siret_key", "name_missing", "level_not_offered", "columns_extra"]
    columns = {
        **{code: column for code, (column, _) in FAULTY.items()},
        "siret_key": "siret",
        "name_missing": "prenom",
        "level_not_offered": "niveau",
        "columns_extra": str(len(HEADER) + 1),
    }
    services_of = ("dsn", "dpae", "dat")
    lines: list[Line] = []
    expected = []
    for number in range(2_000):
        if number % 20 == 7:
            code = planted[(number // 20) % len(planted)]
            expected.append((number + 2, columns[code], code))
            lines.append(plant(body, people[0], code, number))
        else:
            email = f"personne.{number}@mairie.fr"
            siret = body.places[number % 4].siret
            lines.append(
                [email, "Léa", f"Noël {number}", siret, services_of[number % 3], "signer", "", NEXT_YEAR]
            )
    before = Habilitation.objects.count(), Invitation.objects.count(), Person.objects.count()
    file = send(body, *lines)
    assert len(planted) >= 12
    assert len(expected) == 100
    assert faults(file) == expected
    assert (Habilitation.objects.count(), Invitation.objects.count(), Person.objects.count()) == before
    with pytest.raises(WrongState) as refused:
        services.order_file(file, mode="atomic", actor=body.administrator)
    assert refused.value.code == "access.bulk_faulty"


def test_check_file_with_faults_of_several_lines_or_of_the_sender_names_them(body: Body) -> None:
    fellow, odile = body.add_administrator(), body.add_declarant()
    where = body.places[0].siret
    closed = make_place(body.organisation.siren, 9)
    Establishment.objects.filter(pk=closed.pk).update(closed_on=date(2020, 1, 1))
    BodyRegistration.objects.filter(organisation=body.organisation).update(four_eyes=["dat"])
    file = send(
        body,
        line_of(odile, where, "dsn", "signer", "", NEXT_YEAR),
        line_of(odile, where, "dsn", "signer", "", NEXT_YEAR),
        line_of(odile, where, "dpae", "signer", "", NEXT_YEAR),
        line_of(odile, where, "dpae", "aucun", "", ""),
        line_of(body.administrator, where, "dsn", "signer", "", NEXT_YEAR),
        line_of(odile, closed.siret, "dsn", "signer", "", NEXT_YEAR),
        line_of("inconnue@mairie.fr", where, "dsn", "aucun", "", ""),
        line_of(odile, where, "dat", "signer", "", NEXT_YEAR),
        line_of(fellow, where, "dsn", "signer", NEXT_YEAR + timedelta(days=9), NEXT_YEAR),
        line_of(fellow, "", "dpae", "signer", "", NEXT_YEAR),
    )
    assert faults(file) == [
        (3, "niveau", "line_repeats"),
        (4, "niveau", "line_contradicts"),
        (5, "niveau", "line_contradicts"),
        (6, "niveau", "own_right"),
        (7, "niveau", "place_closed"),
        (8, "adresse electronique", "person_unknown"),
        (9, "niveau", "given_by_two"),
        (10, "fin", "day_order"),
        (11, "siret", "siret_missing"),
    ]
    assert counts(file) == (1, 0, 0, 0)
    assert order(file, mode="valid").state == "applied"
    assert [row[:3] for row in running(body)] == [(odile.email, where, "dsn")]


def test_check_file_of_an_administrator_of_some_places_keeps_to_them(body: Body) -> None:
    mine, other = body.places[1], body.places[2]
    scoped, odile = body.add_administrator(scope=[mine.siret]), body.add_declarant()
    body.grant(odile, places=[other, mine], codes=("dpae",))
    content = write_csv(
        HEADER,
        [
            line_of(odile, mine.siret, "dsn", "signer", "", NEXT_YEAR),
            line_of(odile, other.siret, "dsn", "signer", "", NEXT_YEAR),
            line_of(odile, "tous", "dsn", "signer", "", NEXT_YEAR),
        ],
    )
    file = check(body, content, actor=scoped)
    assert [(line, code) for line, _, code in faults(file)] == [(3, "out_of_scope"), (4, "out_of_scope")]
    complete = check(
        body,
        write_csv(HEADER, [line_of(odile, mine.siret, "dsn", "signer", "", NEXT_YEAR)]),
        actor=scoped,
        complete=True,
    )
    assert counts(complete) == (1, 0, 1, 0)
    assert order(complete).state == "applied"
    assert [row[1:3] for row in running(body)] == sorted([(mine.siret, "dsn"), (other.siret, "dpae")])
    with pytest.raises(UnknownAct):
        file_of(body.organisation, file.ref, sender=body.administrator)


def test_read_historical_layout_opens_closes_and_finds_people_by_name(body: Body) -> None:
    odile = body.add_declarant()
    for _ in range(2):
        body.add_declarant(given_name="Jean", family_name="Roux")
    first, second = body.places[0].siret, body.places[1].siret
    body.grant(odile, codes=("dpae",))
    header = ["SIRET", "NOM", "PRENOM", "DSN", "Dpae", "Compte entreprise", "Portefeuille"]
    file = send(
        body,
        [first, "FARGE", "odile", "1", "0", "", ""],
        [second, "Farge", "Odile", "1", "", "1", ""],
        [first, "Roux", "Jean", "1", "", "", ""],
        [first, "Personne", "Léa", "1", "", "", ""],
        [first, "Farge", "Odile", "oui", "", "", ""],
        header=header,
    )
    assert file.layout == "services"
    assert faults(file) == [
        (1, "portefeuille", "column_unknown"),
        (4, "nom", "person_ambiguous"),
        (5, "nom", "person_by_name"),
        (6, "dsn", "switch_unknown"),
    ]
    assert counts(file) == (3, 0, 1, 0)
    assert order(file, mode="valid").state == "applied"
    assert [row[1:4] for row in running(body)] == [
        (first, "dsn", 3),
        (second, "compte-entreprise", 1),
        (second, "dsn", 3),
    ]
    with pytest.raises(FileUnreadable):
        services.receive_file(
            body.organisation,
            content=write_csv(header, [[first, "Farge", "Odile", "1", "", "", ""]]),
            filename="h.csv",
            complete=True,
            actor=body.administrator,
        )


@pytest.mark.parametrize("header", [("SIRET", "1/0"), None])
def test_read_historical_layout_of_places_opens_and_closes_them_for_every_declarant(
    body: Body, header: tuple[str, str] | None
) -> None:
    odile = body.add_declarant()
    body.grant(odile, places=[body.places[0]], codes=("dsn", "dpae"), level=Level.PREPARE)
    lines = [[body.places[1].siret, "1"], [body.places[0].siret, "0"], [body.places[2].siret, "2"]]
    file = send(body, *lines[not header :], header=header or lines[0])
    assert file.layout == "places"
    assert [(line, code) for line, _, code in faults(file)] == [(4 if header else 3, "switch_unknown")]
    assert counts(file) == (2, 0, 2, 0)
    assert order(file, mode="valid").state == "applied"
    assert [row[1:4] for row in running(body)] == [
        (body.places[1].siret, code, 2) for code in ("dpae", "dsn")
    ]


def test_apply_file_ordered_too_long_ago_or_overtaken_changes_nothing_and_says_why(body: Body) -> None:
    odile = body.add_declarant()
    (right,) = body.grant(odile)
    line = line_of(odile, body.places[0].siret, "dsn", "consulter", "", "")
    late, overtaken = send(body, line), send(body, line)
    give_step_up(body.administrator, act_of_change(body.organisation, change_of(late)))
    services.order_file(late, mode="atomic", actor=body.administrator)
    with clock.freeze(clock.now() + timedelta(minutes=6)):
        services.apply_file(late.ref)
    late.refresh_from_db()
    assert (late.state, late.report["refused"]["code"]) == ("rejected", "accounts.step_up_needed")
    give_step_up(body.administrator, act_of_change(body.organisation, change_of(overtaken)))
    services.order_file(overtaken, mode="atomic", actor=body.administrator)
    body.close(right)
    services.apply_file(overtaken.ref)
    overtaken.refresh_from_db()
    assert overtaken.state == "rejected"
    assert running(body) == []
    services.apply_file(overtaken.ref)
    assert Habilitation.objects.count() == 1


def test_end_file_forgets_what_it_held_when_dropped_or_old(body: Body) -> None:
    odile = body.add_declarant()
    line = line_of(odile, body.places[0].siret, "dsn", "signer", "", "")
    dropped, old = send(body, line), send(body, line)
    services.drop_file(dropped, actor=body.administrator)
    dropped.refresh_from_db()
    assert (dropped.state, dropped.lines, dropped.report) == ("dropped", [], {})
    with pytest.raises(WrongState):
        services.repeat_file(dropped, actor=body.administrator)
    assert services.forget_files() == 0
    with clock.freeze(clock.now() + timedelta(days=31)):
        assert services.forget_files() == 1
    old.refresh_from_db()
    assert old.lines == []


def test_fail_file_without_worker_tells_its_sender_once(body: Body) -> None:
    file = services.receive_file(
        body.organisation,
        content=write_csv(HEADER, []),
        filename="../droits\n.csv",
        complete=False,
        actor=body.administrator,
    )
    assert file.filename == "droits.csv"
    with clock.freeze(clock.now() + timedelta(minutes=2)):
        assert files_left() == []  # its job waits for a worker
    entries = Entry.objects.count()
    for _ in range(2):
        services.fail_file(file, reason="worker_lost")
    file.refresh_from_db()
    assert (file.state, Entry.objects.count()) == ("failed", entries + 1)


def read_or_refuse(content: bytes, directory: Directory) -> Reading | None:
    """What a file asks, or None where it is refused by an error that has its French."""
    try:
        return read_asks(read_table(content, "x.csv", limits=LIMITS), directory)
    except FileUnreadable as error:
        if error.code not in known():
            raise
        return None


def test_check_file_of_any_cells_names_faults_and_never_breaks(body: Body) -> None:
    odile = body.add_declarant()
    body.grant(odile, places=body.places[:2], codes=("dsn", "dat"))
    draw, found = Random(20261125), 0
    directory = load_directory(body.organisation, actor=body.administrator)
    cells = [odile.email, "tous", "dsn", "DAT", "signer", "aucun", "1", "0", "", "01/01/2027", "31/12/9999"]
    cells += [body.places[0].siret, "²²", "0" * 14, "é@è", "a" * 400, "1E+13", "'=1", "Farge", "x@y.fr\u202e"]
    headings = [*EXPORT_HEADER, "dsn", "1/0", "Du", "SIRET "]
    for _ in range(400):
        header = draw.sample(headings, draw.randint(1, 8))
        if draw.random() < 0.7:
            header = [*HEADER, *header[:1]] if header[0] not in EXPORT_HEADER else list(HEADER)
        lines = [[draw.choice(cells) for _ in range(len(header))] for _ in range(6)]
        reading = read_or_refuse(write_csv(header, lines), directory)
        if reading is None:
            continue
        plan = plan_change(reading, directory, complete=draw.random() < 0.5)
        assert all(tell_fault(fault) for fault in plan.faults)
        assert act_of_change(body.organisation, plan.change)
        found += len(plan.faults)
    assert found > 500


def test_faults_and_notes_all_have_their_words() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in Path(bulk.__file__).parent.glob("*ing.py"))
    assert [code for code in (*FAULTS, *NOTES) if f'"{code}"' not in text] == []
