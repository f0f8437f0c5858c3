"""How far the journal has been read, what was sent about it, what is shown, and what each person chose."""

from django.db import models

from paraphe.kernel import clock
from paraphe.kernel.identifiers import Ref
from paraphe.notifications.vocabulary import CHOSEN, WAYS, WORDS, Kind, Way


class Cursor(models.Model):
    """The next number of the log to read, for one reader of it."""

    name = models.CharField(max_length=20, primary_key=True)
    next_index = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.next_index}"


class Delivery(models.Model):
    """One mail owed to one person about one entry; `recipient` is a reference, the address is read when it leaves.

    A row with an empty `recipient` is an entry whose rule could not be applied yet; `official-mailbox` is the mailbox
    of the body. `siren` is the body by which the person is told. A row that waits for the digest of the day leaves with
    the others of the same person. It ends sent, needless (nothing to say any more), refused by the mail server, come
    back, or set aside after too many tries. `token` stands in the Message-ID, by which a mail that comes back is known;
    `address_hash` is the keyed hash of where it left to: a former address that dies is not held against a new one.
    """

    class Outcome(models.TextChoices):
        WAITING = "", "à envoyer"
        SENT = "sent", "envoyé"
        NEEDLESS = "needless", "sans objet"
        REFUSED = "refused", "refusé"
        RETURNED = "returned", "revenu"
        ASIDE = "aside", "mis de côté"

    index = models.BigIntegerField()
    event = models.CharField(max_length=80)
    recipient = models.CharField(max_length=20, blank=True)
    siren = models.CharField(max_length=9, blank=True)
    template = models.CharField(max_length=40)
    is_digest = models.BooleanField(default=False)
    outcome = models.CharField(max_length=8, choices=Outcome, blank=True, default=Outcome.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=clock.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    token = models.CharField(max_length=40, blank=True)
    address_hash = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["index", "recipient", "template"], name="notifications_delivery_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(outcome=""), name="notifications_delivery_due"
            ),
            models.Index(
                fields=["token"], condition=~models.Q(token=""), name="notifications_delivery_token"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.index} {self.template} {self.outcome or 'waiting'}"


class Notice(models.Model):
    """One piece of news shown to one person on the portal: the same as its mail, kept whether or not a mail leaves."""

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    recipient = models.CharField(max_length=20)
    index = models.BigIntegerField()
    event = models.CharField(max_length=80)
    template = models.CharField(max_length=40)
    kind = models.CharField(
        max_length=10, choices=[(kind.value, words.label) for kind, words in WORDS.items()]
    )
    siren = models.CharField(max_length=9, blank=True)
    title = models.CharField(max_length=250)
    url = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["index", "recipient", "template"], name="notifications_notice_once"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at"], name="notifications_notice_of"),
            models.Index(
                fields=["recipient"], condition=models.Q(read_at=None), name="notifications_notice_unread"
            ),
        ]

    def __str__(self) -> str:
        return f"notice {self.index} {self.template}"

    @property
    def is_security(self) -> bool:
        """Whether it touches the account, or who administers."""
        return self.kind == Kind.SECURITY.value


class Preference(models.Model):
    """How a person wants to hear of one kind of news; no row is at once. A private choice: no right, no entry."""

    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(kind.value, WORDS[kind].label) for kind in CHOSEN])
    way = models.CharField(max_length=10, choices=[(way.value, label) for way, label in WAYS.items()])

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="notifications_preference_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in CHOSEN]),
                name="notifications_preference_chosen",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {Way(self.way)}"
