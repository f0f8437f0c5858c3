"""Entries as their verbs write them, and who must be told of each, by template."""

from typing import Any

from paraphe.access import events as access
from paraphe.accounts import events as accounts
from paraphe.helpdesk import events as helpdesk
from paraphe.notifications.tests.cases_of_rights import RIGHTS
from paraphe.notifications.tests.making import FELLOWS, UNTIL, Case, about, grants, own, refs, row_of, silent
from paraphe.notifications.tests.scene import Scene
from paraphe.notifications.vocabulary import MAILBOX
from paraphe.upkeep import events as upkeep


def replaced(scene: Scene) -> dict[str, Any]:
    return {
        "membership": "m" * 20,
        "person": scene.ref("samuel"),
        "habilitations": [],
        "reason": "Retraite",
    }


ASKED: dict[str, Any] = {"candidacy": row_of("candidacy"), "scope": None}
HANDOVER: dict[str, Any] = {
    "handover": row_of("handover"),
    "leaver": lambda scene: scene.ref("samuel"),
    "leaves_on": "2026-12-31",
}
RECOVERY = {"recovery": "r" * 20, "way": "administrator"}
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
    *RIGHTS,
]
BY_VERBS = {access.DECLARANT_INVITED, access.INVITATION_WITHDRAWN}
"""Events whose rules need an invitation: tested through the verbs."""
