"""What somebody who leaves began stays with the establishment, and is told before she leaves."""

from django.urls import reverse

from paraphe.access.slots import WorkLeft
from paraphe.access.vocabulary import Level
from paraphe.declarations import testing
from paraphe.declarations.leaving import count_work_left
from paraphe.declarations.testing import Office
from paraphe.declarations.tests.conftest import Visitor
from paraphe.declarations.tests.reading import text_of


def test_remove_person_who_began_declarations_tells_who_could_finish(office: Office, visit: Visitor) -> None:
    testing.grant(office, Level.SIGN)
    testing.deposit(office, testing.make_file(office.sirets()[:1], month="2026-10"))
    testing.deposit(office, testing.make_file(office.sirets()[:1], month="2026-09"))
    gone = [office.clerk.pk]
    assert count_work_left(office.organisation, gone) == WorkLeft(2, 2)
    client = visit(office.administrator)
    page = reverse("access:end_membership", args=[office.organisation.ref, office.clerk.ref])
    told = text_of(client.get(page))
    assert "2 déclarations commencées restent à l’établissement" in told
    assert "Personne d’autre ne peut signer 2 d’entre elles aujourd’hui" in told
    other = testing.bring_declarant(office, given_name="Yanis", family_name="Delorme")
    testing.grant(office, Level.SIGN, to=other)
    assert count_work_left(office.organisation, gone) == WorkLeft(2, 0)
    assert count_work_left(office.organisation, [*gone, other.pk]) == WorkLeft(2, 2)
    assert count_work_left(office.organisation, [other.pk]) == WorkLeft()
    assert "Toute personne qui a le droit de signer là peut finir" in text_of(client.get(page))
