"""Asking for a right, and who decides while an administrator is away."""

from django.db import models

from paraphe.access.models.lasting import CLOSED_WHOLE, Lasting
from paraphe.access.models.rights import Membership
from paraphe.access.transitions import REQUEST
from paraphe.kernel.identifiers import Ref


class AccessRequest(models.Model):
    """A member asks for a right; states in `transitions.REQUEST`. A draft is private and not recorded.

    `wanted_until` is the last day wished for; `question` what an administrator asked back, `answer` what was answered.
    """

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    siret = models.CharField(max_length=14, blank=True)
    service = models.ForeignKey("registry.Service", models.PROTECT, related_name="+")
    level = models.SmallIntegerField()
    reason = models.CharField(max_length=500, blank=True)
    wanted_until = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=REQUEST.choices, default="draft")
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    escalated_at = models.DateTimeField(null=True, blank=True)
    question = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=500, blank=True)
    decided_entry = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "siret", "service", "level"],
                condition=models.Q(state__in=("sent", "asked")),
                name="access_one_request_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"request {self.ref}"


class Absence(Lasting):
    """An administrator is away from one day to another; `deputy`, an administrator too, gets what he would decide."""

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    deputy = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=CLOSED_WHOLE, name="access_absence_closed_whole"),
            models.CheckConstraint(
                condition=models.Q(starts_on__lte=models.F("ends_on")), name="access_absence_lasts"
            ),
            models.UniqueConstraint(
                fields=["membership"],
                condition=models.Q(closed_at__isnull=True),
                name="access_one_open_absence",
            ),
        ]

    def __str__(self) -> str:
        return f"absence {self.ref}"
