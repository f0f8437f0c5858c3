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
RENAME = "accounts.person.renamed"
CLOSE_ACCOUNT = "accounts.person.closed"
ASK_NAME = "accounts.name.asked"

OWN_FACTOR = "own"
AFTER_CODE = "code"
AFTER_LOSS = "loss"
"""How another factor is added: with one in force, in a session opened by a recovery code, by an opened recovery."""

MAILBOX = "mailbox"
ADMINISTRATOR = "administrator"
OPERATOR = "operator"
"""Who agrees to a change of address: the former mailbox; where it is dead, an administrator, or else the operator."""


def act_of_name(event: str, given_name: str, family_name: str) -> str:
    """The act of taking, or asking for, exactly this name."""
    return f"{event}:{given_name}\x1f{family_name}"
