"""Entries as their verbs write them, and who must be told of each, by template."""

from collections.abc import Callable
from typing import Any

from paraphe.access import events as access
from paraphe.access.selectors import Habilitation, Subscription
from paraphe.accounts import events as accounts
from paraphe.helpdesk import events as helpdesk
from paraphe.notifications.tests.scene import Scene
from paraphe.notifications.vocabulary import MAILBOX
from paraphe.upkeep import events as upkeep

Told = dict[str, str]
Case = tuple[str, Callable[[Scene], dict[str, Any]], Told]
FELLOWS = "claire lucie samuel"


UNTIL = "2026-12-24T10:00:00.000000Z"


def about(actor: str, person: str = "", **more: Any) -> Callable[[Scene], dict[str, Any]]:
    """A body of the organisation: `actor` and `person` are names; a callable value is given the scene."""

    def make(scene: Scene) -> dict[str, Any]:
        who = scene.ref(actor) if actor in scene.people else actor
        body = {"actor": who, "siren": scene.siren, **({"person": scene.ref(person)} if person else {})}
        return {**body, **{name: value(scene) if callable(value) else value for name, value in more.items()}}

    return make


def row_of(name: str) -> Callable[[Scene], str]:
    return lambda scene: str(scene.rows[name].ref)


def own(actor: str, person: str, **more: Any) -> Callable[[Scene], dict[str, Any]]:
    """A body of a person's chain: no organisation."""
    made = about(actor, person, **more)
    return lambda scene: {name: value for name, value in made(scene).items() if name != "siren"}


def grants(person: str, place: int | None) -> Callable[[Scene], list[dict[str, Any]]]:
    def make(scene: Scene) -> list[dict[str, Any]]:
        siret = None if place is None else scene.body.places[place].siret
        ref = scene.rights[0].ref
        return [
            {
                "person": scene.ref(person),
                "siret": siret,
                "service": "dsn",
                "level": "sign",
                "habilitation": ref,
                "valid_from": UNTIL,
                "valid_to": UNTIL,
                "review_on": None,
            }
        ]

    return make


def refs(scene: Scene) -> list[str]:
    return [right.ref for right in scene.rights]


def services_of(place: int) -> Callable[[Scene], list[str]]:
    def make(scene: Scene) -> list[str]:
        rows = Subscription.objects.filter(establishment=scene.body.places[place]).order_by("pk")
        return list(rows.values_list("ref", flat=True))

    return make


def opened(scene: Scene) -> list[dict[str, str]]:
    """The DSN at the second place, where a right of Odile's on all establishments reaches too."""
    right = Habilitation.objects.get(pk=scene.rights[0].pk)
    right.pk, right.ref, right.siret = None, "w" * 20, None
    right.save(force_insert=True)
    return [{"subscription": "s" * 20, "siret": scene.body.places[1].siret, "service": "dsn"}]


def silent(scene: Scene) -> list[str]:
    return [scene.body.membership(scene.people["samuel"]).ref]


def invited(scene: Scene) -> list[str]:
    return [scene.rows["invitation"].ref]


def replaced(scene: Scene) -> dict[str, Any]:
    return {
        "membership": "m" * 20,
        "person": scene.ref("samuel"),
        "habilitations": [],
        "reason": "Retraite",
    }


def back(scene: Scene) -> list[dict[str, str]]:
    return [{"membership": "m" * 20, "person": scene.ref("odile"), "restores": "r" * 20}]


def gone(scene: Scene) -> list[dict[str, Any]]:
    names = ("odile", "claire")
    return [{"membership": "m" * 20, "person": scene.ref(name), "habilitations": []} for name in names]


CHANGE: dict[str, Any] = {"source": "matrix", "reason": "<b>Autre</b> poste", "closed": [], "invitations": []}
PROPOSED: dict[str, Any] = {"change": row_of("proposal"), "proposed_by": lambda scene: scene.ref("samuel")}
REQUEST: dict[str, Any] = {"request": row_of("request"), "siret": "", "service": "dsn", "level": "sign"}
ABSENCE: dict[str, Any] = {
    "absence": "a" * 20,
    "deputy": lambda scene: scene.ref("claire"),
    "starts_on": "2026-12-20",
    "ends_on": "2027-01-04",
}
ASKED: dict[str, Any] = {"candidacy": row_of("candidacy"), "scope": None}
HANDOVER: dict[str, Any] = {
    "handover": row_of("handover"),
    "leaver": lambda scene: scene.ref("samuel"),
    "leaves_on": "2026-12-31",
}
RECOVERY = {"recovery": "r" * 20, "way": "administrator"}
DAY = "2026-12-31"
REVIEW: dict[str, Any] = {"review": "v" * 20}
DECIDED: dict[str, Any] = {"report": "0" * 64, "kept": ["a"], "limited": [], "removed": ["b"], "left": 0}
NAMED: dict[str, Any] = {
    "lapses_on": DAY,
    "persons": lambda scene: [scene.ref("odile")],
    "habilitations": refs,
}
CASES: list[Case] = [
    (
        access.ADMINISTRATOR_APPOINTED,
        about("claire", "odile", by="promotion", scope=None),
        {"administrator_appointed": "odile", "administrator_added": "lucie samuel"},
    ),
    (
        access.ADMINISTRATOR_APPOINTED,
        about("ursule", "ursule", by="key", scope=None, candidacy=row_of("candidacy")),
        {"administrator_appointed": "ursule", "administrator_by_key": FELLOWS},
    ),
    (
        access.ADMINISTRATOR_APPOINTED,
        about("claire", "odile", by="promotion", replaces=replaced),
        {
            "administrator_appointed": "odile",
            "administrator_added": "lucie samuel",
            "administrator_replaced": "samuel",
        },
    ),
    (access.DECLARANT_JOINED, about("odile", "odile"), {"joined": FELLOWS}),
    (access.MEMBERSHIP_ENDED, about("claire", "odile", reason="Départ"), {"membership_ended": "odile"}),
    (
        access.MEMBERSHIP_ENDED,
        about("claire", "samuel", reason="Départ"),
        {"membership_ended": "samuel", "administrator_removed": "lucie"},
    ),
    (
        access.HABILITATION_GRANTED,
        about("claire", grants=grants("odile", 0)),
        {"right_granted": "odile", "right_granted_by_fellow": "samuel"},
    ),
    (
        access.HABILITATION_GRANTED,
        about("claire", grants=grants("odile", 1)),
        {"right_granted": "odile", "right_granted_by_fellow": "lucie samuel"},
    ),
    (
        access.HABILITATION_GRANTED,
        about("claire", grants=grants("claire", None), silent_fellows=silent),
        {"right_granted_alone": "samuel", "right_granted_by_fellow": "lucie"},
    ),
    (
        access.HABILITATION_CLOSED,
        about("claire", habilitations=refs, reason="Autre poste"),
        {"right_closed": "odile"},
    ),
    (
        access.REGISTRATION_OPENED,
        about("ursule", "ursule", application=row_of("application")),
        {"registration_opened": "ursule"},
    ),
    (
        access.REGISTRATION_CLOSED,
        about("portal", "ursule", application=row_of("application"), state="expired"),
        {"registration_closed": "ursule"},
    ),
    (access.REGISTRATION_CLOSED, about("ursule", "ursule", application=row_of("application")), {}),
    (
        access.REGISTRATION_CONTESTED,
        about("legalrepresentative", "ursule", contest=row_of("contest"), reason="Inconnue"),
        {"registration_contested": "ursule"},
    ),
    (
        access.REGISTRATION_CLEARED,
        about("ursule", "ursule", application=row_of("application")),
        {"registration_cleared": "ursule"},
    ),
    (
        access.PROOF_REQUESTED,
        about("ursule", "ursule", proof=row_of("code"), kind=MAILBOX),
        {"mailbox_code": MAILBOX},
    ),
    (
        access.PROOF_REQUESTED,
        about("ursule", "ursule", proof=row_of("designation"), kind="designation-letter"),
        {"proof_to_check": "olga"},
    ),
    (
        access.PROOF_REQUESTED,
        about("ursule", "ursule", proof=row_of("key"), kind="posted-key", candidacy=row_of("candidacy")),
        {"key_asked_again": FELLOWS},
    ),
    (
        access.PROOF_CHECKED,
        about("operator", "ursule", proof=row_of("designation"), kind="designation-letter", by="o" * 20),
        {"proof_to_check": "olga"},
    ),
    (
        access.PROOF_FAILED,
        about("ursule", "ursule", proof=row_of("key"), kind="posted-key", left=3),
        {"proof_failed": "ursule"},
    ),
    (
        access.PROOF_FAILED,
        about("ursule", "ursule", proof=row_of("key"), kind="posted-key", left=0),
        {"proof_burnt": "ursule", "proof_burnt_told": FELLOWS},
    ),
    (
        access.PROOF_FAILED,
        about("ursule", "ursule", proof=row_of("code"), kind=MAILBOX, left=0),
        {"proof_burnt": "ursule"},
    ),
    (
        access.PROOF_CLOSED,
        about("operator", "ursule", proof=row_of("code"), kind=MAILBOX, state="refused", reason="Illisible"),
        {"proof_closed": "ursule"},
    ),
    (
        access.LETTER_POSTED,
        about("operator", "ursule", letter=row_of("letter"), kind="activation-key"),
        {"letter_posted": "ursule"},
    ),
    (access.LETTER_POSTED, about("operator", "ursule", letter=row_of("letter"), kind="courtesy"), {}),
    (
        access.LETTER_RETURNED,
        about("operator", "ursule", letter=row_of("letter"), kind="activation-key"),
        {"letter_returned": "ursule"},
    ),
    (
        access.CANDIDACY_PROPOSED,
        about("ursule", "ursule", **ASKED, path="cooptation"),
        {"candidacy_received": "ursule", "candidacy_to_decide": "claire samuel"},
    ),
    (
        access.CANDIDACY_PROPOSED,
        about("ursule", "ursule", **ASKED, path="key"),
        {"candidacy_received": "ursule", "candidacy_by_key": FELLOWS},
    ),
    (
        access.CANDIDACY_SWITCHED,
        about("ursule", "ursule", candidacy=row_of("candidacy"), path="key", scope=["1" * 14]),
        {"candidacy_received": "ursule", "candidacy_by_key": FELLOWS},
    ),
    (
        access.CANDIDACY_VOICED,
        about("claire", "ursule", **ASKED, accords_needed=2),
        {"candidacy_voiced": "ursule", "candidacy_voiced_told": "samuel"},
    ),
    (
        access.CANDIDACY_REFUSED,
        about("claire", "ursule", **ASKED, reason="<b>Inconnue</b> & absente"),
        {"candidacy_refused": "ursule", "candidacy_refused_told": "samuel"},
    ),
    (
        access.CANDIDACY_WITHDRAWN,
        about("ursule", "ursule", **ASKED),
        {"candidacy_withdrawn_told": "claire samuel"},
    ),
    (
        access.CANDIDACY_EXPIRED,
        about("portal", "ursule", **ASKED, path="cooptation"),
        {"candidacy_expired": "ursule", "candidacy_expired_told": "claire samuel"},
    ),
    (
        access.CANDIDACY_REMINDED,
        about("portal", "ursule", **ASKED, day=10),
        {"candidacy_reminder": "claire samuel"},
    ),
    (
        access.CANDIDACY_CONTESTED,
        about("claire", "ursule", **ASKED, contest=row_of("contest"), reason="Inconnue"),
        {"candidacy_contested": "ursule", "candidacy_contested_told": "samuel"},
    ),
    (
        access.CANDIDACY_CLEARED,
        about("ursule", "ursule", **ASKED, contest=row_of("contest")),
        {"candidacy_cleared": "ursule", "candidacy_cleared_told": "claire samuel"},
    ),
    (
        access.CONTEST_CHECKED,
        about("operator", "ursule", contest=row_of("contest"), by="o" * 20),
        {"contest_to_check": "olga"},
    ),
    (
        access.CONTEST_UPHELD,
        about("operator", "ursule", contest=row_of("contest"), by="o" * 20, reason="Fondée"),
        {"contest_upheld": "ursule", "contest_upheld_told": FELLOWS},
    ),
    (
        access.MEMBERSHIP_SUSPENDED,
        about("claire", "odile", reason="Absence", lifts_on="2026-12-31"),
        {"suspended": "odile", "suspended_told": "lucie samuel"},
    ),
    (
        access.MEMBERSHIP_SUSPENDED,
        about("legalrepresentative", "samuel", reason="Inconnu"),
        {"suspended": "samuel", "suspended_told": "claire lucie", "suspended_at_desk": "olga"},
    ),
    (
        access.MEMBERSHIP_REACTIVATED,
        about("claire", "odile", reason="Retour"),
        {"reactivated": "odile", "reactivated_told": "lucie samuel"},
    ),
    (access.SETTINGS_CHANGED, about("claire", accords_needed=2), {"settings_changed": "lucie samuel"}),
    (access.SETTINGS_CHANGED, about("claire", four_eyes=["dsn"]), {"settings_changed": "lucie samuel"}),
    (
        access.HABILITATION_CLOSED,
        about("portal", habilitations=refs, reason="Droit non relu"),
        {"right_closed": "odile", "right_lapsed_told": FELLOWS},
    ),
    (
        access.RECOVERY_REQUESTED,
        about("odile", "odile", **RECOVERY),
        {"recovery_asked": "odile", "recovery_at_desk": "olga"},
    ),
    (
        access.RECOVERY_OPENED,
        about("claire", "odile", **RECOVERY, by="administrator"),
        {"recovery_opened": "odile", "recovery_opened_told": "lucie samuel"},
    ),
    (access.RECOVERY_REFUSED, about("claire", "odile", **RECOVERY), {"recovery_refused": "odile"}),
    (
        access.RECOVERY_CANCELLED,
        about("claire", "odile", **RECOVERY, reason="Pas elle"),
        {"recovery_cancelled": "odile", "recovery_cancelled_told": "lucie samuel"},
    ),
    (
        access.RECOVERY_CONFIRMED,
        about("claire", "odile", **RECOVERY),
        {"recovery_confirmed": "odile", "recovery_confirmed_told": "lucie samuel"},
    ),
    (
        access.ESTABLISHMENT_WELCOMED,
        about(
            "claire",
            siret=lambda s: s.body.places[1].siret,
            like=lambda s: s.body.places[0].siret,
            subscriptions=lambda s: [
                {"subscription": "s" * 20, "siret": s.body.places[1].siret, "service": "dsn"}
            ],
            grants=grants("odile", 1),
        ),
        {"establishment_welcomed": "odile", "establishment_welcomed_told": "lucie samuel"},
    ),
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
    (access.OPERATOR_APPOINTED, own("operator", "olga"), {"operator_appointed": "olga"}),
    (access.OPERATOR_ENDED, own("operator", "olga"), {"operator_ended": "olga"}),
    (
        accounts.CREDENTIAL_ENROLLED,
        own("odile", "odile", credential="c" * 20, kind="totp"),
        {"credential_enrolled": "odile"},
    ),
    (
        accounts.CREDENTIAL_REVOKED,
        own("odile", "odile", credential="c" * 20, reason="replaced"),
        {"credential_revoked": "odile"},
    ),
    (accounts.PASSWORD_CHANGED, own("odile", "odile"), {"password_changed": "odile"}),
    (
        accounts.PERSON_RENAMED,
        own("claire", "odile", given_name="Odile", family_name="Fargue"),
        {"renamed": "odile", "renamed_told": "lucie samuel"},
    ),
    (
        accounts.PERSON_RENAMED,
        own("odile", "odile", given_name="Odile", family_name="Fargue"),
        {"renamed_told": FELLOWS},
    ),
    (accounts.NAME_ASKED, own("odile", "odile", request="q" * 20), {"name_asked": FELLOWS}),
    (
        accounts.NAME_REFUSED,
        about("claire", "odile", request="q" * 20, reason="Sans justificatif"),
        {"name_refused": "odile"},
    ),
    (accounts.NAME_EXPIRED, own("portal", "odile", request="q" * 20), {"name_expired": "odile"}),
    (
        accounts.EMAIL_CHANGED,
        own("odile", "odile", change="m" * 20),
        {"email_changed": "odile", "email_changed_told": FELLOWS},
    ),
    (
        accounts.EMAIL_REFUSED,
        own("odile", "odile", change="m" * 20),
        {"email_refused": "odile", "email_refused_told": FELLOWS},
    ),
    (accounts.EMAIL_EXPIRED, own("portal", "odile", change="m" * 20), {"email_expired": "odile"}),
    (accounts.EMAIL_BOUNCED, own("portal", "odile", kind="gone"), {"email_bounced_told": FELLOWS}),
    (accounts.EMAIL_BOUNCED, own("portal", "claire", kind="full"), {"email_bounced_told": "lucie samuel"}),
    (
        accounts.RECOVERY_REQUESTED,
        own("odile", "odile", **RECOVERY),
        {"recovery_asked": "odile", "recovery_asked_told": FELLOWS},
    ),
    (
        accounts.RECOVERY_CANCELLED,
        own("odile", "odile", **RECOVERY),
        {"recovery_cancelled": "odile", "recovery_cancelled_told": FELLOWS},
    ),
    (accounts.RECOVERY_EXPIRED, own("portal", "odile", **RECOVERY), {"recovery_expired": "odile"}),
    (
        accounts.RECOVERY_USED,
        own("odile", "odile", **RECOVERY),
        {"recovery_used": "odile", "recovery_used_told": FELLOWS},
    ),
    (accounts.DOUBT_RAISED, own("portal", "odile", doubt="d" * 20), {"doubt_raised": FELLOWS}),
    (
        upkeep.HANDOVER_ANNOUNCED,
        about("claire", "samuel", **HANDOVER),
        {"handover_announced": "samuel", "handover_announced_told": "lucie"},
    ),
    (
        upkeep.SUCCESSOR_NAMED,
        about("claire", "odile", **HANDOVER),
        {"successor_named": "odile", "successor_named_told": "lucie samuel"},
    ),
    (
        upkeep.SUCCESSOR_CLEARED,
        about("claire", **HANDOVER),
        {"successor_cleared_told": "lucie samuel"},
    ),
    (
        upkeep.HANDOVER_CANCELLED,
        about("claire", "samuel", **HANDOVER, reason="Il reste"),
        {
            "handover_cancelled": "samuel",
            "handover_cancelled_told": "lucie",
            "successor_released": "odile",
        },
    ),
    (
        upkeep.HANDOVER_REMINDED,
        about("portal", "samuel", **HANDOVER),
        {"handover_reminder": FELLOWS},
    ),
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
    (upkeep.MEMBER_REMINDED, about("portal", "odile", seen_at=UNTIL), {"absence_reminder": "odile"}),
    (
        upkeep.ADMINISTRATOR_REMINDED,
        about("portal", "samuel", seen_at=UNTIL),
        {"administrator_reminder": "samuel"},
    ),
    (
        upkeep.ADMINISTRATOR_WRITTEN_TO,
        about("portal", "samuel", letter=row_of("letter")),
        {"representative_written": "samuel"},
    ),
    (
        upkeep.CLOSURE_REQUESTED,
        about("claire", closure="f" * 20, until=UNTIL, reason="Fusion"),
        {"closure_requested": "lucie odile samuel"},
    ),
    (
        upkeep.CLOSURE_CONFIRMED,
        about("samuel", closure="f" * 20),
        {"closure_confirmed": "claire lucie odile"},
    ),
    (
        upkeep.CLOSURE_CANCELLED,
        about("claire", closure="f" * 20, reason="Non"),
        {"closure_cancelled": "lucie odile samuel"},
    ),
    (helpdesk.TICKET_OPENED, about("odile", ticket=row_of("ticket")), {"ticket_opened": "olga"}),
    (helpdesk.TICKET_REPLIED, about("odile", ticket=row_of("ticket")), {"ticket_replied": "olga"}),
    (helpdesk.TICKET_REOPENED, own("odile", "odile", ticket=row_of("ticket")), {"ticket_reopened": "olga"}),
    (helpdesk.TICKET_ASKED, about("operator", ticket=row_of("ticket")), {"ticket_asked": "odile"}),
    (helpdesk.TICKET_ANSWERED, about("operator", ticket=row_of("ticket")), {"ticket_answered": "odile"}),
    (helpdesk.TICKET_CLOSED, about("operator", ticket=row_of("ticket")), {"ticket_closed": "odile"}),
    (helpdesk.TICKET_CLOSED, about("odile", ticket=row_of("ticket")), {}),
]
BY_VERBS = {access.DECLARANT_INVITED, access.INVITATION_WITHDRAWN}
"""Events whose rules need an invitation: tested through the verbs."""
