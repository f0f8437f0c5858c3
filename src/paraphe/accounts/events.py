"""Names of the facts this room records, all on the person's chain (and on a body's where one of its people decided)."""

PERSON_REGISTERED = "accounts.person.registered"
PERSON_RENAMED = "accounts.person.renamed"
PERSON_CLOSED = "accounts.person.closed"
CREDENTIAL_ENROLLED = "accounts.credential.enrolled"
CREDENTIAL_REVOKED = "accounts.credential.revoked"
PASSWORD_CHANGED = "accounts.password.changed"  # noqa: S105

NAME_ASKED = "accounts.name.asked"
NAME_REFUSED = "accounts.name.refused"
NAME_WITHDRAWN = "accounts.name.withdrawn"
NAME_EXPIRED = "accounts.name.expired"

EMAIL_ASKED = "accounts.email.asked"
EMAIL_AGREED = "accounts.email.agreed"
EMAIL_PROVED = "accounts.email.proved"
EMAIL_CHANGED = "accounts.email.changed"
EMAIL_REFUSED = "accounts.email.refused"
EMAIL_WITHDRAWN = "accounts.email.withdrawn"
EMAIL_EXPIRED = "accounts.email.expired"
EMAIL_BOUNCED = "accounts.email.bounced"
PROFILE_CONFIRMED = "accounts.profile.confirmed"

RECOVERY_REQUESTED = "accounts.recovery.requested"
RECOVERY_CANCELLED = "accounts.recovery.cancelled"
RECOVERY_EXPIRED = "accounts.recovery.expired"
RECOVERY_USED = "accounts.recovery.used"

DOUBT_RAISED = "accounts.doubt.raised"
DOUBT_CLEARED = "accounts.doubt.cleared"

ALL = (
    PERSON_REGISTERED,
    PERSON_RENAMED,
    PERSON_CLOSED,
    CREDENTIAL_ENROLLED,
    CREDENTIAL_REVOKED,
    PASSWORD_CHANGED,
    NAME_ASKED,
    NAME_REFUSED,
    NAME_WITHDRAWN,
    NAME_EXPIRED,
    EMAIL_ASKED,
    EMAIL_AGREED,
    EMAIL_PROVED,
    EMAIL_CHANGED,
    EMAIL_REFUSED,
    EMAIL_WITHDRAWN,
    EMAIL_EXPIRED,
    EMAIL_BOUNCED,
    PROFILE_CONFIRMED,
    RECOVERY_REQUESTED,
    RECOVERY_CANCELLED,
    RECOVERY_EXPIRED,
    RECOVERY_USED,
    DOUBT_RAISED,
    DOUBT_CLEARED,
)
