"""A body closes its space."""

from django.db import models

from paraphe.kernel.identifiers import Ref
from paraphe.upkeep.transitions import CLOSURE


class Closure(models.Model):
    """One administrator asks, another confirms; the space can close from `cooled_at` on."""

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    state = models.CharField(
        max_length=10, choices=[(state, state) for state in CLOSURE.states], default="requested"
    )
    reason = models.CharField(max_length=300)
    requested_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    requested_entry = models.BigIntegerField()
    cooled_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        "accounts.Person", models.PROTECT, related_name="+", null=True, blank=True
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_entry = models.BigIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_entry = models.BigIntegerField(null=True, blank=True)

    class Meta:
        ordering = ["-requested_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(state__in=("requested", "confirmed")),
                name="upkeep_one_open_closure",
            )
        ]

    def __str__(self) -> str:
        return f"closure {self.ref}"
