"""What only a demonstration may do."""

from paraphe.accounts import totp
from paraphe.accounts.errors import FactorMissing, NotDemo
from paraphe.accounts.models import Credential, LastActivity, Person
from paraphe.accounts.vocabulary import TOTP
from paraphe.kernel import clock
from paraphe.web.demo import is_demo


def current_totp(email: str) -> str:
    """The code a demonstration account may type now: the present one, or the next if the present one is
    spent.

    Raises NotDemo outside a database marked as demonstration, FactorMissing where nobody there has an
    application.
    """
    if not is_demo():
        raise NotDemo
    person = Person.objects.filter(email=email.strip().lower()).first()
    credential = Credential.objects.filter(person=person, kind=TOTP, revoked_at=None).first()
    if person is None or credential is None:
        raise FactorMissing
    return totp.code_at(totp.secret_of(credential), _next_counter(credential))


def show_activity(person: Person) -> None:
    """Have a demonstration account seen now, as a log-in would: the department's people come every week.

    Raises NotDemo outside a database marked as demonstration.
    """
    if not is_demo():
        raise NotDemo
    LastActivity.objects.update_or_create(person=person, defaults={"at": clock.now()})


def seconds_before_totp(email: str) -> int:
    """How long a demonstration account must wait until `current_totp` gives a code that will be taken."""
    credential = Credential.objects.get(person__email=email.strip().lower(), kind=TOTP, revoked_at=None)
    early = _next_counter(credential) - totp.counter_now() - totp.TOLERANCE
    return max(0, early * totp.STEP - int(clock.now().timestamp()) % totp.STEP + 1) if early > 0 else 0


def _next_counter(credential: Credential) -> int:
    spent = credential.last_counter if credential.last_counter is not None else -1
    return max(totp.counter_now(), spent + 1)
