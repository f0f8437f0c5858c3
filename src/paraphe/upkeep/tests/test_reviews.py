"""The yearly review: what is proposed, who decides on what, the two acts it makes, reminders and lapse."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from itertools import product

import pytest

from paraphe.access import selectors as access
from paraphe.access import services as rights
from paraphe.access.changes import act_of_change, act_of_undo
from paraphe.access.errors import Refused
from paraphe.access.selectors import BodyRegistration, Habilitation
from paraphe.access.testing import Body, make_body
from paraphe.access.vocabulary import Level
from paraphe.accounts.errors import StepUpMissing
from paraphe.accounts.selectors import Person
from paraphe.accounts.testing import give_step_up
from paraphe.journal import selectors as journal
from paraphe.journal.models import Chain, Entry
from paraphe.kernel import clock
from paraphe.kernel.errors import WrongState
from paraphe.upkeep import reviewing, services
from paraphe.upkeep.errors import ReviewEmpty, ReviewOpen, ReviewUnsound
from paraphe.upkeep.models import ReviewCampaign, ReviewItem
from paraphe.upkeep.proposals import Presence, RightUse, propose_for_member, propose_for_right
from paraphe.upkeep.services import Decided
from paraphe.upkeep.transitions import REVIEW

pytestmark = pytest.mark.django_db
KEEP, REMOVE = Decided("keep"), Decided("remove")
NOW = datetime.fromisoformat("2027-01-15T09:00:00+00:00")


def events_of(body: Body) -> list[str]:
    rows = journal.entries_of(Chain.Kind.BODY, body.organisation.siren).order_by("pk")
    return [entry.event for entry in rows]


def count_entries() -> int:
    return Entry.objects.count()


def open_review(body: Body) -> ReviewCampaign:
    return services.open_review(body.organisation, actor=body.administrator)


def limit(days: int = 30) -> Decided:
    return Decided("limit", reviewing.today() + timedelta(days=days))


def decide(campaign: ReviewCampaign, found: Decided, *, whose: Person, actor: Person) -> int:
    items = [item for item in reviewing.live_items(campaign) if item.membership.person_id == whose.pk]
    return services.save_decisions(campaign, decisions={item.pk: found for item in items}, actor=actor)


def decide_all(campaign: ReviewCampaign, found: Decided, *, actor: Person) -> int:
    every = {item.pk: found for item in reviewing.live_items(campaign)}
    return services.save_decisions(campaign, decisions=every, actor=actor)


def apply(campaign: ReviewCampaign, *, actor: Person, proved: bool = True) -> Sequence[str]:
    """Apply with the proof of presence owed; the references of the rights closed."""
    reviewer = reviewing.reviewer_of(campaign.organisation, actor)
    assert reviewer is not None
    change = reviewing.build_change(campaign, reviewing.to_apply(reviewing.live_items(campaign), reviewer))
    if proved and change.gives:
        give_step_up(actor, act_of_change(campaign.organisation, change))
    act = services.apply_review(campaign, actor=actor)
    return list(Habilitation.objects.filter(closed_entry=act.entry).values_list("ref", flat=True))


def right_of(body: Body, person: Person) -> list[Habilitation]:
    return [row for row in access.running_rights(body.organisation) if row.person_id == person.pk]


def test_open_review_lists_each_right_and_bare_membership_once(body: Body) -> None:
    odile, nadia = body.add_declarant(), body.add_declarant(given_name="Nadia", family_name="Belkhir")
    body.grant(odile, places=body.places[:2])
    before = count_entries()
    campaign = open_review(body)
    lines = [(item.membership.person, item.right is None) for item in reviewing.items_of(campaign)]
    assert count_entries() == before + 1
    assert lines == [(nadia, True), (odile, False), (odile, False), (body.administrator, True)]
    with pytest.raises(ReviewOpen):
        open_review(body)


def test_open_review_by_declarant_is_refused(body: Body) -> None:
    with pytest.raises(Refused):
        services.open_review(body.organisation, actor=body.add_declarant())


def test_conclude_review_with_all_decisions_does_them_in_two_entries(body: Body) -> None:
    odile, nadia, ida = (body.add_declarant(given_name=name) for name in ("Odile", "Nadia", "Ida"))
    for person in (odile, nadia, ida):
        body.grant(person)
    campaign = open_review(body)
    decide_all(campaign, KEEP, actor=body.administrator)
    decide(campaign, limit(), whose=nadia, actor=body.administrator)
    decide(campaign, REMOVE, whose=ida, actor=body.administrator)
    before = count_entries()
    assert len(apply(campaign, actor=body.administrator)) == 2
    report = services.sign_review(campaign, actor=body.administrator)
    campaign.refresh_from_db()
    entries = list(Entry.objects.order_by("pk"))[before:]
    body_of_end = journal.body_of(entries[1])
    shortened = right_of(body, nadia)
    assert [entry.event for entry in entries] == ["access.rights.changed", "upkeep.review.concluded"]
    assert campaign.state == "concluded"
    assert right_of(body, ida) == []
    assert [reviewing.last_day(row.valid_to) for row in shortened] == [limit().limit_on]
    assert [row.level for row in shortened] == [Level.SIGN]
    assert [len(body_of_end[name]) for name in ("kept", "limited", "removed")] == [2, 1, 1]
    assert body_of_end["report"] == report.sha256 == hashlib.sha256(bytes(report.content)).hexdigest()
    assert bytes(report.content).startswith(b"%PDF")


def test_apply_review_that_shortens_needs_step_up_and_ends_without(body: Body) -> None:
    odile = body.add_declarant()
    body.grant(odile)
    campaign = open_review(body)
    decide(campaign, limit(), whose=odile, actor=body.administrator)
    with pytest.raises(StepUpMissing):
        apply(campaign, actor=body.administrator, proved=False)
    decide(campaign, REMOVE, whose=odile, actor=body.administrator)
    assert len(apply(campaign, actor=body.administrator, proved=False)) == 1


def test_apply_review_on_service_given_by_two_shortens_alone(body: Body) -> None:
    odile = body.add_declarant()
    body.grant(odile)
    BodyRegistration.objects.filter(organisation=body.organisation).update(four_eyes=["dsn"])
    campaign = open_review(body)
    decide(campaign, limit(), whose=odile, actor=body.administrator)
    assert len(apply(campaign, actor=body.administrator)) == 1


def test_sign_review_before_apply_or_twice_is_refused(body: Body) -> None:
    odile = body.add_declarant()
    body.grant(odile)
    campaign = open_review(body)
    with pytest.raises(ReviewEmpty):
        services.sign_review(campaign, actor=body.administrator)
    with pytest.raises(ReviewEmpty):
        services.apply_review(campaign, actor=body.administrator)
    decide_all(campaign, KEEP, actor=body.administrator)
    decide(campaign, REMOVE, whose=odile, actor=body.administrator)
    with pytest.raises(WrongState, match="unapplied"):
        services.sign_review(campaign, actor=body.administrator)
    apply(campaign, actor=body.administrator)
    services.sign_review(campaign, actor=body.administrator)
    with pytest.raises(WrongState):
        services.sign_review(campaign, actor=body.administrator)


def test_review_of_oneself_while_a_fellow_is_there_waits_for_him(body: Body) -> None:
    samuel = body.add_administrator()
    campaign = open_review(body)
    assert decide_all(campaign, KEEP, actor=body.administrator) == 1
    services.sign_review(campaign, actor=body.administrator)
    campaign.refresh_from_db()
    assert campaign.state == "open"
    assert decide_all(campaign, KEEP, actor=samuel) == 1
    services.sign_review(campaign, actor=samuel)
    campaign.refresh_from_db()
    assert (campaign.state, events_of(body)[-2:]) == (
        "concluded",
        ["upkeep.review.signed", "upkeep.review.concluded"],
    )


def test_review_by_scoped_administrator_stays_in_his_scope(body: Body) -> None:
    odile, place = body.add_declarant(), body.places[1]
    scoped = body.add_administrator(scope=[place.siret])
    body.grant(odile, places=[body.places[0], place])
    campaign = open_review(body)
    assert decide_all(campaign, REMOVE, actor=scoped) == 1
    assert apply(campaign, actor=scoped) != []
    assert [row.siret_text for row in right_of(body, odile)] == [body.places[0].siret]


@pytest.mark.parametrize("found", [Decided("limit", date(2020, 1, 1)), Decided("limit"), Decided("perhaps")])
def test_save_decisions_that_cannot_be_is_refused(body: Body, found: Decided) -> None:
    body.grant(body.add_declarant())
    campaign = open_review(body)
    with pytest.raises(ReviewUnsound):
        decide_all(campaign, found, actor=body.administrator)


def test_limit_beyond_the_end_of_a_right_changes_nothing(body: Body) -> None:
    odile = body.add_declarant()
    body.grant(odile)
    campaign = open_review(body)
    decide(campaign, limit(500), whose=odile, actor=body.administrator)
    with pytest.raises(ReviewEmpty):
        services.apply_review(campaign, actor=body.administrator)
    services.sign_review(campaign, actor=body.administrator)
    assert len(right_of(body, odile)) == 1


def watch(at: datetime) -> dict[str, int]:
    with clock.freeze(at):
        return {kind: count for kind, count in services.watch_reviews().items() if count}


def test_watch_reviews_reminds_announces_then_lapses_what_nobody_reviewed(body: Body) -> None:
    odile, nadia = body.add_declarant(), body.add_declarant(given_name="Nadia")
    plan = body.plan(odile, valid_to=clock.now() + timedelta(days=700))
    body.give(plan, actor=body.administrator)
    body.give(body.plan(nadia, valid_to=clock.now() + timedelta(days=700)), actor=body.administrator)
    campaign = open_review(body)
    decide(campaign, KEEP, whose=nadia, actor=body.administrator)
    services.sign_review(campaign, actor=body.administrator)
    due = campaign.due_at
    days = [(-31, {}), (-29, "reminded"), (-28, {}), (-9, "reminded"), (-1, "reminded"), (0, "announced")]
    days += [(1, {}), (44, {}), (45, "announced"), (59, {}), (60, "lapsed"), (61, {})]
    seen = [watch(due + timedelta(days=day, minutes=1)) for day, _ in days]
    assert seen == [{found: 1} if found else {} for _, found in days]
    campaign.refresh_from_db()
    with clock.freeze(due + timedelta(days=62)):
        assert (right_of(body, odile), len(right_of(body, nadia))) == ([], 1)
        assert len(access.active_administrators_of(body.organisation)) == 1
    last = journal.entries_of(Chain.Kind.BODY, body.organisation.siren).order_by("pk").last()
    assert last is not None
    assert (campaign.state, last.event) == ("lapsed", "access.habilitation.closed")
    assert (journal.body_of(last)["actor"], campaign.ended_entry) == ("portal", last.pk)


def test_watch_reviews_after_a_long_stop_announces_before_it_lapses(body: Body) -> None:
    odile = body.add_declarant()
    body.give(body.plan(odile, valid_to=clock.now() + timedelta(days=700)), actor=body.administrator)
    due = open_review(body).due_at
    seen = [watch(due + timedelta(days=day)) for day in (200, 201, 202, 215, 217)]
    assert seen == [{"announced": 1}, {"announced": 1}, {}, {}, {"lapsed": 1}]


def test_watch_reviews_without_right_left_closes_the_review(body: Body) -> None:
    campaign = open_review(body)
    assert watch(campaign.lapses_at + timedelta(days=1)) == {"lapsed": 1}
    assert events_of(body)[-1] == "upkeep.review.lapsed"


def test_open_due_reviews_opens_at_the_anniversary_or_the_chosen_day(body: Body) -> None:
    other = make_body()
    start = reviewing.today()
    month, day = (start + timedelta(days=200)).month, min((start + timedelta(days=200)).day, 28)
    services.choose_review_day(other.organisation, month=month, day=day, actor=other.administrator)
    soon = reviewing.next_review_on(other.organisation)
    later = reviewing.next_review_on(body.organisation)
    assert soon is not None
    assert later is not None
    assert (soon.month, soon.day) == (month, day)
    assert 350 <= (later - start).days <= 366
    at = datetime.combine(later, datetime.min.time(), tzinfo=clock.now().tzinfo) + timedelta(hours=12)
    for person in (body.administrator, other.administrator):
        assert person.is_active
    with clock.freeze(at - timedelta(days=2)):
        assert services.open_due_reviews() == 1
    with clock.freeze(at + timedelta(days=1)):
        assert services.open_due_reviews() == 1
        assert services.open_due_reviews() == 0


@pytest.mark.parametrize(("state", "verb"), list(product(REVIEW.states, REVIEW.verbs)))
def test_move_review_follows_the_whole_table(state: str, verb: str) -> None:
    expected = {"conclude": "concluded", "lapse": "lapsed"}.get(verb, "open") if state == "open" else None
    assert REVIEW.table.get((state, verb)) == expected


def ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


@pytest.mark.parametrize(
    ("level", "days", "found"),
    [
        (Level.SIGN, (400, 20, 20, 1), ("keep", "used")),
        (Level.SIGN, (400, 20, None, 1), ("limit", "unsigned")),
        (Level.SIGN, (400, 20, 380, 1), ("limit", "unsigned")),
        (Level.PREPARE, (400, 20, None, 1), ("keep", "used")),
        (Level.SIGN, (400, None, None, 1), ("remove", "unused")),
        (Level.SIGN, (200, None, None, 1), ("limit", "idle")),
        (Level.SIGN, (30, None, None, 1), ("keep", "recent")),
        (Level.SIGN, (400, 20, 20, 130), ("remove", "unseen")),
    ],
)
def test_propose_for_right_follows_use(
    level: Level, days: tuple[int, int | None, int | None, int], found: tuple[str, str]
) -> None:
    given, used, signed, seen = days
    used_at, signed_at = (ago(one) if one else None for one in (used, signed))
    use = RightUse(level, ago(given), used_at, signed_at, is_observed=True)
    made = propose_for_right(Presence(ago(seen), is_suspended=False), use, now=NOW)
    assert (made.decision, made.cause) == found


def test_propose_for_unseen_service_and_suspended_member_says_why() -> None:
    use = RightUse(Level.SIGN, ago(400), None, None, is_observed=False)
    made = propose_for_right(Presence(ago(1), is_suspended=False), use, now=NOW)
    member = propose_for_member(Presence(ago(1), is_suspended=True), administers=False, now=NOW)
    assert (made.cause, member.decision) == ("unobserved", "remove")


def test_undo_the_act_of_a_review_gives_the_rights_again(body: Body) -> None:
    odile = body.add_declarant()
    body.grant(odile)
    campaign = open_review(body)
    decide(campaign, REMOVE, whose=odile, actor=body.administrator)
    act = services.apply_review(campaign, actor=body.administrator)
    give_step_up(body.administrator, act_of_undo(act))
    rights.undo_act(act, actor=body.administrator)
    assert len(right_of(body, odile)) == 1
    decide_all(campaign, KEEP, actor=body.administrator)
    report = services.sign_review(campaign, actor=body.administrator)
    assert ReviewItem.objects.get(campaign=campaign, applied_entry=act.entry).signed_entry is None
    assert (journal.body_at(report.entry)["removed"], journal.body_at(report.entry)["left"]) == ([], 0)
