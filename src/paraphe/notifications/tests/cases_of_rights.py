"""Entries of acts on rights, requests, proposals, files, tokens and reviews, and who must be told of each."""

from collections.abc import Callable
from typing import Any

from paraphe.access import events as access
from paraphe.access.selectors import Habilitation, Subscription
from paraphe.notifications.tests.making import FELLOWS, Case, about, grants, refs, row_of, silent
from paraphe.notifications.tests.scene import Scene
from paraphe.upkeep import events as upkeep


def back(scene: Scene) -> list[dict[str, str]]:
    return [{"membership": "m" * 20, "person": scene.ref("odile"), "restores": "r" * 20}]


def gone(scene: Scene) -> list[dict[str, Any]]:
    names = ("odile", "claire")
    return [{"membership": "m" * 20, "person": scene.ref(name), "habilitations": []} for name in names]


def opened(scene: Scene) -> list[dict[str, str]]:
    """The DSN at the second place, where a right of Odile's on all establishments reaches too."""
    right = Habilitation.objects.get(pk=scene.rights[0].pk)
    right.pk, right.ref, right.siret = None, "w" * 20, None
    right.save(force_insert=True)
    return [{"subscription": "s" * 20, "siret": scene.body.places[1].siret, "service": "dsn"}]


def services_of(place: int) -> Callable[[Scene], list[str]]:
    def make(scene: Scene) -> list[str]:
        rows = Subscription.objects.filter(establishment=scene.body.places[place]).order_by("pk")
        return list(rows.values_list("ref", flat=True))

    return make


def invited(scene: Scene) -> list[str]:
    return [scene.rows["invitation"].ref]


CHANGE: dict[str, Any] = {"source": "matrix", "reason": "<b>Autre</b> poste", "closed": [], "invitations": []}
PROPOSED: dict[str, Any] = {"change": row_of("proposal"), "proposed_by": lambda scene: scene.ref("samuel")}
REQUEST: dict[str, Any] = {"request": row_of("request"), "siret": "", "service": "dsn", "level": "sign"}
ABSENCE: dict[str, Any] = {
    "absence": "a" * 20,
    "deputy": lambda scene: scene.ref("claire"),
    "starts_on": "2026-12-20",
    "ends_on": "2027-01-04",
}
DAY = "2026-12-31"
REVIEW: dict[str, Any] = {"review": "v" * 20}
DECIDED: dict[str, Any] = {"report": "0" * 64, "kept": ["a"], "limited": [], "removed": ["b"], "left": 0}
NAMED: dict[str, Any] = {
    "lapses_on": DAY,
    "persons": lambda scene: [scene.ref("odile")],
    "habilitations": refs,
}
RIGHTS: list[Case] = [
    (
        access.RIGHTS_CHANGED,
        about("claire", grants=grants("odile", 0), **CHANGE),
        {"rights_changed": "odile", "rights_changed_told": "samuel"},
    ),
    (
        access.RIGHTS_CHANGED,
        about("claire", grants=grants("odile", 1), **{**CHANGE, "closed": refs}, request="q" * 20),
        {"rights_changed": "odile", "rights_changed_told": "lucie samuel"},
    ),
    (
        access.RIGHTS_CHANGED,
        about("claire", grants=lambda scene: [], **{**CHANGE, "closed": refs}),
        {"rights_changed": "odile", "rights_changed_told": "samuel"},
    ),
    (
        access.RIGHTS_CHANGED,
        about("claire", grants=grants("ursule", 0), **{**CHANGE, "invitations": invited}),
        {"invited": "ursule", "rights_changed_told": "samuel"},
    ),
    (
        access.RIGHTS_CHANGED,
        about("claire", grants=grants("claire", None), silent_fellows=silent, **CHANGE),
        {"right_granted_alone": "samuel", "rights_changed_told": "lucie"},
    ),
    (
        access.RIGHTS_CHANGED,
        about("claire", grants=grants("odile", None), proposed_by=PROPOSED["proposed_by"], **CHANGE),
        {"rights_changed": "odile", "change_confirmed": "samuel", "rights_changed_told": "lucie"},
    ),
    (
        access.MEMBERS_REMOVED,
        about("claire", members=gone, reason="Départs"),
        {"membership_ended": "odile", "members_removed_told": "lucie samuel"},
    ),
    (
        access.ACT_UNDONE,
        about(
            "claire", act="a" * 20, closed=refs, grants=lambda scene: [], invitations=invited, members=back
        ),
        {"act_undone": "odile", "invitation_withdrawn": "ursule", "act_undone_told": "samuel"},
    ),
    (
        access.SUBSCRIPTION_OPENED,
        about("claire", subscriptions=opened),
        {"rights_widened": "odile", "rights_widened_told": "lucie samuel"},
    ),
    (
        access.SUBSCRIPTION_CLOSED,
        about("claire", subscriptions=services_of(0), reason="Plus d’agents"),
        {"service_closed": "odile", "service_closed_told": "lucie samuel"},
    ),
    (
        access.SUBSCRIPTION_CLOSED,
        about("claire", subscriptions=services_of(1), reason="Fermé"),
        {"service_closed_told": "lucie samuel"},
    ),
    (access.INVITATION_RENEWED, about("claire", invitation=row_of("invitation")), {"invited": "ursule"}),
    (access.CHANGE_PROPOSED, about("samuel", **PROPOSED), {"change_to_confirm": "claire lucie"}),
    (
        access.CHANGE_REFUSED,
        about("claire", **PROPOSED, reason="Trop large"),
        {"change_refused": "samuel", "change_settled_told": "lucie"},
    ),
    (access.CHANGE_WITHDRAWN, about("samuel", **PROPOSED), {"change_settled_told": "claire lucie"}),
    (access.CHANGE_EXPIRED, about("portal", **PROPOSED), {"change_expired": "samuel"}),
    (access.REQUEST_SENT, about("odile", "odile", **REQUEST), {"request_to_decide": "claire samuel"}),
    (access.REQUEST_ASKED, about("claire", "odile", **REQUEST), {"request_asked": "odile"}),
    (access.REQUEST_ANSWERED, about("odile", "odile", **REQUEST), {"request_answered": "claire samuel"}),
    (
        access.REQUEST_REFUSED,
        about("claire", "odile", **REQUEST, reason="Pas vous"),
        {"request_refused": "odile"},
    ),
    (
        access.REQUEST_WITHDRAWN,
        about("odile", "odile", **REQUEST),
        {"request_withdrawn_told": "claire samuel"},
    ),
    (
        access.REQUEST_EXPIRED,
        about("portal", "odile", **REQUEST),
        {"request_expired": "odile", "request_expired_told": "claire samuel"},
    ),
    (
        access.REQUEST_REMINDED,
        about("portal", "odile", **REQUEST, day=3),
        {"request_reminder": "claire samuel"},
    ),
    (
        access.REQUEST_REMINDED,
        about("portal", "odile", **REQUEST, day=3, to=lambda scene: [scene.ref("odile")]),
        {"request_asked_reminder": "odile"},
    ),
    (
        access.REQUEST_ESCALATED,
        about("portal", "odile", **REQUEST, to=lambda scene: [scene.ref("lucie")]),
        {"request_escalated": "lucie"},
    ),
    (
        access.ABSENCE_OPENED,
        about("samuel", "samuel", **ABSENCE),
        {"absence_deputy": "claire", "absence_opened_told": "lucie"},
    ),
    (access.ABSENCE_CLOSED, about("portal", "samuel", **ABSENCE), {"absence_closed": "claire"}),
    (access.BULK_CHECKED, about("portal", "claire", bulk=row_of("file")), {"bulk_checked": "claire"}),
    (access.BULK_FAILED, about("portal", "claire", bulk=row_of("file")), {"bulk_failed": "claire"}),
    (
        access.API_TOKEN_OPENED,
        about("odile", "odile", token=row_of("token")),
        {"token_opened": "odile", "token_opened_told": FELLOWS},
    ),
    (access.API_TOKEN_CLOSED, about("claire", "odile", token=row_of("token")), {"token_closed": "odile"}),
    (upkeep.REVIEW_OPENED, about("claire", **REVIEW, due_on=DAY), {"review_opened": "lucie samuel"}),
    (
        upkeep.REVIEW_REMINDED,
        about("portal", **REVIEW, due_on=DAY, days=10, left=3),
        {"review_reminder": FELLOWS},
    ),
    (
        upkeep.REVIEW_OVERDUE,
        about("portal", **REVIEW, **NAMED),
        {"review_overdue": "odile", "review_overdue_told": FELLOWS},
    ),
    (upkeep.REVIEW_SIGNED, about("claire", **REVIEW, **DECIDED), {"review_signed_told": "lucie samuel"}),
    (
        upkeep.REVIEW_CONCLUDED,
        about("claire", **REVIEW, **DECIDED),
        {"review_concluded_told": "lucie samuel"},
    ),
    (upkeep.REVIEW_LAPSED, about("portal", **REVIEW, left=0), {"review_lapsed_told": FELLOWS}),
    (
        upkeep.UNUSED_ANNOUNCED,
        about("portal", **NAMED),
        {"unused_announced": "odile", "unused_announced_told": FELLOWS},
    ),
]
