"""What is written beside the request's transaction, on the `outside` connection."""

from django.conf import settings
from django.db import models

from paraphe.kernel import clock


class LastActivity(models.Model):
    """When a person was last seen, to the hour."""

    outside = True

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        primary_key=True,
    )
    at = models.DateTimeField(default=clock.now)

    def __str__(self) -> str:
        return f"{self.person_id} {self.at:%Y-%m-%d %H:%M}"


class Throttle(models.Model):
    """Failures counted against one key (an account, a browser, an address) and the wait they earned.

    `key` is a keyed hash: the table shows no address. The wait grows and is capped; a quiet day clears the
    count.
    """

    outside = True

    key = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    failed_at = models.DateTimeField(default=clock.now)
    blocked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["failed_at"], name="throttle_age")]

    def __str__(self) -> str:
        return f"{self.failures} {self.key[:8]}"
