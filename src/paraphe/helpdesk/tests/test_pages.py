"""The pages of help: searching, reading, what is counted, who sees what."""

import pytest
from django.test import Client

from paraphe.access.testing import Body, make_body, make_operator
from paraphe.accounts.testing import make_person
from paraphe.helpdesk import selectors, services
from paraphe.helpdesk.models import Opinion, SearchCount
from paraphe.helpdesk.tests.conftest import LogIn
from paraphe.helpdesk.vocabulary import Role
from paraphe.web import slots

REMOVE = "MONO/MULTI etablissements : supprimer un colaborateur"


def words_of(client: Client, address: str) -> str:
    """The page at the address."""
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content.decode()


def test_show_help_for_a_visitor_finds_the_leaflets_phrase_and_opens_the_act(
    base: int, client: Client
) -> None:
    with slots.open_acts.filled_with(lambda: ["supprimer-declarant"]):
        page = words_of(client, f"/aide/?q={REMOVE}")
    first = page[page.index("hit-first") :]
    assert first.index("Supprimer un collaborateur (déclarant)") < first.index(
        'href="/aller/supprimer-declarant"'
    )
    assert "Phrase du dépliant" in page


def test_show_help_where_the_act_is_not_open_links_no_act(base: int, client: Client) -> None:
    with slots.open_acts.filled_with(list):
        page = words_of(client, f"/aide/?q={REMOVE}")
        entry = words_of(client, "/aide/supprimer-declarant/")
    assert "/aller/" not in page + entry
    assert "pas encore ouvert" in entry


def test_show_help_without_question_lists_every_theme_but_the_desk(base: int, client: Client) -> None:
    page = words_of(client, "/aide/")
    assert page.count("/aide/") > 60
    assert "Bureau de l’exploitant" not in page
    assert client.get("/aide").status_code == 301


def test_show_help_at_its_old_address_keeps_the_question(base: int, client: Client) -> None:
    assert client.get("/aide?q=signer")["Location"] == "/aide/?q=signer"


def test_show_help_without_answer_offers_to_ask_and_counts_it(base: int, client: Client) -> None:
    page = words_of(client, "/aide/?q=xylophone baroque")
    assert "Aucune réponse" in page
    assert "/aide/demander?q=xylophone" in page
    words_of(client, "/aide/?q=Xylophone  BAROQUE")
    words_of(client, "/aide/?q=signer")
    assert list(SearchCount.objects.order_by("text").values_list("text", "is_answered", "times")) == [
        ("signer", True, 1),
        ("xylophone baroque", False, 2),
    ]
    assert [(row.text, row.times) for row in selectors.vain_searches()] == [("xylophone baroque", 2)]
    assert (selectors.search_share().answered, selectors.search_share().vain) == (1, 2)


def test_count_search_keeps_no_number_nor_address(base: int, client: Client) -> None:
    client.get("/aide/", {"q": "odile.farge@valbrune.example 1 85 05 78 006 084 36 zzz"})
    assert SearchCount.objects.get().text == "[adresse] [numéro] zzz"


@pytest.mark.parametrize(
    "question",
    ["'; drop table x; --", "%", "& | ! <->", "\\", ":*", "a" * 5_000, "💥", "<script>alert(1)</script>"],
)
def test_show_help_for_hostile_question_answers(base: int, client: Client, question: str) -> None:
    response = client.get("/aide/", {"q": question})
    assert response.status_code == 200
    assert b"<script>alert" not in response.content


def test_show_entry_fits_the_body_and_the_role(base: int, body: Body, logged_in: LogIn) -> None:
    visitor = words_of(Client(), "/aide/ajouter-declarant/")
    assert "Si votre organisme a un seul établissement" in visitor
    mono = words_of(logged_in(body.administrator), "/aide/ajouter-declarant/")
    assert "Vos droits portent tous sur votre seul établissement" in mono
    assert "Choisissez les établissements" not in mono
    assert "Seul un administrateur invite" not in mono
    assert body.organisation.name in mono
    many = make_body(name="Hôpital", places=40)
    multi = words_of(logged_in(many.add_declarant()), "/aide/ajouter-declarant/")
    assert "Choisissez les établissements" in multi
    assert "Seul un administrateur invite" in multi


def test_show_entry_to_someone_whose_act_it_is_not_links_no_act(
    base: int, body: Body, logged_in: LogIn
) -> None:
    client = logged_in(body.add_declarant())
    with slots.open_acts.filled_with(lambda: ["ajouter-declarant", "mes-droits"]):
        page = words_of(client, "/aide/ajouter-declarant/") + words_of(
            client, "/aide/?q=ajouter un collaborateur"
        )
        assert "/aller/ajouter-declarant" not in page
        assert "revient à un administrateur" in page
        assert "/aller/mes-droits" in words_of(client, "/aide/mes-droits/")
        assert "/aller/ajouter-declarant" in words_of(
            logged_in(body.administrator), "/aide/ajouter-declarant/"
        )


def test_show_entry_unknown_is_absence(base: int, client: Client) -> None:
    assert client.get("/aide/inconnue/").status_code == 404
    assert client.post("/aide/inconnue/avis", {"aide": "oui"}).status_code == 404


def test_show_every_entry_answers_and_names_its_act(base: int, client: Client) -> None:
    for shelf in selectors.shelves(Role.OPERATOR):
        for entry in shelf.entries:
            page = words_of(client, f"/aide/{entry.slug}/")
            assert f"<h1>{entry.title}</h1>" in page
            assert ":::" not in page


def test_give_opinion_is_counted_once_a_session(base: int, client: Client) -> None:
    for answer in ("oui", "non", "oui"):
        assert client.post("/aide/signer/avis", {"aide": answer}).status_code == 303
    Client().post("/aide/signer/avis", {"aide": "non"})
    client.post("/aide/recu/avis", {"aide": "peut-être"})
    row = Opinion.objects.get()
    assert (row.slug, row.helped, row.failed) == ("signer", 1, 1)
    assert "Votre avis est compté" in words_of(client, "/aide/signer/")


def test_list_contacts_names_numbers_and_sites(base: int, client: Client) -> None:
    page = words_of(client, "/aide/contacts/")
    for text in ('href="tel:3679"', 'href="tel:0806800700"', "https://www.ameli.fr/entreprise"):
        assert text in page


def test_show_desk_is_absent_for_anybody_else(body: Body, logged_in: LogIn) -> None:
    client = logged_in(body.administrator)
    for address in ("", "demandes/", "recherches/"):
        assert client.get(f"/exploitation/{address}").status_code == 404
    assert Client().get("/exploitation/").status_code == 302


def test_show_desk_counts_what_waits_and_lists_vain_searches(base: int, logged_in: LogIn) -> None:
    services.count_search("xylophone", is_answered=False)
    services.count_opinion("signer", helped=False)
    client = logged_in(make_operator())
    assert "Demandes d’assistance" in words_of(client, "/exploitation/")
    page = words_of(client, "/exploitation/recherches/")
    assert "xylophone" in page
    assert "Signer une déclaration" in page


def test_show_help_of_the_desk_gives_its_own_shelf(base: int, logged_in: LogIn) -> None:
    assert "Traiter une demande" in words_of(logged_in(make_operator()), "/aide/")
    outsider, _ = make_person(given_name="Ida", family_name="Nox")
    assert "Traiter une demande" not in words_of(logged_in(outsider), "/aide/")
