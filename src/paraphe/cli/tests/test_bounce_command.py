"""`paraphe bounce`: reads files, a Maildir or the standard input, and says what came of each message."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from paraphe.accounts import selectors as accounts
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import make_person
from paraphe.cli import bounce as command
from paraphe.notifications.envelopes import hash_address
from paraphe.notifications.models import Delivery

TOKEN = "0a" * 16
RETURNED = f"""\
Content-Type: multipart/report; report-type=delivery-status; boundary="cut"

--cut
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example

Final-Recipient: rfc822; odile@exemple.fr
Action: failed
Status: 5.1.1

--cut
Content-Type: text/rfc822-headers

Message-ID: <{TOKEN}@localhost>

--cut--
"""
Run = Callable[..., Result]


@pytest.fixture
def run(db: None, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The command on the database of the test."""

    @contextmanager
    def here() -> Iterator[None]:
        yield

    monkeypatch.setattr(command, "open_database", here)
    monkeypatch.setattr(command, "setup_django", lambda: None)
    return lambda *given, **more: CliRunner().invoke(command.bounce, [str(one) for one in given], **more)


@pytest.fixture
def odile(db: None) -> Person:
    """Somebody one of our mails was sent to."""
    person, _ = make_person(email="odile@exemple.fr")
    Delivery.objects.create(
        index=0,
        event="e",
        template="t",
        recipient=person.ref,
        token=TOKEN,
        address_hash=hash_address(person.email),
        outcome=Delivery.Outcome.SENT,
    )
    return person


def test_run_bounce_reads_files_and_a_maildir(run: Run, odile: Person, tmp_path: Path) -> None:
    for name in ("new", "cur", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
    (tmp_path / "box" / "new" / "1").write_text(RETURNED)
    (tmp_path / "box" / "tmp" / "2").write_bytes(b"half written")
    (tmp_path / "junk.eml").write_bytes(b"\xff\xfe")
    done = run(tmp_path / "box", tmp_path / "junk.eml", "--json")
    assert done.exit_code == 0, done.output
    assert [one["verdict"] for one in json.loads(done.output)["messages"]] == ["gone", "unreadable"]
    assert accounts.bounced([odile]) == [odile]


def test_run_bounce_without_source_reads_one_message_of_the_input(run: Run, odile: Person) -> None:
    assert "enregistrée" in run(input=RETURNED).output
    assert "laissé" in run(input="bonjour").output
    assert accounts.bounced([odile]) == [odile]


def test_run_bounce_on_an_empty_folder_says_so(run: Run, tmp_path: Path) -> None:
    assert run(tmp_path).output.strip() == "Aucun message."
    assert run(tmp_path / "absent").exit_code == 2
