"""Rows of the ceremony: what is offered to sign, what was signed, what the log gave for it, times certified."""

from django.db import models

from paraphe.kernel import clock
from paraphe.kernel.identifiers import Ref


class Ceremony(models.Model):
    """Frozen content offered to one person for signature: five minutes, once.

    `subject` names what the caller signs (`declarations.draft:<ref>`); `prepared` is the statement without what only
    the completion knows (proof of presence, anchor, heads); `basis` is what the decision rested on.
    """

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    subject = models.CharField(max_length=60)
    content_sha256 = models.CharField(max_length=64)
    prepared = models.JSONField()
    basis = models.JSONField()
    heads = models.JSONField()
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subject"], name="signatures_ceremony_subject")]

    def __str__(self) -> str:
        return f"ceremony {self.ref}"

    @property
    def is_over(self) -> bool:
        """Whether its five minutes ended before it was used."""
        return self.used_at is None and self.expires_at <= clock.now()


class Signature(models.Model):
    """Everything signed and sealed, as packed by the engine, and the entry that commits to it. Written once."""

    insert_only = True

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    ceremony = models.OneToOneField(Ceremony, models.PROTECT, related_name="+")
    packed = models.BinaryField()
    signed_at = models.DateTimeField()
    anchor_size = models.BigIntegerField()
    entry = models.BigIntegerField(unique=True)

    def __str__(self) -> str:
        return f"signature {self.ref}"


class Inclusion(models.Model):
    """What the log gave for a signature: with it, the container is rebuilt to the same bytes for ever. Written once."""

    insert_only = True

    signature = models.OneToOneField(Signature, models.PROTECT, related_name="inclusion")
    index = models.BigIntegerField()
    size = models.BigIntegerField()
    evidence = models.BinaryField()

    def __str__(self) -> str:
        return f"inclusion {self.index}"


class TimestampToken(models.Model):
    """A time certified by the portal's authority; its key is the token's serial number. Written once."""

    insert_only = True

    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pk} {self.at:%Y-%m-%dT%H:%M:%S}"
