"""The journal: chains without holes, bodies committed to, entries nobody changes."""

import hashlib

import pytest
from django.db import DatabaseError, connection, transaction

from paraphe.journal import selectors, sentences, services
from paraphe.journal.models import Access, Chain, Entry, EntryBody, Link
from paraphe.kernel import clock
from paraphe.kernel.identifiers import Ref
from paraphe_proof import jcs
from paraphe_proof.verdict import FormatError

SIREN = "219904125"


def record(event: str = "journal.example.noted", **body: object) -> Entry:
    with transaction.atomic():
        return services.record(event=event, chains=[services.chain_of_body(SIREN)], body={"v": 1, **body})


def test_record_in_a_shape_no_verifier_knows_is_refused_and_writes_nothing(db: None) -> None:
    with pytest.raises(FormatError, match=r"access\.habilitation\.closed\.reason"):
        record("access.habilitation.closed", actor="a" * 20, siren=SIREN, habilitations=["b" * 20], reason="")
    assert not Entry.objects.exists()


def test_record_outside_transaction_is_refused(live_database: object) -> None:
    chain = services.chain_of_body(SIREN)
    with pytest.raises(RuntimeError, match="inside the verb's transaction"):
        services.record(event="access.body.registered", chains=[chain], body={"v": 1})
    assert not Entry.objects.exists()


@pytest.mark.parametrize("count", [0, 3])
def test_record_on_no_chain_or_three_is_refused(count: int, db: None) -> None:
    chains = [services.chain_of_person(Ref.new()) for _ in range(count)]
    with pytest.raises(ValueError, match="one or two chains"), transaction.atomic():
        services.record(event="a.b.c", chains=chains, body={"v": 1})
    assert not Entry.objects.exists()


def test_record_several_entries_links_each_to_the_one_before(db: None) -> None:
    entries = [record(n=number) for number in range(3)]
    links = list(Link.objects.order_by("seq"))
    assert [link.seq for link in links] == [1, 2, 3]
    assert [link.prev for link in links] == ["0" * 64, entries[0].leaf_hash, entries[1].leaf_hash]
    assert selectors.head_of(services.chain_of_body(SIREN)).head == entries[2].leaf_hash


def test_record_leaf_commits_to_salted_body(db: None) -> None:
    entry = record(name="Commune")
    content, leaf = EntryBody.objects.get(entry=entry), jcs.decode(bytes(entry.leaf))
    salted = bytes(content.salt) + hashlib.sha256(bytes(content.body)).digest()
    assert leaf["c"] == hashlib.sha256(salted).hexdigest()
    assert leaf["at"] == clock.stamp(entry.at)
    assert entry.leaf_hash == hashlib.sha256(b"\0" + bytes(entry.leaf)).hexdigest()
    assert "Commune" not in bytes(entry.leaf).decode()


def test_find_chain_twice_gives_the_same_hidden_name(db: None) -> None:
    first, second = services.chain_of_body(SIREN), services.chain_of_body(SIREN)
    assert first == second
    assert SIREN not in first.public
    expected = hashlib.sha256(bytes(first.secret) + f"body:{SIREN}".encode()).hexdigest()
    assert first.public == expected
    assert Chain.objects.count() == 1


def test_read_history_gives_bodies_in_order_and_none_once_erased(live_database: object) -> None:
    first, _ = record(n=1), record(n=2)
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute("delete from journal_entrybody where entry_id = %s", [first.pk])
    told = [event.body["n"] for event in selectors.history_of(services.chain_of_body(SIREN))]
    assert told == [1, 2]


def test_record_access_writes_one_row_outside(db: None) -> None:
    services.record_access(person="a" * 20, body=SIREN, page="access:people")
    row = selectors.accesses_of(SIREN).get()
    assert (row.person, row.page, row.about) == ("a" * 20, "access:people", "")
    assert Access.objects.count() == 1


def test_list_entries_of_chain_filters_events_newest_first(db: None) -> None:
    made = [
        record("journal.example.kept"),
        record("journal.example.other"),
        record("journal.example.kept"),
    ]
    rows = selectors.entries_of(Chain.Kind.BODY, SIREN, events=["journal.example.kept"])
    assert list(rows) == [made[2], made[0]]
    assert list(selectors.entries_of(Chain.Kind.BODY, "269900015")) == []


def test_list_persons_of_entries_reads_the_second_chain(db: None) -> None:
    ref = Ref.new()
    with transaction.atomic():
        chains = [services.chain_of_body(SIREN), services.chain_of_person(ref)]
        entry = services.record(event="declarations.filing.filed", chains=chains, body=[])
    assert selectors.persons_of([entry.pk]) == {entry.pk: ref}


def test_register_sentence_told_otherwise_is_refused() -> None:
    event, sentence = next(iter(sentences.known().items()))
    sentences.register({event: sentence})
    with pytest.raises(ValueError, match="told twice"):
        sentences.register({event: "Autre chose"})
    assert sentences.sentence_of(event) == sentence


@pytest.mark.parametrize("table", ["chain", "entry", "link", "entrybody", "place", "checkpoint", "access"])
@pytest.mark.parametrize("verb", ["update {} set {} = {}", "delete from {}", "truncate {} cascade"])
def test_change_row_by_application_is_refused(table: str, verb: str, db: None) -> None:
    record()
    column = {"entrybody": "entry_id", "place": "index", "checkpoint": "size"}.get(table, "id")
    statement = verb.format(f"journal_{table}", column, column)
    refused = pytest.raises(DatabaseError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Entry.objects.count() == 1
