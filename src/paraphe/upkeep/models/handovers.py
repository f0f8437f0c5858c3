"""An administrator leaves, another takes over."""

from django.db import models

from paraphe.kernel.identifiers import Ref


class Handover(models.Model):
    """The announced departure of one administrator. Its state is read, not stored (`transitions.read_handover`).

    What its completion did is in the entry that ended the leaver's membership.
    """

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    leaver = models.ForeignKey("access.Membership", models.PROTECT, related_name="+")
    leaves_on = models.DateField()
    reason = models.CharField(max_length=300)
    announced_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    announced_at = models.DateTimeField()
    announced_entry = models.BigIntegerField()
    successor = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True, blank=True)
    named_at = models.DateTimeField(null=True, blank=True)
    named_entry = models.BigIntegerField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_entry = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-announced_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "-announced_at"], name="upkeep_handover_recent")]
        constraints = [
            models.UniqueConstraint(
                fields=["leaver"],
                condition=models.Q(cancelled_at__isnull=True),
                name="upkeep_one_handover_each",
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_at__isnull=True, cancelled_entry__isnull=True)
                | models.Q(cancelled_at__isnull=False, cancelled_entry__isnull=False),
                name="upkeep_handover_cancelled_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"handover {self.ref}"
