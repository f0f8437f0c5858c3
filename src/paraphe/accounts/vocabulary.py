"""Words of this room: kinds of credential, methods of proof, and the acts that need a proof."""

TOTP = "totp"
PASSKEY = "passkey"
RECOVERY_CODES = "recovery_codes"

KINDS = {TOTP: "application d’authentification", PASSKEY: "clé d’accès", RECOVERY_CODES: "codes de secours"}
SECOND_FACTORS = (PASSKEY, TOTP)
METHODS = {TOTP: "code à usage unique", PASSKEY: "clé d’accès"}

ENROL = "accounts.credential.enrolled"
REVOKE = "accounts.credential.revoked"
CHANGE_EMAIL = "accounts.email.changed"
SET_PASSWORD = "accounts.password.changed"  # noqa: S105
