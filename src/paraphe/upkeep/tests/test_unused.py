"""Rights without use: announced a month before, then ended, unless a use or a service not seen here saves them."""

import io
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from paraphe.access import selectors as access
from paraphe.access.selectors import Habilitation
from paraphe.access.testing import Body, make_body
from paraphe.access.vocabulary import Level
from paraphe.accounts.selectors import Person
from paraphe.declarations import services as declarations
from paraphe.declarations.testing import make_file
from paraphe.declarations.usage import uses_in
from paraphe.journal import selectors as journal
from paraphe.journal import services as log
from paraphe.journal.models import Chain
from paraphe.kernel import clock
from paraphe.upkeep import services, unused

pytestmark = pytest.mark.django_db
THREE_YEARS = timedelta(days=1000)


@pytest.fixture
def odile(body: Body) -> Person:
    """A declarant who may sign for the head office for three years."""
    person = body.add_declarant()
    give(body, person)
    return person


def give(body: Body, person: Person, *, codes: tuple[str, ...] = ("dsn",)) -> list[Habilitation]:
    plan = body.plan(person, codes=codes, valid_to=clock.now() + THREE_YEARS)
    return body.give(plan, actor=body.administrator)


def watch(days: int) -> dict[str, int]:
    with clock.freeze(clock.now() + timedelta(days=days)):
        return services.lapse_unused()


def held(body: Body, person: Person, days: int) -> int:
    with clock.freeze(clock.now() + timedelta(days=days)):
        return sum(right.person_id == person.pk for right in access.running_rights(body.organisation))


def deposit(body: Body, person: Person, days: int) -> None:
    with clock.freeze(clock.now() + timedelta(days=days)):
        content = io.BytesIO(make_file([body.places[0].siret]))
        declarations.receive_file(body.organisation, name="paie.dsn", stream=content, actor=person)


def read(body: Body, person: Person, days: int) -> None:
    with clock.freeze(clock.now() + timedelta(days=days)):
        log.record_access(person=person.ref, body=body.organisation.siren, page="declarations:list")


def test_lapse_unused_announces_a_month_before_then_ends_in_one_entry(body: Body, odile: Person) -> None:
    seen = [watch(days) for days in (300, 336, 337, 364, 367, 368)]
    kinds = [{kind: count for kind, count in found.items() if count} for found in seen]
    rows = journal.entries_of(Chain.Kind.BODY, body.organisation.siren).order_by("-pk")
    last, before = rows[0], rows[1]
    assert kinds == [{}, {"announced": 1}, {}, {}, {"lapsed": 1}, {}]
    assert (held(body, odile, 366), held(body, odile, 368)) == (1, 0)
    assert (last.event, before.event) == ("access.habilitation.closed", "upkeep.unused.announced")
    assert journal.body_of(last)["actor"] == "portal"
    assert journal.body_of(before)["persons"] == [odile.ref]


@pytest.mark.parametrize("use", [deposit, read])
def test_lapse_unused_of_right_used_meanwhile_starts_anew(
    body: Body, odile: Person, use: Callable[[Body, Person, int], None]
) -> None:
    watch(336)
    use(body, odile, 350)
    assert watch(370) == {"announced": 0, "lapsed": 0}
    assert watch(350 + 336) == {"announced": 1, "lapsed": 0}
    assert held(body, odile, 350 + 336) == 1


def test_lapse_unused_never_ends_what_was_not_announced(body: Body, odile: Person) -> None:
    assert watch(800) == {"announced": 1, "lapsed": 0}
    assert watch(829) == {"announced": 0, "lapsed": 0}
    assert watch(831) == {"announced": 0, "lapsed": 1}


def test_lapse_unused_leaves_services_whose_use_is_not_seen() -> None:
    body = make_body(codes=("dsn", "dpae"))
    person = body.add_declarant()
    give(body, person, codes=("dpae",))
    assert watch(500) == {"announced": 0, "lapsed": 0}


def test_read_uses_by_place_and_everywhere_gives_the_last(body: Body, odile: Person) -> None:
    body.grant(odile, places=[body.places[1]], level=Level.CONSULT)
    before: datetime = clock.now()
    deposit(body, odile, 2)
    uses = uses_in(body.organisation)
    here, there = ((odile.pk, place.siret, "dsn") for place in body.places[:2])
    assert uses.last_use(here, person=odile.ref) == uses.last_use((odile.pk, None, "dsn"), person=odile.ref)
    found = uses.last_use(here, person=odile.ref)
    assert found is not None
    assert found > before
    assert uses.last_use(there, person=odile.ref) is None
    assert uses.last_filing(here) is None


def test_list_unused_rights_of_body_costs_the_same(
    body: Body, odile: Person, django_assert_num_queries: Callable[..., object]
) -> None:
    give(body, body.add_declarant(given_name="Ida"))
    with clock.freeze(clock.now() + timedelta(days=400)), django_assert_num_queries(5):  # type: ignore[attr-defined]
        assert len(unused.unused_rights(body.organisation)) == 2
