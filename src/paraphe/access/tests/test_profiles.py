"""Profiles: the portal's are data, the body's own are versions; prerequisites are computed."""

import pytest

from paraphe.access import profiles, services
from paraphe.access.errors import ProfileUnsound, Refused, UnknownAct
from paraphe.access.models import Profile
from paraphe.access.testing import Body, make_body
from paraphe.access.vocabulary import Level
from paraphe.journal import selectors as journal
from paraphe.journal.models import Entry
from paraphe.kernel.errors import WrongState
from paraphe.registry.models import Service

pytestmark = pytest.mark.django_db
CONTENT = [{"service": "dat", "level": "sign"}, {"service": "dsn", "level": "prepare"}]


@pytest.fixture
def body() -> Body:
    return make_body(places=2)


def _codes(view: profiles.ProfileView) -> dict[str, Level]:
    return {service.code: level for service, level in view.items}


def test_list_profiles_of_the_portal_adds_what_each_requires(body: Body) -> None:
    paie, accidents, lecture = profiles.profiles_for(body.organisation)
    assert [view.ref for view in (paie, accidents, lecture)] == ["paie1", "accidents1", "lecture1"]
    assert _codes(paie) == {"dsn": Level.SIGN, "pasrau": Level.SIGN}
    assert _codes(accidents)["compte-entreprise"] is Level.CONSULT
    assert accidents.added == {"compte-entreprise"}
    assert set(_codes(lecture).values()) == {Level.CONSULT}
    assert len(lecture.items) == Service.objects.count()


def test_list_profiles_of_another_branch_leaves_out_what_it_is_not_offered(body: Body) -> None:
    Service.objects.filter(code__in=("dsn", "pasrau")).update(branches=["state"])
    views = {view.name: view for view in profiles.profiles_for(body.organisation)}
    assert sorted(views) == ["Accidents", "Lecture"]
    assert "dsn" not in _codes(views["Lecture"])


def test_complete_items_keeps_the_higher_level_and_adds_nothing_twice(body: Body) -> None:
    dat, compte = body.service("dat"), body.service("compte-entreprise")
    asked = [(dat, Level.CONSULT), (dat, Level.SIGN), (compte, Level.CONSULT)]
    assert profiles.complete_items(asked) == [(compte, Level.CONSULT), (dat, Level.SIGN)]
    assert profiles.complete_items([]) == []


def test_save_profile_twice_writes_two_versions_and_retires_the_first(body: Body) -> None:
    organisation, actor = body.organisation, body.administrator
    first = services.save_profile(organisation, name="  Paie   mairie ", content=CONTENT, actor=actor)
    assert (first.name, first.version) == ("Paie mairie", 1)
    before = Entry.objects.count()
    same = services.save_profile(organisation, name="Paie mairie", content=CONTENT[::-1], actor=actor)
    assert same == first
    assert Entry.objects.count() == before
    second = services.save_profile(organisation, name="Paie mairie", content=CONTENT[:1], actor=actor)
    assert Entry.objects.count() == before + 1
    first.refresh_from_db()
    assert (second.version, first.closed_entry) == (2, second.opened_entry)
    told = journal.body_at(second.opened_entry)
    assert told["replaces"] == first.ref
    assert told["content"] == CONTENT[:1]
    assert profiles.current_versions(organisation, [first.ref, "paie1", "absent9"]) == {
        first.ref: profiles.profile_for(organisation, second.ref),
        "paie1": profiles.profile_for(organisation, "paie1"),
    }
    assert profiles.profile_names([first.ref, "paie1"]) == {
        first.ref: ("Paie mairie", 1),
        "paie1": ("Paie", 1),
    }
    with pytest.raises(UnknownAct):
        profiles.profile_for(organisation, first.ref)


def test_retire_profile_offers_it_no_more_and_a_new_one_goes_on_counting(body: Body) -> None:
    organisation, actor = body.organisation, body.administrator
    row = services.save_profile(organisation, name="Régie", content=CONTENT, actor=actor)
    services.retire_profile(row, actor=actor)
    assert not any(view.own for view in profiles.profiles_for(organisation))
    with pytest.raises(WrongState):
        services.retire_profile(row, actor=actor)
    again = services.save_profile(organisation, name="Régie", content=CONTENT, actor=actor)
    assert again.version == 2
    assert "replaces" not in journal.body_at(again.opened_entry)


@pytest.mark.parametrize(
    ("name", "content", "field"),
    [
        ("", CONTENT, "name"),
        ("n" * 61, CONTENT, "name"),
        ("pAIE", CONTENT, "name"),
        ("Régie", [], "items"),
        ("Régie", [CONTENT[0], CONTENT[0]], "items"),
        ("Régie", [{"service": "absent", "level": "sign"}], "items"),
        ("Régie", [{"service": "compte-entreprise", "level": "sign"}], "items"),
        ("Régie", [{"service": "dsn", "level": "tout"}], "items"),
    ],
)
def test_save_profile_unsound_writes_nothing(
    body: Body, name: str, content: list[dict[str, str]], field: str
) -> None:
    before = Entry.objects.count()
    with pytest.raises(ProfileUnsound) as caught:
        services.save_profile(body.organisation, name=name, content=content, actor=body.administrator)
    assert caught.value.data["field"] == field
    assert (Entry.objects.count(), Profile.objects.count()) == (before, 0)


def test_edit_profile_by_who_does_not_administer_the_whole_body_is_refused(body: Body) -> None:
    row = services.save_profile(body.organisation, name="Régie", content=CONTENT, actor=body.administrator)
    for who in (body.add_declarant(), body.add_administrator(scope=[body.places[1].siret])):
        with pytest.raises(Refused):
            services.save_profile(body.organisation, name="Autre", content=CONTENT, actor=who)
        with pytest.raises(Refused):
            services.retire_profile(row, actor=who)
    with pytest.raises(UnknownAct):
        profiles.own_profile(make_body().organisation, row.ref)
