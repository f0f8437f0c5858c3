"""Names of the facts this room records, all on the person's chain."""

PERSON_REGISTERED = "accounts.person.registered"
CREDENTIAL_ENROLLED = "accounts.credential.enrolled"
CREDENTIAL_REVOKED = "accounts.credential.revoked"
EMAIL_CHANGED = "accounts.email.changed"
PASSWORD_CHANGED = "accounts.password.changed"  # noqa: S105

ALL = (PERSON_REGISTERED, CREDENTIAL_ENROLLED, CREDENTIAL_REVOKED, EMAIL_CHANGED, PASSWORD_CHANGED)
