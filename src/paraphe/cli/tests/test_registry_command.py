"""`paraphe registry`: what it prints, and that a bad file is said in French and changes nothing."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from paraphe.cli import registry as command
from paraphe.registry.models import Organisation
from paraphe.registry.testing import place_row, unit_row, write_rows

SIREN, SIRET = "219904125", "21990412500016"
Run = Callable[..., Result]


@pytest.fixture
def run(db: None, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on the database of the test."""

    @contextmanager
    def here() -> Iterator[None]:
        yield

    monkeypatch.setattr(command, "open_database", here)
    monkeypatch.setattr(command, "setup_django", lambda: None)
    return lambda *arguments: CliRunner().invoke(command.registry, [str(one) for one in arguments])


def write_commune(folder: Path) -> list[object]:
    units = write_rows(folder / "StockUniteLegale_utf8.zip", "units", [unit_row(SIREN)])
    places = [place_row(SIRET, etablissementSiege="true"), place_row(SIRET, siren="x")]
    return [
        "--units",
        units,
        "--establishments",
        write_rows(folder / "StockEtablissement_utf8.csv", "establishments", places),
    ]


def test_import_files_as_json_counts_everything(run: Run, tmp_path: Path) -> None:
    done = run("import", *write_commune(tmp_path), "--siren", "999002140", "--json")
    assert done.exit_code == 0, done.output
    told = json.loads(done.stdout)
    assert told["counts"]["organisations_new"] == told["counts"]["establishments_new"] == 1
    assert told["files"]["units"] == {"read": 1, "kept": 1, "refused": 0, "faults": []}
    assert told["absent"] == ["999002140"]


def test_import_files_in_words_says_what_was_kept(run: Run, tmp_path: Path) -> None:
    done = run("import", *write_commune(tmp_path))
    assert "organismes nouveaux : 1" in done.output.replace("\u00a0", " ")
    assert "Unités légales : lignes lues 1, gardées 1, refusées 0." in done.output.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "--units"),
        (["--siren", "123", "--units", "x"], "SIREN"),
        (["--categories", "7,abc", "--units", "x"], "abc"),
        (["--units", "absent.csv"], "n’existe pas"),
    ],
)
def test_import_files_of_bad_request_says_why(run: Run, arguments: list[str], said: str) -> None:
    done = run("import", *arguments)
    assert done.exit_code != 0
    assert said in done.output


def test_import_files_of_bad_line_names_it_and_changes_nothing(run: Run, tmp_path: Path) -> None:
    path = write_rows(tmp_path / "units.csv", "units", [unit_row(SIREN)])
    path.write_text(f"{path.read_text()}a,b\n")
    done = run("import", "--units", path)
    assert done.exit_code == 1
    assert "units.csv, ligne 3" in done.output
    assert "Rien n’a été changé" in done.output
    assert not Organisation.objects.exists()


def test_mailboxes_then_show_tell_the_mailbox(run: Run, tmp_path: Path) -> None:
    run("import", *write_commune(tmp_path))
    (tmp_path / "annuaire.csv").write_text(f"siren;email\n{SIREN};mairie@valbrune.example\n")
    assert json.loads(run("mailboxes", tmp_path / "annuaire.csv", "--json").stdout)["changed"] == 1
    told = json.loads(run("show", SIRET).stdout)
    assert (told["outcome"], told["mailbox"]) == ("known", "mairie@valbrune.example")
    assert run("show", "123").exit_code == 2
    assert json.loads(run("show", "99900214000013").stdout)["outcome"] == "unknown"


def test_say_faults_each_code_has_its_sentence() -> None:
    text = "".join(path.read_text() for path in Path(command.__file__).parent.parent.glob("registry/*.py"))
    codes = {part.split('"')[0] for part in text.split('FileFault("')[1:]}
    codes |= {
        line.strip().strip('",') for line in text.splitlines() if line.strip().startswith('"registry.file_')
    }
    assert codes <= set(command.SAYINGS)
    assert len(codes) > 5
