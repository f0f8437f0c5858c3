"""The past, the reasons and the timelines: asked at instants, as known then, and told page by page."""

import random
from datetime import datetime, timedelta

import pytest
from django.test import Client

from paraphe.access import past, selectors, services
from paraphe.access.models import Suspension
from paraphe.access.past import PastQuestion
from paraphe.access.policy import PARIS, Question
from paraphe.access.testing import Body, make_body
from paraphe.access.tests.candidates import text_of
from paraphe.access.tests.conftest import LogIn
from paraphe.access.vocabulary import ACTION_OF_LEVEL, Level
from paraphe.access.web import lifting
from paraphe.access.web.explaining import explain_decision
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import make_newcomer
from paraphe.journal import selectors as journal
from paraphe.kernel import clock

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def base(body: Body) -> str:
    return f"/organismes/{body.organisation.ref}"


def could(body: Body, at: datetime, *, place: int = 0, known_at: int | None = None) -> past.PastAnswer:
    asked = PastQuestion(body.places[place].siret, body.service("dsn"), Level.SIGN, at, known_at)
    return past.who_could(body.organisation, asked)


def names(rows: tuple[past.PersonThen, ...]) -> list[str]:
    return [one.person.given_name for one in rows]


def make_story() -> tuple[Body, Person, datetime]:
    """A body begun forty days ago; Odile may sign from day 10, and no more from day 20."""
    start = clock.now() - 40 * DAY
    with clock.freeze(start):
        body = make_body(places=2)
        odile = body.add_declarant()
        body.add_declarant(given_name="Ursule", family_name="Sans")
    with clock.freeze(start + 10 * DAY):
        (right,) = body.grant(odile)
    with clock.freeze(start + 20 * DAY):
        body.close(right, reason="Change de poste")
    return body, odile, start


def test_ask_who_could_at_instants_follows_the_rights_of_then() -> None:
    body, odile, start = make_story()
    told = [names(could(body, start + days * DAY).able) for days in (9, 11, 19, 21)]
    assert told == [[], ["Odile"], ["Odile"], []]
    late = could(body, start + 21 * DAY)
    assert (names(late.unable), late.unable[0].decision.failed[0].detail) == (["Odile"], "closed")
    assert names(could(body, start + 15 * DAY, place=1).able) == []
    before = past.position_at(start + 15 * DAY)
    assert names(could(body, start + 21 * DAY, known_at=before).able) == ["Odile"]
    assert names(could(body, start + 15 * DAY, known_at=past.position_at(start + DAY)).able) == []
    with clock.freeze(start + 39 * DAY):
        services.end_membership(body.membership(odile), reason="Départ", actor=body.administrator)
    type(odile).objects.filter(pk=odile.pk).update(is_active=False)
    assert names(could(body, start + 15 * DAY).able) == ["Odile"]
    assert names(could(body, clock.now()).able) == []


def test_position_at_instant_is_the_last_entry_by_then() -> None:
    body, _, start = make_story()
    assert past.position_at(start - 400 * DAY) == 0
    last = journal.head_of(journal.Chain.objects.get(subject=body.organisation.siren)).seq
    assert last > 0
    assert past.position_at(start + 5 * DAY) < past.position_at(clock.now())


def shake(body: Body, dice: random.Random) -> list[Person]:
    """A body in disorder: rights given and closed, people suspended and gone, services open and shut."""
    people = [body.add_declarant(given_name=f"P{n}", family_name="Hasard") for n in range(4)]
    for person in people:
        for place in body.places:
            for code in ("dsn", "dat", "compte-entreprise"):
                if dice.random() < 0.55:
                    level = Level.CONSULT if code == "compte-entreprise" else dice.choice(list(Level))
                    rights = body.grant(person, level=level, places=[place], codes=[code])
                    if dice.random() < 0.3:
                        body.close(*rights)
    services.end_membership(body.membership(people[0]), reason="Départ", actor=body.administrator)
    Suspension.objects.create(
        membership=body.membership(people[1]),
        cause="order",
        reason="Enquête",
        opened_at=clock.now(),
        opened_entry=1,
    )
    newcomer = make_newcomer(given_name="Noé", family_name="Facteur")
    return [*people, newcomer, body.administrator]


@pytest.mark.parametrize("seed", range(2))
def test_explain_every_cell_of_a_random_body_says_what_decide_says(seed: int) -> None:
    dice = random.Random(seed)
    codes = dice.sample(["dsn", "dat", "compte-entreprise"], 2)
    body = make_body(places=2, codes=codes)
    people = shake(body, dice)
    at, cells, yes = clock.now() + timedelta(seconds=1), 0, 0
    for person in people:
        for place in body.places:
            for code in ("dsn", "dat", "pasrau"):
                for level in Level:
                    asked = Question(
                        person.pk, ACTION_OF_LEVEL[level], body.organisation.siren, place.siret, code, at
                    )
                    decided, told = selectors.decide(asked), selectors.explain(asked)
                    assert (told.allowed, [gate.passed for gate in told.gates]) == (
                        decided.allowed,
                        [gate.passed for gate in decided.gates],
                    )
                    assert told.basis == decided.basis
                    needs = lifting.acts_needed(
                        told, person=person, organisation=body.organisation, reader=body.administrator
                    )
                    assert bool(needs) is not decided.allowed
                    assert len(needs) == len({gate.code for gate in told.failed})
                    cells, yes = cells + 1, yes + decided.allowed
    assert cells == len(people) * 2 * 3 * 3
    assert 0 < yes < cells


def test_explain_closed_right_tells_who_when_why_and_what_it_would_take() -> None:
    body, odile, _ = make_story()
    asked = Question(
        odile.pk,
        ACTION_OF_LEVEL[Level.SIGN],
        body.organisation.siren,
        body.places[0].siret,
        "dsn",
        clock.now(),
    )
    told = explain_decision(
        selectors.explain(asked), person=odile, organisation=body.organisation, reader=body.administrator
    )
    bad = [check for check in told.checks if check.kind == "bad"]
    assert len(bad) == len(told.needs) == 1
    assert "par Claire Maubert. Motif : Change de poste." in bad[0].note.replace("\u00a0", " ")
    assert f"personne={odile.ref}" in told.needs[0].url
    passed = next(check for check in told.checks if "utilise le service" in check.title)
    assert "par Claire Maubert" in passed.note
    own = explain_decision(
        selectors.explain(asked), person=odile, organisation=body.organisation, reader=odile
    )
    assert "/mes-demandes/nouvelle?" in own.needs[0].url


def ask_past(client: Client, body: Body, on: datetime, **more: str) -> str:
    local = on.astimezone(PARIS)
    asked = {
        "acte": "sign",
        "service": "dsn",
        "etablissement": body.places[0].ref,
        "jour": f"{local:%d/%m/%Y}",
        "heure": f"{local:%H:%M}",
    }
    return text_of(client.get(f"{base(body)}/droits/au", asked | more)).replace("\u00a0", " ")


def test_open_past_and_why_pages_answer_by_their_address(logged_in: LogIn) -> None:
    body, odile, start = make_story()
    admin = logged_in(body.administrator)
    yes = ask_past(admin, body, start + 15 * DAY)
    assert f"Une personne pouvait signer pour Mairie (siège) : {body.service('dsn').name}" in yes
    assert "par Claire Maubert" in yes
    no = ask_past(admin, body, start + 25 * DAY)
    assert "Personne ne pouvait" in no
    assert "Un droit existait, il a été retiré." in no
    known = f"{(start + 15 * DAY).astimezone(PARIS):%d/%m/%Y}"
    assert "Une personne pouvait" in ask_past(admin, body, start + 25 * DAY, connu=known)
    assert "Indiquez une date" in ask_past(admin, body, start, jour="31/02/2026")
    assert admin.get(f"{base(body)}/droits/au", {"acte": "x"}).status_code == 422
    why = admin.get(
        f"{base(body)}/personnes/{odile.ref}/pourquoi",
        {"acte": "sign", "service": "dsn", "etablissement": body.places[0].ref},
    )
    assert "Ce qu’il faudrait" in text_of(why)
    assert logged_in(odile).get(f"{base(body)}/droits/au").status_code == 403


def test_open_timelines_tells_facts_in_order_with_natural_ends(logged_in: LogIn) -> None:
    body, odile, start = make_story()
    (right,) = body.grant(odile, places=[body.places[1]])
    admin = logged_in(body.administrator)
    page = text_of(admin.get(f"{base(body)}/personnes/{odile.ref}/histoire")).replace("\u00a0", " ")
    order = [
        "rejoint l’organisme",
        "Des droits sont donnés",
        "Des droits sont retirés",
        "Un droit arrivera à sa fin",
    ]
    found = [page.index(word) for word in order]
    assert found == sorted(found)
    day = f"{(start + 15 * DAY).astimezone(PARIS):%d/%m/%Y}"
    then = text_of(admin.get(f"{base(body)}/personnes/{odile.ref}/histoire", {"jour": day}))
    assert "Retiré" in then
    assert admin.get(f"{base(body)}/personnes/{odile.ref}/histoire", {"jour": "hier"}).status_code == 422
    place = text_of(admin.get(f"{base(body)}/etablissements/{body.places[1].ref}/histoire"))
    assert "Des droits sont donnés" in place
    own = text_of(admin.get(f"{base(body)}/droits/{right.ref}/histoire")).replace("\u00a0", " ")
    assert "Court jusqu’au" in own
    assert "Claire Maubert" in own
    stranger = logged_in(make_body().administrator)
    assert stranger.get(f"{base(body)}/droits/{right.ref}/histoire").status_code == 404
