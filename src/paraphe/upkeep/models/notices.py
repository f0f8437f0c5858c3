"""What was told to whom about an absence, so that it is told once."""

from django.db import models


class Notice(models.Model):
    """A member not seen for long was reminded, or the legal representative written to about him; written once."""

    insert_only = True

    class Kind(models.TextChoices):
        REMINDED = "reminded", "rappel à la personne"
        WRITTEN = "written", "courrier au représentant légal"

    membership = models.ForeignKey("access.Membership", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind)
    at = models.DateTimeField()
    entry = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["membership", "kind", "-at"], name="upkeep_notice_last")]

    def __str__(self) -> str:
        return f"notice {self.kind} {self.membership_id}"


class UnusedNotice(models.Model):
    """That a right not used for long will lapse was told; written once an absence of use."""

    insert_only = True

    right = models.ForeignKey("access.Habilitation", models.PROTECT, related_name="+")
    at = models.DateTimeField()
    entry = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["right", "-at"], name="upkeep_unused_last")]

    def __str__(self) -> str:
        return f"notice of unused right {self.right_id}"
