"""What a person proves presence with, and each proof given."""

from django.conf import settings
from django.db import models

from paraphe.accounts.models.person import new_ref
from paraphe.accounts.vocabulary import KINDS, METHODS
from paraphe.kernel import clock
from paraphe.kernel.identifiers import REF_LENGTH


class Credential(models.Model):
    """A credential keeps its reference for ever, so that evidence may name it after its removal.

    The secret itself is allauth's `Authenticator`, named by `authenticator_id` without a foreign key since
    that row goes when the credential is revoked. `last_counter` is the highest time step accepted (TOTP
    only): a code works once. `enrolled_entry` and `revoked_entry` are keys of journal entries. `settles_at` is
    set on a factor enrolled after a loss: until then it neither signs nor changes rights, unless confirmed.
    """

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=list(KINDS.items()))
    authenticator_id = models.BigIntegerField()
    label = models.CharField(max_length=100, blank=True)
    enrolled_at = models.DateTimeField(default=clock.now)
    revoked_at = models.DateTimeField(null=True, blank=True)
    enrolled_entry = models.BigIntegerField()
    revoked_entry = models.BigIntegerField(null=True, blank=True)
    last_counter = models.BigIntegerField(null=True, blank=True)
    settles_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["authenticator_id"],
                condition=models.Q(revoked_at=None),
                name="credential_authenticator_once",
            ),
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=models.Q(revoked_at=None, kind__in=["totp", "recovery_codes"]),
                name="credential_one_of_kind",
            ),
        ]
        indexes = [models.Index(fields=["person", "kind"], name="credential_of_person")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class StepUp(models.Model):
    """A second factor proved for one named act, once, within five minutes."""

    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    credential = models.ForeignKey(Credential, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=64)
    method = models.CharField(max_length=16, choices=list(METHODS.items()))
    at = models.DateTimeField(default=clock.now)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["person", "act"],
                condition=models.Q(used_at=None),
                name="step_up_unused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.ref}"
