"""What the pages read does not grow with people or bodies."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from paraphe.access.testing import Body, make_body
from paraphe.kernel import clock
from paraphe.upkeep import desk, freshness, handovers, health, reviewing, services
from paraphe.upkeep.web import review_shown, shown

pytestmark = pytest.mark.django_db


def count(read: Callable[[], object]) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        read()
    return len(queries)


def fill(body: Body, people: int) -> None:
    for number in range(people):
        person = body.add_declarant(given_name=f"Ida{number}", family_name="Nox")
        body.grant(person)


def test_read_health_with_more_people_costs_the_same(body: Body) -> None:
    fill(body, 1)
    few = count(lambda: health.health_of(body.organisation))
    fill(body, 6)
    assert count(lambda: health.health_of(body.organisation)) == few <= 20


def test_read_lines_of_the_desk_with_more_bodies_costs_the_same(body: Body) -> None:
    few = count(lambda: desk.lines_of(list(desk.registered_bodies())))
    for _ in range(4):
        make_body()
    assert count(lambda: desk.lines_of(list(desk.registered_bodies()))) == few <= 8


def test_see_handover_with_more_people_costs_the_same(body: Body) -> None:
    fill(body, 1)
    day = clock.now().astimezone(handovers.PARIS).date()
    leaver = body.membership(body.administrator)
    handover = services.announce_handover(leaver, leaves_on=day, reason="Départ", actor=body.administrator)

    def read() -> object:
        return shown.see_handover(handover, reader=body.administrator)

    few = count(read)
    fill(body, 6)
    assert count(read) == few <= 60


def test_read_freshness_and_profiles_with_more_people_costs_the_same(body: Body) -> None:
    fill(body, 1)

    def read() -> object:
        watched = freshness.watch(body.organisation)
        return freshness.freshness_of(watched), freshness.profiles_of(watched)

    few = count(read)
    fill(body, 6)
    assert count(read) == few <= 32


def test_lay_out_review_with_more_people_costs_the_same(body: Body) -> None:
    def lay_out() -> int:
        campaign = reviewing.open_campaign(body.organisation)
        reviewer = reviewing.reviewer_of(body.organisation, body.administrator)
        assert campaign is not None
        assert reviewer is not None
        return count(lambda: review_shown.lay_out(campaign, reviewer))

    fill(body, 1)
    campaign = services.open_review(body.organisation, actor=None)
    few = lay_out()
    campaign.items.all().delete()
    campaign.delete()
    fill(body, 6)
    services.open_review(body.organisation, actor=None)
    assert lay_out() == few <= 6
