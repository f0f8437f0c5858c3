"""Verbs of the accounts room, by family: people, credentials, presence, sessions, demonstration."""

from paraphe.accounts.services.credentials import (
    draw_recovery_codes,
    enrol_passkey,
    enrol_totp,
    revoke_credential,
)
from paraphe.accounts.services.demonstration import current_totp, seconds_before_totp
from paraphe.accounts.services.people import (
    apply_deactivation,
    apply_name_lock,
    apply_new_person,
    change_email,
    check_password,
    register_person,
    set_password,
)
from paraphe.accounts.services.presence import (
    accept_factor_code,
    accept_passkey,
    consume_step_up,
    prove_presence,
    step_up_challenge,
)
from paraphe.accounts.services.sessions import (
    end_other_sessions,
    end_session,
    end_sessions,
    keep_session,
    log_in,
    log_out,
)
from paraphe.accounts.throttle import forget_old_counts

__all__ = [
    "accept_factor_code",
    "accept_passkey",
    "apply_deactivation",
    "apply_name_lock",
    "apply_new_person",
    "change_email",
    "check_password",
    "consume_step_up",
    "current_totp",
    "draw_recovery_codes",
    "end_other_sessions",
    "end_session",
    "end_sessions",
    "enrol_passkey",
    "enrol_totp",
    "forget_old_counts",
    "keep_session",
    "log_in",
    "log_out",
    "prove_presence",
    "register_person",
    "revoke_credential",
    "seconds_before_totp",
    "set_password",
    "step_up_challenge",
]
