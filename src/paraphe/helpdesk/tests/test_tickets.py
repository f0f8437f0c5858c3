"""Tickets: the whole table through the verbs, one entry a verb, isolation, what a text and a call may be."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import transaction

from paraphe.access.errors import Refused
from paraphe.access.testing import Body, make_operator
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import make_person
from paraphe.helpdesk import events, selectors, services, tasks
from paraphe.helpdesk.errors import SlotRefused, TextRefused, TooManyTickets, UnknownTicket
from paraphe.helpdesk.models import Message, Ticket
from paraphe.helpdesk.services import Call, Context, NewTicket
from paraphe.helpdesk.services.tickets import MOST_A_DAY
from paraphe.helpdesk.transitions import TICKET
from paraphe.helpdesk.vocabulary import Half, State
from paraphe.journal import selectors as journal
from paraphe.journal import services as journal_services
from paraphe.journal.models import Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.kernel.identifiers import Ref

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def author() -> Person:
    """Somebody who asks."""
    return make_person(given_name="Odile", family_name="Farge")[0]


@pytest.fixture
def desk() -> Person:
    """Somebody of the operator's desk."""
    return make_operator()


def ask(author: Person, *, context: Context | None = None, text: str = "Comment inviter ?") -> Ticket:
    """A ticket just opened."""
    return services.open_ticket(NewTicket(Ref.new(), "Une question", text, context), actor=author)


VERBS: dict[str, Callable[[Ticket, Person, Person], object]] = {
    "assign": lambda ticket, author, desk: services.assign_ticket(ticket, actor=desk),
    "ask": lambda ticket, author, desk: services.ask_author(ticket, text="Laquelle ?", actor=desk),
    "answer": lambda ticket, author, desk: services.answer_ticket(ticket, text="Ainsi.", actor=desk),
    "reply": lambda ticket, author, desk: services.reply_to_desk(ticket, text="Celle-ci.", actor=author),
    "reopen": lambda ticket, author, desk: services.reopen_ticket(ticket, text="Non.", actor=author),
    "close": lambda ticket, author, desk: services.close_ticket(ticket, actor=author),
}
PATHS: dict[State, tuple[str, ...]] = {
    State.NEW: (),
    State.ASSIGNED: ("assign",),
    State.WAITING_USER: ("assign", "ask"),
    State.ANSWERED: ("assign", "answer"),
    State.CLOSED: ("close",),
}


def lead_to(state: State, author: Person, desk: Person) -> Ticket:
    """A ticket led to that state by the verbs."""
    ticket = ask(author)
    for verb in PATHS[state]:
        VERBS[verb](ticket, author, desk)
    ticket.refresh_from_db()
    assert ticket.state == state
    return ticket


@pytest.mark.parametrize("verb", sorted(VERBS))
@pytest.mark.parametrize("state", list(State))
def test_act_in_each_state_follows_the_table(state: State, verb: str, author: Person, desk: Person) -> None:
    ticket = lead_to(state, author, desk)
    before, said = Entry.objects.count(), Message.objects.count()
    if (state.value, verb) not in TICKET.table:
        with pytest.raises(WrongState), transaction.atomic():
            VERBS[verb](ticket, author, desk)
        assert (Entry.objects.count(), Message.objects.count()) == (before, said)
        ticket.refresh_from_db()
        assert ticket.state == state
        return
    VERBS[verb](ticket, author, desk)
    ticket.refresh_from_db()
    assert ticket.state == TICKET.table[state.value, verb]
    assert Entry.objects.count() == before + 1
    assert Message.objects.count() == said + (verb not in ("assign", "close"))


def test_read_table_names_every_state_and_verb() -> None:
    assert set(TICKET.states) == {state.value for state in State}
    assert set(TICKET.verbs) == set(VERBS)


def test_open_ticket_with_a_body_records_on_both_chains_without_its_words(body: Body) -> None:
    author = body.add_declarant()
    text = "La page des droits ne s’ouvre pas."
    ticket = ask(author, context=Context(organisation=body.organisation, role="déclarant"), text=text)
    entry = Entry.objects.latest("pk")
    own = journal_services.chain_of_person(author.ref)
    bodys = journal_services.chain_of_body(body.organisation.siren)
    assert [journal.head_of(chain).head for chain in (own, bodys)] == [entry.leaf_hash] * 2
    told = journal.body_of(entry)
    assert told == {"v": 1, "actor": author.ref, "ticket": ticket.ref, "siren": body.organisation.siren}
    assert entry.event == events.TICKET_OPENED
    assert "droits" not in json.dumps(told)


def test_answer_by_the_desk_records_who_and_as_what(author: Person, desk: Person) -> None:
    ticket = lead_to(State.ASSIGNED, author, desk)
    services.answer_ticket(ticket, text="Voici.", actor=desk)
    told = journal.body_of(Entry.objects.latest("pk"))
    assert (told["actor"], told["by"]) == ("operator", desk.ref)


def test_open_ticket_sent_twice_gives_one_ticket(author: Person) -> None:
    new = NewTicket(Ref.new(), "Une question", "Comment ?")
    first, second = (services.open_ticket(new, actor=author) for _ in range(2))
    assert first.pk == second.pk
    assert Message.objects.filter(ticket=first).count() == 1


def test_open_ticket_with_the_reference_of_another_is_refused(author: Person, desk: Person) -> None:
    ticket = ask(author)
    other, _ = make_person(given_name="Ida", family_name="Nox")
    with pytest.raises(UnknownTicket):
        services.open_ticket(NewTicket(ticket.ref, "Une question", "Comment ?"), actor=other)


@pytest.mark.parametrize("verb", ["reply", "reopen", "close"])
def test_act_of_the_author_by_someone_else_is_refused(verb: str, author: Person, desk: Person) -> None:
    ticket = lead_to(State.ANSWERED if verb == "reopen" else State.ASSIGNED, author, desk)
    other, _ = make_person(given_name="Ida", family_name="Nox")
    with pytest.raises((UnknownTicket, Refused)):
        VERBS[verb](ticket, other, desk)


@pytest.mark.parametrize("verb", ["assign", "ask", "answer"])
def test_act_of_the_desk_by_the_author_is_refused(verb: str, author: Person, desk: Person) -> None:
    ticket = lead_to(State.ASSIGNED, author, desk)
    with pytest.raises(Refused):
        VERBS[verb](ticket, author, author)


@pytest.mark.parametrize("text", ["", "   ", "a" * 4_001, "a\x00b"])
def test_open_ticket_with_unsound_text_is_refused(text: str, author: Person) -> None:
    with pytest.raises(TextRefused):
        ask(author, text=text)
    assert Ticket.objects.count() == 0


@pytest.mark.parametrize(
    "number", ["185057800608436", "1 85 05 78 006 084 36", "2.85.05.2A.006.084", "1850578006084"]
)
def test_open_ticket_with_a_social_security_number_is_refused(number: str, author: Person) -> None:
    with pytest.raises(TextRefused) as refusal:
        ask(author, text=f"Mon agent {number} est absent")
    assert refusal.value.code == "helpdesk.text_nir"


@pytest.mark.parametrize(
    "text", ["SIRET 21990412500015", "SIREN 219904125", "le 12 05 2026 à 12 h", "0 806 800 700"]
)
def test_open_ticket_with_ordinary_numbers_is_taken(text: str, author: Person) -> None:
    assert ask(author, text=text).state == State.NEW


def test_open_ticket_with_a_call_not_offered_is_refused(author: Person) -> None:
    with clock.freeze(MONDAY):
        for day in (date(2026, 11, 23), date(2026, 11, 28), date(2026, 12, 1)):
            new = NewTicket(Ref.new(), "Appel", "Rappelez-moi", call=Call(day, Half.MORNING, "0123456789"))
            with pytest.raises(SlotRefused):
                services.open_ticket(new, actor=author)
        new = NewTicket(
            Ref.new(), "Appel", "Rappelez-moi", call=Call(date(2026, 11, 24), Half.MORNING, "0123456789")
        )
        assert services.open_ticket(new, actor=author).call_on == date(2026, 11, 24)


def test_close_answered_after_thirty_days_is_an_act_of_the_portal(author: Person, desk: Person) -> None:
    ticket = lead_to(State.ANSWERED, author, desk)
    with clock.freeze(ticket.changed_at + timedelta(days=29)):
        assert services.close_answered() == 0
    with clock.freeze(ticket.changed_at + timedelta(days=30)):
        assert services.close_answered() == 1
    ticket.refresh_from_db()
    assert ticket.state == State.CLOSED
    assert journal.body_of(Entry.objects.latest("pk"))["actor"] == "portal"


def test_open_ticket_after_twenty_in_a_day_is_refused(author: Person) -> None:
    tickets = [ask(author) for _ in range(MOST_A_DAY)]
    with pytest.raises(TooManyTickets):
        ask(author)
    with clock.freeze(tickets[0].opened_at + timedelta(days=1, minutes=1)):
        assert ask(author).state == State.NEW


def test_erase_old_tickets_takes_those_closed_two_years_ago(author: Person, desk: Person) -> None:
    closed, answered = lead_to(State.CLOSED, author, desk), lead_to(State.ANSWERED, author, desk)
    entries = Entry.objects.count()
    with clock.freeze(closed.changed_at + timedelta(days=729)):
        assert services.erase_old_tickets() == 0
    with clock.freeze(closed.changed_at + timedelta(days=731)):
        assert services.erase_old_tickets() == 1
    assert list(Ticket.objects.all()) == [answered]
    assert not Message.objects.filter(ticket_id=closed.pk).exists()
    assert Entry.objects.count() == entries


def test_read_own_ticket_of_another_is_absence(author: Person) -> None:
    ticket = ask(author)
    other, _ = make_person(given_name="Ida", family_name="Nox")
    assert selectors.own_ticket(author, ticket.ref).pk == ticket.pk
    with pytest.raises(UnknownTicket):
        selectors.own_ticket(other, ticket.ref)


def test_count_waiting_counts_what_the_desk_owes(author: Person, desk: Person) -> None:
    for state in State:
        lead_to(state, author, desk)
    assert selectors.count_waiting() == 2
    assert selectors.count_states() == {state.value: 1 for state in State}
    assert set(tasks.PERIODIC) >= {"close_answered_tickets", "forget_old_searches"}
