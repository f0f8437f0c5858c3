"""How far the journal has been read, and what was sent about it."""

from django.db import models

from paraphe.kernel import clock


class Cursor(models.Model):
    """The next number of the log to read, for one reader of it."""

    name = models.CharField(max_length=20, primary_key=True)
    next_index = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.next_index}"


class Delivery(models.Model):
    """One mail owed to one person about one entry; `recipient` is a reference, the address is read when it leaves.

    A row with an empty `recipient` is an entry whose rule could not be applied yet. It ends sent, needless (nothing to
    say any more) or set aside after too many tries.
    """

    class Outcome(models.TextChoices):
        WAITING = "", "à envoyer"
        SENT = "sent", "envoyé"
        NEEDLESS = "needless", "sans objet"
        ASIDE = "aside", "mis de côté"

    index = models.BigIntegerField()
    event = models.CharField(max_length=80)
    recipient = models.CharField(max_length=20, blank=True)
    template = models.CharField(max_length=40)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, default=Outcome.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["index", "recipient", "template"], name="notifications_delivery_once"
            )
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(outcome=""), name="notifications_delivery_due")
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.template} {self.outcome or 'waiting'}"
