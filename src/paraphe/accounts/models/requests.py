"""What a person asks about her account, and what is doubted of it. States only move by the tables of `transitions`."""

from django.conf import settings
from django.db import models

from paraphe.accounts.models.person import new_ref
from paraphe.accounts.transitions import DOUBT, EMAIL_CHANGE, FACTOR_RECOVERY, NAME_REQUEST
from paraphe.kernel.identifiers import REF_LENGTH
from paraphe.kernel.machine import Machine


def _states(machine: Machine) -> list[tuple[str, str]]:
    return [(state, state) for state in machine.states]


class SignUp(models.Model):
    """Somebody asked for an account with this address: nothing exists before the mailbox answers.

    Written alike whether or not the address has an account, so that nothing can be told from outside. `next` is
    where the person was going, on this portal.
    """

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    email = models.EmailField(max_length=254)
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    next = models.CharField(max_length=500, blank=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["asked_at"], name="sign_up_age")]

    def __str__(self) -> str:
        return f"sign-up {self.ref}"


class NameRequest(models.Model):
    """A person asks that her name, fixed by a signature, be corrected; one of her administrators decides."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_name = models.CharField(max_length=80)
    family_name = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=_states(NAME_REQUEST), default="pending")
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=models.Q(state="pending"), name="name_request_one_pending"
            )
        ]

    def __str__(self) -> str:
        return f"name request {self.ref}"

    @property
    def full_name(self) -> str:
        """The name asked for, as it would be written."""
        return f"{self.given_name} {self.family_name}"


class EmailChange(models.Model):
    """An address to be replaced by another: effective once the former mailbox agreed and the new one was proved.

    `agreed_by` is `mailbox`; where the former mailbox is dead, `administrator`, or `operator` where there is none.
    """

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    former = models.EmailField(max_length=254)
    email = models.EmailField(max_length=254)
    state = models.CharField(max_length=10, choices=_states(EMAIL_CHANGE), default="pending")
    agreed_by = models.CharField(max_length=13, blank=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=("pending", "agreed", "proved")),
                name="email_change_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"email change {self.ref}"


class FactorRecovery(models.Model):
    """A second factor is lost: the request, who opened it, from when until when it lets another one be enrolled.

    `way` is `administrator`, or `key` where nobody else administers the person's bodies: then a posted key
    (`key_at`) and a check by the operator (`checked_at`) open it together. `siren` is the body by which it is opened.
    """

    class Way(models.TextChoices):
        ADMINISTRATOR = "administrator", "autre administrateur"
        KEY = "key", "clé envoyée par courrier"

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    way = models.CharField(max_length=13, choices=Way)
    state = models.CharField(max_length=10, choices=_states(FACTOR_RECOVERY), default="requested")
    siren = models.CharField(max_length=9, blank=True)
    asked_at = models.DateTimeField()
    key_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    usable_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(state__in=("requested", "opened")),
                name="factor_recovery_one_open",
            )
        ]

    def __str__(self) -> str:
        return f"factor recovery {self.ref}"


class IdentityDoubt(models.Model):
    """Something says that two people may share one account; shown to the administrators until one of them clears it."""

    class Cause(models.TextChoices):
        NAME_ASKED = "name-asked", "un nom qui semble être celui d’une autre personne a été demandé"
        NAME_TYPED = "name-typed", "cette adresse a été donnée pour une personne d’un autre nom"
        MAILBOX = "mailbox", "l’adresse du compte est celle d’un service, que plusieurs personnes lisent"

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    cause = models.CharField(max_length=12, choices=Cause)
    state = models.CharField(max_length=8, choices=_states(DOUBT), default="open")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "cause"], condition=models.Q(state="open"), name="doubt_one_open_of_cause"
            )
        ]

    def __str__(self) -> str:
        return f"doubt {self.ref}"
