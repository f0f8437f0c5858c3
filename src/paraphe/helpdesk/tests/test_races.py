"""Two people on one ticket at once: one order of acts, one decision."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections

from paraphe.access.testing import make_operator
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import make_person
from paraphe.helpdesk import services
from paraphe.helpdesk.models import Message, SearchCount, Ticket
from paraphe.helpdesk.services import NewTicket
from paraphe.journal.models import Entry
from paraphe.kernel.errors import PortalError, WrongState
from paraphe.kernel.identifiers import Ref
from tests.fixtures.database import LiveDatabase


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads released together; what each returned or the error of the house it raised."""
    gate, results = threading.Barrier(len(acts)), dict[int, object]()

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[number] = act()
        except PortalError as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return [results[number] for number in sorted(results)]


@pytest.fixture
def ticket(live_database: LiveDatabase) -> Ticket:
    """A ticket the desk has taken."""
    author, _ = make_person(given_name="Odile", family_name="Farge")
    opened = services.open_ticket(NewTicket(Ref.new(), "Une question", "Comment ?"), actor=author)
    return services.assign_ticket(opened, actor=make_operator())


def test_answer_twice_at_once_is_one_answer(ticket: Ticket) -> None:
    desk = [make_operator(), make_operator()]
    before = Entry.objects.count()

    def answer(actor: Person) -> Callable[[], object]:
        return lambda: services.answer_ticket(ticket, text="Voici.", actor=actor)

    results = at_once(*map(answer, desk))
    assert sorted(type(result).__name__ for result in results) == ["Ticket", "WrongState"]
    assert Entry.objects.count() == before + 1
    assert Message.objects.filter(ticket=ticket, kind="answer").count() == 1


def test_close_while_answered_leaves_one_order(ticket: Ticket) -> None:
    desk = make_operator()
    results = at_once(
        lambda: services.close_ticket(ticket, actor=ticket.author),
        lambda: services.answer_ticket(ticket, text="Voici.", actor=desk),
    )
    ticket.refresh_from_db()
    assert ticket.state == "closed"
    assert sum(isinstance(result, WrongState) for result in results) <= 1


def test_open_same_form_at_once_is_one_ticket(live_database: LiveDatabase, tmp_path: Path) -> None:
    author, _ = make_person(given_name="Odile", family_name="Farge")
    new = NewTicket(Ref.new(), "Une question", "Comment ?")
    results = at_once(*[lambda: services.open_ticket(new, actor=author)] * 3)
    assert all(isinstance(result, Ticket) for result in results)
    assert Ticket.objects.count() == 1


def test_count_search_at_once_counts_each(live_database: LiveDatabase) -> None:
    at_once(*[lambda: services.count_search("xylophone", is_answered=False)] * 6)
    assert SearchCount.objects.get().times == 6
