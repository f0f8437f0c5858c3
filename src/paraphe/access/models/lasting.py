"""What every row that lasts has: opened by an entry, closed once by another."""

from django.db import models

CLOSED_WHOLE = models.Q(closed_at__isnull=True, closed_entry__isnull=True) | models.Q(
    closed_at__isnull=False, closed_entry__isnull=False
)
"""A row is closed by an entry, or is not closed."""


class Lasting(models.Model):
    """Opened at an instant by an entry of the journal; closed once, or not yet."""

    opened_at = models.DateTimeField()
    opened_entry = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_entry = models.BigIntegerField(null=True, blank=True)

    class Meta:
        abstract = True
