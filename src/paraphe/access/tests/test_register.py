"""The body's journal: what each act says, filters, export, and who read what."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from paraphe.access import events, services
from paraphe.access.changes import Change, Invitee, Wanted, act_of_change, act_of_removals, act_of_undo
from paraphe.access.selectors import RightsAct
from paraphe.access.testing import Body
from paraphe.access.tests.conftest import LogIn
from paraphe.access.vocabulary import Level
from paraphe.access.web.history import tell_entries
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up
from paraphe.journal import selectors as journal
from paraphe.journal.services import chain_of_body
from paraphe.kernel import clock
from paraphe.web.tables import read_table

pytestmark = pytest.mark.django_db


def _change(body: Body, change: Change) -> RightsAct:
    give_step_up(body.administrator, act_of_change(body.organisation, change))
    return services.change_rights(body.organisation, change=change, actor=body.administrator)


def _wanted(body: Body, person: Person | str, *, place: int = 0) -> Wanted:
    until = clock.now() + timedelta(days=90)
    return Wanted(person, body.places[place].siret, body.service("dsn"), Level.SIGN, until)


def _note(body: Body, event: str) -> str:
    entry = journal.recent_of(chain_of_body(body.organisation.siren), events=[event])[0]
    return tell_entries([entry])[0].note


def test_tell_entries_of_a_change_names_who_gains_and_loses_what(body: Body) -> None:
    odile = body.add_declarant()
    old = body.grant(odile)[0]
    fresh = Invitee("ida.nox@valbrune.example", "Ida", "Nox")
    change = Change(
        "matrix",
        closures=[old],
        grants=[_wanted(body, odile, place=1), _wanted(body, fresh.email)],
        invitees=[fresh],
        reason="Nouvelle équipe",
    )
    act = _change(body, change)
    note = _note(body, events.RIGHTS_CHANGED)
    for words in (
        "Odile Farge peut signer",
        "Ida Nox peut signer",
        "Retiré à Odile Farge",
        "Invitation\u00a0: Ida Nox",
        "depuis le tableau",
        "Motif\u00a0: Nouvelle équipe",
    ):
        assert words in note
    give_step_up(body.administrator, act_of_undo(act))
    services.undo_act(act, actor=body.administrator)
    assert "Odile Farge peut signer" in _note(body, events.ACT_UNDONE)


def test_tell_entries_of_a_removal_of_several_names_each(body: Body) -> None:
    people = [body.add_declarant(), body.add_declarant(given_name="Ali", family_name="Saad")]
    body.grant(people[0])
    rows = [body.membership(person) for person in people]
    give_step_up(body.administrator, act_of_removals([row.ref for row in rows]))
    services.end_memberships(
        body.organisation, memberships=rows, reason="Fin de contrat", actor=body.administrator
    )
    note = _note(body, events.MEMBERS_REMOVED)
    assert "Odile Farge et Ali Saad" in note
    assert "1\u00a0droit retiré" in note
    assert "Motif\u00a0: Fin de contrat" in note


def _numbers(client: Client, body: Body, query: str) -> str:
    page = client.get(f"/organismes/{body.organisation.ref}/journal?{query}")
    assert page.status_code == 200
    return str(page.content.decode())


def test_filter_register_by_each_field_shows_only_what_fits(body: Body, logged_in: LogIn) -> None:
    odile = body.add_declarant()
    ali = body.add_declarant(given_name="Ali", family_name="Saad")
    right = body.grant(odile, places=[body.places[1]])[0]
    body.grant(ali)
    body.close(right, reason="Mutation au CCAS")
    client = logged_in(body.administrator)
    siret = body.places[1].siret
    kept = {
        "personne=" + odile.ref: 4,  # invited, joined, given, closed
        "acteur=" + ali.ref: 1,  # joined
        "etablissement=" + siret: 3,  # services opened, right given, right closed
        "motif=mutation": 1,
        "genre=droits": 3,
        "genre=jetons": 0,
        "personne=" + odile.ref + "&motif=ccas": 1,
        "du=01/01/2099": 0,
        "au=01/01/2001": 0,
    }
    found = {query: _count(_numbers(client, body, query)) for query in kept}
    assert found == kept
    assert "Mutation au CCAS" in _numbers(client, body, "motif=mutation")


def _count(page: str) -> int:
    found = re.search(r'<h2 id="actes">([\d\u202f\xa0]+) acte', page)
    assert found
    return int(re.sub(r"\D", "", found[1]))


def test_filter_register_with_unreadable_values_tells_and_stays_open(body: Body, logged_in: LogIn) -> None:
    client = logged_in(body.administrator)
    page = _numbers(client, body, "du=32/13/2026&acteur=x'--&etablissement=%25&page=x&motif=%25_")
    assert "Indiquez une date comme 31/12/2027" in page


def test_export_register_holds_exactly_the_filtered_lines(body: Body, logged_in: LogIn) -> None:
    odile = body.add_declarant(given_name="Odile", family_name="Farge")
    body.close(body.grant(odile)[0], reason="=HYPERLINK(1)")
    client = logged_in(body.administrator)
    address = f"/organismes/{body.organisation.ref}/journal?genre=droits&format="
    table = read_table(client.get(f"{address}csv").content, "journal.csv")
    assert len(table.rows) == 2
    assert table.rows[0].cells[3] == "Des droits sont retirés"
    assert "Claire Maubert" in table.rows[0].cells[4]
    assert read_table(client.get(f"{address}xlsx").content, "journal.xlsx").header == table.header


def test_filter_accesses_by_reader_and_subject_exports_the_same(body: Body, logged_in: LogIn) -> None:
    odile = body.add_declarant()
    client = logged_in(body.administrator)
    client.get(f"/organismes/{body.organisation.ref}/personnes/{odile.ref}/")
    client.get(f"/organismes/{body.organisation.ref}/personnes/")
    address = f"/organismes/{body.organisation.ref}/journal/consultations"
    page = client.get(f"{address}?sujet={odile.ref}&lecteur={body.administrator.ref}").content.decode()
    assert "1 consultation" in page.replace("\xa0", " ")
    assert "La fiche d’une personne" in page
    table = read_table(client.get(f"{address}?sujet={odile.ref}&format=csv").content, "c.csv")
    assert [row.cells[2:] for row in table.rows] == [
        ("Claire Maubert", "La fiche d’une personne", "Odile Farge")
    ]


def test_open_register_of_a_longer_chain_asks_as_many_queries(body: Body, logged_in: LogIn) -> None:
    client, counts = logged_in(body.administrator), []
    body.close(*body.grant(body.add_declarant()))
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            _numbers(client, body, "personne=" + body.administrator.ref)
        counts.append(len(asked))
        for number in range(4):
            body.close(*body.grant(body.add_declarant(family_name=f"Nox{number}")))
        _numbers(client, body, "")
    assert counts[1] <= counts[0]


def test_tell_entries_of_settings_proposals_and_services_says_what(body: Body, logged_in: LogIn) -> None:
    odile, second = body.add_declarant(), body.add_administrator()
    boss, organisation = body.administrator, body.organisation
    services.choose_four_eyes(organisation, services=[body.service("dsn")], actor=boss)
    assert "Deux administrateurs donnent" in _note(body, events.SETTINGS_CHANGED)
    change = Change("people", grants=[_wanted(body, odile)])
    give_step_up(boss, act_of_change(organisation, change))
    pending = services.propose_change(organisation, change=change, actor=boss)
    assert "1\u00a0droit à donner" in _note(body, events.CHANGE_PROPOSED)
    give_step_up(second, act_of_change(organisation, change))
    services.confirm_change(pending, actor=second)
    assert "Proposé par Claire Maubert" in _note(body, events.RIGHTS_CHANGED)
    page = logged_in(boss).get(f"/organismes/{organisation.ref}/journal").content.decode()
    assert f"/propositions/{pending.ref}/" in page
    assert "/actes/" in page
