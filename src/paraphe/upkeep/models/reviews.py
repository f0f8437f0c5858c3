"""The yearly review: a campaign of a body, a line for each right or membership to look at, what was signed."""

from django.db import models

from paraphe.kernel.identifiers import Ref
from paraphe.upkeep.transitions import REVIEW


class ReviewCampaign(models.Model):
    """A body looks at its people and rights; `opened_by` is empty where the portal opened it.

    `told_days` is the last reminder sent, in days before `due_at`; `announced` counts how many times the lapse was.
    """

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=REVIEW.choices, default="open")
    opened_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True, blank=True)
    opened_at = models.DateTimeField()
    opened_entry = models.BigIntegerField()
    due_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    told_days = models.SmallIntegerField(null=True, blank=True)
    announced = models.PositiveSmallIntegerField(default=0)
    announced_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_entry = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"], condition=models.Q(state="open"), name="upkeep_one_open_review"
            )
        ]

    def __str__(self) -> str:
        return f"review {self.ref}"


class ReviewItem(models.Model):
    """One right to keep, limit or remove; without a right, the membership itself.

    `decision` is a draft, saved as one goes, until `signed_entry`; `applied_entry` is the act that changed the right.
    """

    class Decision(models.TextChoices):
        KEEP = "keep", "Garder"
        LIMIT = "limit", "Limiter"
        REMOVE = "remove", "Retirer"

    campaign = models.ForeignKey(ReviewCampaign, models.PROTECT, related_name="items")
    membership = models.ForeignKey("access.Membership", models.PROTECT, related_name="+")
    right = models.ForeignKey("access.Habilitation", models.PROTECT, related_name="+", null=True, blank=True)
    proposal = models.CharField(max_length=6, choices=Decision)
    cause = models.CharField(max_length=12)
    used_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=6, choices=Decision, blank=True)
    limit_on = models.DateField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    applied_entry = models.BigIntegerField(null=True, blank=True)
    signed_entry = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "membership", "right"],
                nulls_distinct=False,
                name="upkeep_review_item_once",
            ),
            models.CheckConstraint(
                condition=models.Q(decision="limit", limit_on__isnull=False)
                | (~models.Q(decision="limit") & models.Q(limit_on__isnull=True)),
                name="upkeep_review_limit_dated",
            ),
        ]

    def __str__(self) -> str:
        return f"review item {self.pk} of {self.campaign_id}"


class ReviewReport(models.Model):
    """What one administrator signed of a review, as printed: the fingerprint of these bytes is in its entry."""

    insert_only = True

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    campaign = models.ForeignKey(ReviewCampaign, models.PROTECT, related_name="reports")
    signed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()
    entry = models.BigIntegerField(unique=True)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        ordering = ["signed_at", "pk"]

    def __str__(self) -> str:
        return f"review report {self.ref}"


class ReviewDay(models.Model):
    """The day of the year a body chose for its review; without one, the anniversary of its registration."""

    organisation = models.OneToOneField("registry.Organisation", models.PROTECT, related_name="+")
    month = models.PositiveSmallIntegerField()
    day = models.PositiveSmallIntegerField()
    chosen_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    chosen_entry = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(month__range=(1, 12), day__range=(1, 28)), name="upkeep_review_day_exists"
            )
        ]

    def __str__(self) -> str:
        return f"review day {self.day}/{self.month}"
