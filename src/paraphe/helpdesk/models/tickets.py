"""Tickets: what someone asks, what is answered, the files that come with it."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from paraphe.helpdesk.vocabulary import HALVES, STATES, State
from paraphe.kernel.identifiers import Ref


class Ticket(models.Model):
    """A question to the operator's desk. What it holds of a context, its author saw and agreed to join."""

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=120)
    state = models.CharField(
        max_length=12,
        default=State.NEW.value,
        choices=[(state.value, label) for state, label in STATES.items()],
    )
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", null=True, blank=True
    )
    page = models.CharField(max_length=120, blank=True)
    role = models.CharField(max_length=40, blank=True)
    organisation = models.ForeignKey(
        "registry.Organisation", models.PROTECT, related_name="+", null=True, blank=True
    )
    establishment = models.ForeignKey(
        "registry.Establishment", models.PROTECT, related_name="+", null=True, blank=True
    )
    error = models.CharField(max_length=80, blank=True)
    query = models.CharField(max_length=120, blank=True)
    call_on = models.DateField(null=True, blank=True)
    call_half = models.CharField(
        max_length=12, blank=True, choices=[(half.value, label) for half, label in HALVES.items()]
    )
    phone = models.CharField(max_length=20, blank=True)

    class Meta:
        ordering = ["-opened_at", "-pk"]
        indexes = [
            models.Index(fields=["author", "-opened_at"], name="helpdesk_ticket_author"),
            models.Index(fields=["state", "changed_at"], name="helpdesk_ticket_waiting"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(call_on__isnull=True, call_half="", phone="")
                | (Q(call_on__isnull=False) & ~Q(call_half="") & ~Q(phone="")),
                name="helpdesk_call_whole",
            ),
            models.CheckConstraint(
                condition=Q(state="new", assigned_to__isnull=True)
                | Q(state__in=["assigned", "closed"])
                | Q(state__in=["waiting_user", "answered"], assigned_to__isnull=False),
                name="helpdesk_ticket_assigned",
            ),
        ]

    def __str__(self) -> str:
        return f"ticket {self.ref}"


class Message(models.Model):
    """One turn of a ticket, never changed. `is_desk`: said by the desk, signed there by `author`."""

    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    is_desk = models.BooleanField()
    kind = models.CharField(max_length=10)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.kind} of {self.ticket_id}"


class Piece(models.Model):
    """A file joined to a message; its bytes are sealed in the store under `ref`."""

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    message = models.ForeignKey(Message, models.PROTECT, related_name="pieces")
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"piece {self.ref}"
