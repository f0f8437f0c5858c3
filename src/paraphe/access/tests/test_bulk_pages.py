"""The pages of rights by file, from the upload to the act."""

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from paraphe.access import services
from paraphe.access.models import BulkChange
from paraphe.access.testing import Body
from paraphe.access.tests.test_bulk import HEADER, NEXT_YEAR, line_of
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import next_code
from paraphe.web.tables import read_table, write_csv

LogIn = Callable[[Person], Client]


def post_file(client: Client, body: Body, content: bytes, **more: str) -> str:
    """Send a file by the form; where it leads."""
    upload = SimpleUploadedFile("droits.csv", content)
    answer = client.post(reverse("access:bulk", args=[body.organisation.ref]), {"file": upload, **more})
    assert answer.status_code == 303, answer.content.decode()[:2000]
    return str(answer["Location"])


def test_send_file_then_order_it_by_the_pages_applies_it(body: Body, logged_in: LogIn) -> None:
    odile = body.add_declarant()
    lines = [
        line_of(odile, body.places[0].siret, "dsn", "signer", "", NEXT_YEAR),
        ["<b>x", "", "", "=1+1", "dsn", "signer", "", NEXT_YEAR],
    ]
    client = logged_in(body.administrator)
    page = post_file(client, body, write_csv(HEADER, lines))
    waiting = client.get(page).content.decode()
    assert "en cours de contrôle" in waiting
    assert client.get(f"{page}avancement").json() == {"waiting": True, "done": 0, "total": 2}
    file = BulkChange.objects.get()
    services.check_file(file.ref)
    shown = client.get(page).content.decode()
    assert "Ligne 3" in shown
    assert "&lt;b&gt;x" in shown
    assert odile.full_name in client.get(f"{page}?vue=changements").content.decode()
    report = read_table(client.get(f"{page}compte-rendu?format=csv").content, "r.csv")
    assert [row.cells[:2] for row in report.rows][:2] == [("3", "Adresse électronique"), ("3", "SIRET")]
    refused = client.post(page, {"acte": "appliquer", "mode": "valid", "step_up_code": "000000"})
    assert refused.status_code == 422
    proved = {"acte": "appliquer", "step_up_code": next_code(body.administrator)}
    assert client.post(page, proved).status_code == 422  # all or nothing, and a line is at fault
    assert client.post(page, {"acte": "appliquer", "mode": "valid"}).status_code == 303
    services.apply_file(file.ref)
    file.refresh_from_db()
    assert file.act is not None
    done = client.get(page).content.decode()
    assert reverse("access:act", args=[body.organisation.ref, file.act.ref]) in done
    assert client.post(page, {"acte": "abandonner"}).status_code == 422
    again = client.post(page, {"acte": "recontroler"})
    services.check_file(BulkChange.objects.order_by("-pk")[0].ref)
    assert "Aucune ligne ne change" in client.get(again["Location"]).content.decode()
    listed = client.get(reverse("access:bulk", args=[body.organisation.ref])).content.decode()
    assert listed.count("droits.csv") == 2


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "vide"),
        (b"%PDF-1.7", "ni un CSV"),
        (b"a;b;c\n1;2;3", "Il manque des colonnes"),
        (b"PK\x03\x04xx", "abîmé"),
        (b"SIRET;SIRET;Nom\n", "deux fois"),
    ],
)
def test_send_file_that_is_none_of_rights_says_why_on_the_form(
    body: Body, logged_in: LogIn, content: bytes, words: str
) -> None:
    client = logged_in(body.administrator)
    upload = SimpleUploadedFile("droits.csv", content)
    answer = client.post(reverse("access:bulk", args=[body.organisation.ref]), {"file": upload})
    assert answer.status_code in (413, 422)
    assert words in answer.content.decode()
    assert BulkChange.objects.count() == 0


def test_drop_file_by_its_page_forgets_it_and_others_never_see_it(body: Body, logged_in: LogIn) -> None:
    fellow, odile = body.add_administrator(), body.add_declarant()
    client = logged_in(body.administrator)
    page = post_file(client, body, write_csv(HEADER, [line_of(odile, "tous", "dsn", "signer", "", "")]))
    services.check_file(BulkChange.objects.get().ref)
    other, hers = logged_in(fellow), logged_in(odile)
    for path in (page, f"{page}avancement", f"{page}compte-rendu"):
        assert other.get(path).status_code == 404
        assert hers.get(path).status_code == 403
    assert client.post(page, {"acte": "abandonner"}).status_code == 303
    assert BulkChange.objects.get().lines == []
    assert "abandonné" in client.get(page).content.decode()


def test_export_rights_keeps_to_the_scope_and_cannot_act(body: Body, logged_in: LogIn) -> None:
    odile = body.add_declarant()
    body.grant(odile, places=body.places[:2])
    scoped = body.add_administrator(scope=[body.places[1].siret])
    url = reverse("access:rights_export", args=[body.organisation.ref])
    whole = read_table(logged_in(body.administrator).get(url).content, "x.csv")
    client = logged_in(scoped)
    part = read_table(client.get(f"{url}?format=xlsx").content, "x.xlsx")
    assert [row.cells[3] for row in whole.rows] == sorted(place.siret for place in body.places[:2])
    assert [row.cells[3] for row in part.rows] == [body.places[1].siret]
    assert read_table(client.get(f"{url}?modele=1").content, "m.csv").rows == ()
    assert logged_in(odile).get(url).status_code == 403
