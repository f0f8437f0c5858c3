"""Replay against an independent model: the model looks backwards through the history instead of keeping a state."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from paraphe_proof.authority import Chain, Event
from paraphe_proof.events import touched
from paraphe_proof.replay import replay_body, replay_person
from paraphe_proof.shapes import parse_instant

SIREN = "219900011"
SITES = ["21990001100015", "21990001100023"]
PEOPLE = ["anne0", "boris", "chloe"]
SINCE = "2026-01-01T00:00:00.000000Z"
AT = parse_instant("2026-06-01T00:00:00.000000Z")
Act = tuple[str, dict[str, Any]]

people = st.sampled_from(PEOPLE)
sites = st.sampled_from(SITES)
refs = st.integers(0, 3).map(lambda n: f"ref{n}")


def grant_of(person: str, site: str | None, ref: str) -> dict[str, Any]:
    return {
        "habilitation": ref,
        "person": person,
        "siret": site,
        "service": "dsn",
        "level": "sign",
        "valid_from": SINCE,
        "valid_to": None,
    }


acts: st.SearchStrategy[Act] = st.one_of(
    st.builds(
        lambda actor, person, site, pair: (
            "access.rights.changed",
            {
                "actor": actor,
                "closed": [pair[0]],
                "grants": [grant_of(person, site, pair[1])],
                "invitations": [pair[2]],
            },
        ),
        people,
        people,
        st.none() | sites,
        st.permutations(["ref0", "ref1", "ref2"]),
    ),
    st.builds(
        lambda person, other, ref: (
            "access.members.removed",
            {
                "actor": "operator",
                "members": [
                    {"membership": f"m{who}", "person": who, "habilitations": [ref]}
                    for who in sorted({person, other})
                ],
            },
        ),
        people,
        people,
        refs,
    ),
    st.builds(
        lambda actor, person, pair, ref: (
            "access.act.undone",
            {
                "actor": actor,
                "closed": [pair[0]],
                "grants": [grant_of(person, None, pair[1])],
                "invitations": [ref],
                "members": [{"membership": f"m{person}", "person": person, "restores": f"m{person}"}],
            },
        ),
        people,
        people,
        st.permutations(["ref0", "ref1"]),
        refs,
    ),
    st.builds(
        lambda actor, pair, scope, ref: (
            "access.administrator.appointed",
            {
                "actor": actor,
                "person": pair[0],
                "membership": f"m{pair[0]}",
                "scope": scope,
                "by": "promotion",
                "promoted_from": f"m{pair[0]}",
                "replaces": {"membership": f"m{pair[1]}", "person": pair[1], "habilitations": [ref]},
            },
        ),
        people,
        st.permutations(PEOPLE),
        st.none() | sites.map(lambda site: [site]),
        refs,
    ),
    st.builds(
        lambda actor, person, site, ref: (
            "access.establishment.welcomed",
            {
                "actor": actor,
                "siret": site,
                "like": None,
                "subscriptions": [{"subscription": ref, "siret": site, "service": "dsn"}],
                "grants": [grant_of(person, site, ref)],
            },
        ),
        people,
        people,
        sites,
        refs,
    ),
    st.builds(
        lambda actor, person, scope, by: (
            "access.administrator.appointed",
            {"actor": actor, "person": person, "membership": f"m{person}", "scope": scope, "by": by},
        ),
        people,
        people,
        st.none() | sites.map(lambda site: [site]),
        st.sampled_from(["registration", "promotion", "accord", "key"]),
    ),
    st.builds(
        lambda actor, ref: ("access.declarant.invited", {"actor": actor, "invitation": ref}), people, refs
    ),
    st.builds(
        lambda person, ref: (
            "access.declarant.joined",
            {"actor": person, "person": person, "membership": f"m{person}", "invitation": ref},
        ),
        people,
        refs,
    ),
    st.builds(
        lambda event, person, ref: (
            f"access.membership.{event}",
            {"actor": "operator", "membership": f"m{person}", "person": person}
            | ({"habilitations": [ref]} if event == "ended" else {}),
        ),
        st.sampled_from(["suspended", "reactivated", "ended"]),
        people,
        refs,
    ),
    st.builds(
        lambda actor, person, site, ref: (
            "access.habilitation.granted",
            {
                "actor": actor,
                "grants": [grant_of(person, site, ref)],
            },
        ),
        people,
        people,
        st.none() | sites,
        refs,
    ),
    st.builds(
        lambda ref: ("access.habilitation.closed", {"actor": "operator", "habilitations": [ref]}), refs
    ),
    st.builds(
        lambda ref, site: (
            "access.subscription.opened",
            {"actor": "operator", "subscriptions": [{"subscription": ref, "siret": site, "service": "dsn"}]},
        ),
        refs,
        sites,
    ),
    st.builds(
        lambda ref: ("access.subscription.closed", {"actor": "operator", "subscriptions": [ref]}), refs
    ),
)


def chain_of(history: list[Act]) -> Chain:
    first: Act = ("access.body.registered", {"actor": "operator", "name": "Essai"})
    events = [
        Event({"t": name, "at": SINCE}, f"{n:064x}", body | {"siren": SIREN}, None, None)
        for n, (name, body) in enumerate([first, *history])
    ]
    return Chain("c", "body", SIREN, tuple(events))


MAKES = {"access.administrator.appointed", "access.declarant.joined", "access.act.undone"}


def last_of(history: list[Act], membership: str, names: set[str]) -> int:
    """Position of the last of these events on a membership, -1 if none."""
    return max(
        (i for i, (name, body) in enumerate(history) if name in names and membership in named(body)),
        default=-1,
    )


def named(body: dict[str, Any]) -> set[str]:
    """The memberships an event is about, but the one an appointment replaces."""
    return {body.get("membership", "")} | {item["membership"] for item in body.get("members", ())}


def last_end(history: list[Act], membership: str) -> int:
    """Position of the last event that ends a membership, by itself or by naming another in its place; -1 if none."""
    replaced = [
        i for i, (_, body) in enumerate(history) if body.get("replaces", {}).get("membership") == membership
    ]
    return max(
        [last_of(history, membership, {"access.membership.ended", "access.members.removed"}), *replaced]
    )


def model_member(history: list[Act], person: str) -> dict[str, Any] | None:
    """The body of the event that makes the person an active lawful member, or None."""
    made = last_of(history, f"m{person}", MAKES)
    if made < 0 or last_end(history, f"m{person}") > made:
        return None
    off = last_of(history, f"m{person}", {"access.membership.suspended"})
    if off > max(made, last_of(history, f"m{person}", {"access.membership.reactivated"})):
        return None
    return history[made][1] if model_lawful(history[:made], *history[made]) else None


def model_administrator(history: list[Act], person: str) -> dict[str, Any] | None:
    body = model_member(history, person)
    return body if body and "by" in body else None


def model_exists(history: list[Act], person: str) -> bool:
    """Whether the person holds an administrator's membership, lawful or not, active or not."""
    made = last_of(history, f"m{person}", MAKES)
    return made > last_end(history, f"m{person}") and "by" in history[made][1]


def invites(name: str, body: dict[str, Any]) -> list[str]:
    """The invitations an event opens."""
    if name == "access.rights.changed":
        return list(body["invitations"])
    return [body["invitation"]] if name == "access.declarant.invited" else []


def ends_invitation(name: str, body: dict[str, Any], ref: str) -> bool:
    """Whether an event uses an invitation up, or takes it back."""
    if name == "access.declarant.joined":
        return bool(body["invitation"] == ref)
    return name == "access.act.undone" and ref in body["invitations"]


def model_lawful(before: list[Act], name: str, body: dict[str, Any]) -> bool:
    if name == "access.act.undone":
        return model_brought_back(before, body)
    if name == "access.declarant.joined":
        ref = body["invitation"]
        invited = [i for i, act in enumerate(before) if ref in invites(*act)]
        used = [i for i, act in enumerate(before) if ends_invitation(*act, ref)]
        if not invited or (used and used[-1] > invited[-1]):
            return False
        return model_administrator(before[: invited[-1]], before[invited[-1]][1]["actor"]) is not None
    if body["by"] in ("key", "registration"):
        return body["by"] == "key" or not any(model_exists(before, person) for person in PEOPLE)
    decider = model_administrator(before, body["actor"])
    if decider is None or decider["scope"] is None:
        return decider is not None
    return body["scope"] is not None and set(body["scope"]) <= set(decider["scope"])


def model_brought_back(before: list[Act], body: dict[str, Any]) -> bool:
    """An administrator brings back a declarant's membership, as lawful as it was when it last ended."""
    membership = body["members"][0]["restores"]
    if model_administrator(before, body["actor"]) is None:
        return False
    for end in reversed(range(len(before))):
        if last_end(before[: end + 1], membership) != end:
            continue
        made = last_of(before[:end], membership, MAKES)
        if made > last_end(before[:end], membership):
            return "by" not in before[made][1] and model_lawful(before[:made], *before[made])
    return False


def ended_rights(body: dict[str, Any]) -> set[str]:
    """The rights an event ends."""
    apart = [body.get("replaces", {}), *body.get("members", ())]
    return {*body.get("habilitations", ()), *body.get("closed", ())}.union(
        *(item.get("habilitations", ()) for item in apart)
    )


def model_grant(history: list[Act], ref: str) -> dict[str, Any] | None:
    """The grant in force under a reference and lawfully given, or None."""
    given = [
        i for i, act in enumerate(history) if any(g["habilitation"] == ref for g in act[1].get("grants", ()))
    ]
    ends = [i for i, (_, body) in enumerate(history) if ref in ended_rights(body)]
    if not given or (ends and ends[-1] > given[-1]):
        return None
    grant: dict[str, Any] = history[given[-1]][1]["grants"][0]
    giver = model_administrator(history[: given[-1]], history[given[-1]][1]["actor"])
    within = giver is not None and (giver["scope"] is None or grant["siret"] in giver["scope"])
    return grant if within else None


def model_subscription(history: list[Act], ref: str) -> tuple[str, str] | None:
    for name, body in reversed(history):
        if name == "access.subscription.closed" and ref in body["subscriptions"]:
            return None
        opens = name in ("access.subscription.opened", "access.establishment.welcomed")
        if opens and body["subscriptions"][0]["subscription"] == ref:
            return body["subscriptions"][0]["siret"], "dsn"
    return None


@settings(max_examples=400, deadline=None)
@given(st.lists(acts, max_size=25))
def test_replay_any_history_equals_the_model(history: list[Act]) -> None:
    rights = replay_body(chain_of(history), len(history) + 1)
    for person in PEOPLE:
        member, expected = rights.member(person), model_member(history, person)
        assert (member is not None) == (expected is not None)
        assert (rights.administrator(person) is not None) == (
            model_administrator(history, person) is not None
        )
    for ref in ("ref0", "ref1", "ref2", "ref3"):
        assert rights.subscriptions.get(ref) == model_subscription(history, ref)
        grant = model_grant(history, ref)
        for person in PEOPLE:
            for site in SITES:
                found = rights.grants.get(ref)
                covered = (
                    found is not None
                    and found.granter is not None
                    and found.covers(person=person, siret=site, service="dsn", at=AT)
                )
                wanted = grant is not None and grant["person"] == person and grant["siret"] in (None, site)
                assert covered == wanted, (history, ref, person, site)


def test_replay_person_renamed_bears_the_new_name_from_then_on() -> None:
    names = [("Odile", "Farge"), ("Odile", "Farge-Kerbrat")]
    events = [
        Event(
            {"t": name, "at": SINCE},
            f"{n:064x}",
            {"actor": "anne0", "person": "anne0", "given_name": given_name, "family_name": family_name},
            None,
            None,
        )
        for n, (name, (given_name, family_name)) in enumerate(
            zip(("accounts.person.registered", "accounts.person.renamed"), names, strict=True)
        )
    ]
    chain = Chain("c", "person", "anne0", tuple(events))
    assert [replay_person(chain, until).display_name for until in (1, 2)] == [" ".join(n) for n in names]


def test_touch_appointment_in_another_s_place_ends_his_membership_and_rights() -> None:
    body = {
        "membership": "new",
        "promoted_from": "former",
        "replaces": {"membership": "leaver", "person": "anne0", "habilitations": ["right"], "reason": ""},
    }
    assert touched("access.administrator.appointed", body) == {"former", "leaver", "right"}
    assert touched("access.administrator.appointed", {"membership": "new"}) == set()


def test_touch_several_removed_names_each_membership_and_right() -> None:
    members = [
        {"membership": "one", "person": "anne0", "habilitations": ["r1", "r2"]},
        {"membership": "two", "person": "boris", "habilitations": []},
    ]
    assert touched("access.members.removed", {"members": members}) == {"one", "two", "r1", "r2"}
    for event in ("access.rights.changed", "access.act.undone"):
        assert touched(event, {"closed": ["r1"], "grants": []}) == {"r1"}
