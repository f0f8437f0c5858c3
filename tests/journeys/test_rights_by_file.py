"""Rights by file: the export corrected and sent back, its difference read, applied by the worker, then undone."""

import re

import pytest
from playwright.sync_api import FilePayload, expect

from paraphe.web.tables import read_table, write_csv, write_xlsx
from tests.accessibility.looking import Grid
from tests.fixtures.browser import Visitors
from tests.fixtures.portal import LivePortal
from tests.journeys import people

pytestmark = pytest.mark.journey
NEWCOMER = ["ida.nox@ch-haute-mereuse.example", "Ida", "Nox", "tous", "", "dsn", "consulter", "", "", ""]
FAULTY = [
    "ida.nox@ch-haute-mereuse.example",
    "Ida",
    "Nox",
    "26990001500013",
    "",
    "dsn",
    "voir",
    "",
    "31/02/2027",
    "",
]


def send(someone: people.Someone, name: str, content: bytes) -> None:
    """Choose the file and have it checked; its page comes by itself."""
    someone.page.goto(f"{someone.body}/droits/fichier")
    payload: FilePayload = {"name": name, "mimeType": "application/octet-stream", "buffer": content}
    someone.page.get_by_label(re.compile("^Fichier")).set_input_files(payload)
    someone.press("Contrôler ce fichier")
    expect(someone.heading).not_to_have_text("Le fichier est en cours de contrôle")


def test_correct_the_export_and_send_it_back_changes_that_alone_and_can_be_undone(
    live_portal: LivePortal, new_visitor: Visitors
) -> None:
    helene, grid = people.seeded(new_visitor(live_portal.origin), people.HELENE), Grid()
    helene.log_in()
    helene.go("Personnes")
    grid.open(helene.page, "bulk", f"{helene.body}/droits/fichier")
    with helene.page.expect_download() as saved:
        helene.follow("Exporter en tableur")
    exported = read_table(saved.value.path().read_bytes(), "droits.xlsx")
    rows = [list(row.cells) for row in exported.rows]
    send(helene, "sans-changement.xlsx", write_xlsx("droits", exported.header, rows))
    expect(helene.heading).to_have_text("Rien à changer")
    rows[0][6] = "aucun"
    send(helene, "fautif.csv", write_csv(exported.header, [*rows, NEWCOMER, FAULTY]))
    expect(helene.heading).to_have_text("Relisez avant d’appliquer")
    grid.look(helene.page, "bulk-faults")
    send(helene, "corrige.csv", write_csv(exported.header, [*rows, NEWCOMER]))
    expect(helene.page.get_by_text("1 personne invitée")).to_be_visible()
    grid.look(helene.page, "bulk-difference")
    helene.prove()
    helene.press("Appliquer ces changements")
    expect(helene.heading).to_have_text("Le fichier est appliqué")
    grid.look(helene.page, "bulk-applied")
    helene.follow("Voir l’acte")
    helene.follow("Annuler cet acte")
    helene.prove()
    helene.page.get_by_role("main").get_by_role("button", name="Annuler").first.click()
    expect(helene.heading).to_contain_text("annulé")
    helene.page.goto(f"{helene.body}/droits/fichier")
    expect(helene.page.get_by_role("row", name=re.compile("corrige"))).to_contain_text("Annulé")
    assert grid.faults == []
