"""The page of an act on rights, and its undoing, over HTTP."""

from datetime import timedelta

from django.urls import reverse

from paraphe.access.changes import Change, Invitee, Wanted, act_of_change
from paraphe.access.models import UNDO_FOR, Habilitation, Invitation, RightsAct
from paraphe.access.services import change_rights
from paraphe.access.testing import Body
from paraphe.access.tests.conftest import LogIn
from paraphe.access.vocabulary import Level
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up, next_code
from paraphe.kernel import clock


def add_two(body: Body, odile: Person) -> RightsAct:
    """Odile signs everywhere, Nina is invited to consult, in one act."""
    guest = Invitee("nina.roche@valbrune.example", "Nina", "Roche")
    until = clock.now() + timedelta(days=90)
    dsn = body.service("dsn")
    given = [Wanted(odile, place.siret, dsn, Level.SIGN, until) for place in body.places]
    change = Change(
        "people", grants=[*given, Wanted(guest.email, None, dsn, Level.CONSULT, until)], invitees=[guest]
    )
    give_step_up(body.administrator, act_of_change(body.organisation, change))
    return change_rights(body.organisation, change=change, actor=body.administrator)


def url(name: str, body: Body, act: RightsAct) -> str:
    return reverse(f"access:{name}", args=[body.organisation.ref, act.ref])


def test_show_act_tells_reference_and_what_was_done_and_offers_to_undo(body: Body, logged_in: LogIn) -> None:
    act = add_two(body, body.add_declarant())
    text = logged_in(body.administrator).get(url("act", body, act)).content.decode()
    assert act.ref in text
    assert "Des personnes sont ajoutées" in text
    assert "Odile Farge" in text
    assert "4\u00a0établissements" in text
    assert "nina.roche@valbrune.example" in text
    assert "Annuler cet acte" in text


def test_undo_act_with_code_ends_rights_and_invitation_and_shows_both_acts(
    body: Body, logged_in: LogIn
) -> None:
    act, client = add_two(body, body.add_declarant()), logged_in(body.administrator)
    check = client.get(url("undo", body, act)).content.decode()
    assert "Ne sont plus invitées" in check
    assert client.post(url("undo", body, act)).status_code == 422
    assert not Habilitation.objects.filter(closed_at__isnull=False).exists()
    done = client.post(url("undo", body, act), {"step_up_code": next_code(body.administrator)})
    assert done.status_code == 303
    shown = client.get(done["Location"]).content.decode()
    assert "L’acte est annulé" in shown
    assert act.ref in shown
    assert not Habilitation.objects.filter(closed_at=None).exists()
    assert Invitation.objects.get(email="nina.roche@valbrune.example").withdrawn_at
    assert "a été annulé le" in client.get(url("act", body, act)).content.decode()


def test_undo_act_of_another_or_too_late_says_why_and_changes_nothing(body: Body, logged_in: LogIn) -> None:
    samuel = body.add_administrator()
    act = add_two(body, body.add_declarant())
    other = logged_in(samuel).get(url("undo", body, act))
    assert other.status_code == 409
    assert "Seule la personne qui a fait un acte" in other.content.decode()
    client = logged_in(body.administrator)
    with clock.freeze(clock.now() + UNDO_FOR + timedelta(minutes=1)):
        late = client.get(url("undo", body, act))
        page = client.get(url("act", body, act)).content.decode()
    assert late.status_code == 409
    assert "pendant quinze minutes" in late.content.decode()
    assert "Annuler cet acte" not in page
    assert Habilitation.objects.filter(closed_at=None).count() == 5
