"""Acts on rights as acts: what one entry did at once, so that it can be shown, undone, or agreed to by another."""

from datetime import timedelta

from django.db import models

from paraphe.access.transitions import PENDING
from paraphe.kernel.identifiers import Ref

UNDO_FOR = timedelta(minutes=15)
"""How long whoever did an act can undo it. Source: mission.md, « Removal »."""


class RightsAct(models.Model):
    """One act on the rights of a body, with the entry that records it; undone once, by an entry of its own."""

    class Kind(models.TextChoices):
        GRANT = "grant", "droits donnés"
        CLOSE = "close", "droits retirés"
        CHANGE = "change", "droits modifiés"
        REMOVAL = "removal", "personnes retirées"
        UNDO = "undo", "acte annulé"

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    actor = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    source = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    entry = models.BigIntegerField(unique=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_entry = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-at"], name="access_acts_of_body")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_entry__isnull=True)
                | models.Q(undone_at__isnull=False, undone_entry__isnull=False),
                name="access_act_undone_whole",
            )
        ]

    def __str__(self) -> str:
        return f"act {self.ref}"


class PendingChange(models.Model):
    """A change that an administrator proposes and another must confirm: four eyes, on the services the body chose.

    `content` is the change as `access.changes.pack_change` writes it.
    """

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    content = models.JSONField()
    state = models.CharField(max_length=10, choices=PENDING.choices, default="proposed")
    proposed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=500, blank=True)
    act = models.ForeignKey(RightsAct, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"pending change {self.ref}"
