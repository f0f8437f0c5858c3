"""What can go wrong in the accounts room."""

from paraphe.kernel.errors import Conflict, Forbidden, Invalid, WrongState

EMAIL_INVALID = "accounts.email_invalid"
EMAIL_GENERIC = "accounts.generic_mailbox"
EMAIL_TAKEN = "accounts.email_taken"
EMAIL_LINK_DEAD = "accounts.email_link_dead"
NAME_MISSING = "accounts.name_missing"
PASSWORD_REFUSED = "accounts.password_refused"  # noqa: S105
CODE_REFUSED = "accounts.code_refused"
PASSKEY_REFUSED = "accounts.passkey_refused"
TOO_MANY_TRIES = "accounts.too_many_tries"
STEP_UP_MISSING = "accounts.step_up_needed"
ALREADY_REGISTERED = "accounts.already_registered"
LAST_FACTOR = "accounts.last_factor"
FACTOR_MISSING = "accounts.factor_missing"
CREDENTIAL_GONE = "accounts.credential_gone"
NOT_DEMO = "accounts.not_demo"
NAME_OF_ANOTHER = "accounts.name_of_another"
NAME_LOCKED = "accounts.name_locked"
NAME_UNCHANGED = "accounts.name_unchanged"
NAME_PENDING = "accounts.name_pending"
SIGN_UP_OVER = "accounts.sign_up_over"
RECOVERY_UNUSABLE = "accounts.recovery_unusable"
AGREEMENT_EARLY = "accounts.agreement_early"
FACTOR_UNSETTLED = "accounts.factor_unsettled"
ACCOUNT_UNREADY = "accounts.account_unready"


class EmailRefused(Invalid):
    """The address cannot name a person: malformed, or a mailbox that several people read."""

    def __init__(self, code: str) -> None:
        super().__init__(code, field="email")


class EmailTaken(Conflict):
    """Someone has an account with this address."""

    def __init__(self) -> None:
        super().__init__(EMAIL_TAKEN, field="email")


class EmailLinkDead(WrongState):
    """The link to confirm an address is expired, used, or for an account that changed since."""

    def __init__(self) -> None:
        super().__init__(EMAIL_LINK_DEAD)


class AlreadyRegistered(WrongState):
    """The person completed the account already: log in instead."""

    def __init__(self) -> None:
        super().__init__(ALREADY_REGISTERED)


class NameMissing(Invalid):
    """A person has a given name and a family name."""

    def __init__(self, field: str) -> None:
        super().__init__(NAME_MISSING, field=field)


class PasswordRefused(Invalid):
    """The password is too short, too common, or made of the person's own name; `reasons` says which, by code."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(PASSWORD_REFUSED, field="password", reasons=reasons)


class ProofRefused(Invalid):
    """The code or the passkey's answer is wrong, already used, or not for this act."""

    def __init__(self, code: str) -> None:
        super().__init__(code, field="code")


class TooManyTries(Forbidden):
    """Too many failures: wait `seconds`, then try again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(TOO_MANY_TRIES, seconds=seconds)


class StepUpMissing(Forbidden):
    """The act needs a second factor proved for it less than five minutes ago, and there is none unused."""

    def __init__(self) -> None:
        super().__init__(STEP_UP_MISSING)


class LastFactor(WrongState):
    """The last second factor cannot be removed: add another one first."""

    def __init__(self) -> None:
        super().__init__(LAST_FACTOR)


class FactorMissing(WrongState):
    """The act needs a second factor, and the person has none."""

    def __init__(self) -> None:
        super().__init__(FACTOR_MISSING)


class CredentialGone(WrongState):
    """The credential is not among the person's active ones."""

    def __init__(self) -> None:
        super().__init__(CREDENTIAL_GONE)


class NotDemo(Forbidden):
    """Codes are shown in a demonstration only."""

    def __init__(self) -> None:
        super().__init__(NOT_DEMO)


class NameOfAnother(Invalid):
    """The name asked for is plainly another person's: an account does not become somebody else's."""

    def __init__(self) -> None:
        super().__init__(NAME_OF_ANOTHER, field="family_name")


class NameLocked(WrongState):
    """Something was signed under this name: it is corrected by request only."""

    def __init__(self) -> None:
        super().__init__(NAME_LOCKED)


class NameUnchanged(Invalid):
    """The name asked for is the one the account has."""

    def __init__(self) -> None:
        super().__init__(NAME_UNCHANGED, field="family_name")


class NamePending(WrongState):
    """A correction is asked for already: wait for its answer, or withdraw it."""

    def __init__(self) -> None:
        super().__init__(NAME_PENDING)


class SignUpOver(WrongState):
    """The link of the sign-up was used, or its half hour is over."""

    def __init__(self) -> None:
        super().__init__(SIGN_UP_OVER)


class RecoveryUnusable(WrongState):
    """No recovery of a lost factor can be used now: none was opened, it is too early, or too late."""

    def __init__(self) -> None:
        super().__init__(RECOVERY_UNUSABLE)


class AgreementEarly(WrongState):
    """The former mailbox has its delay to answer before somebody answers in its place."""

    def __init__(self) -> None:
        super().__init__(AGREEMENT_EARLY)


class AccountUnready(WrongState):
    """The account is not completed, or is closed."""

    def __init__(self) -> None:
        super().__init__(ACCOUNT_UNREADY)


class FactorUnsettled(WrongState):
    """A factor enrolled after a loss takes no other way in away for a day, unless an administrator confirmed it."""

    def __init__(self) -> None:
        super().__init__(FACTOR_UNSETTLED)
