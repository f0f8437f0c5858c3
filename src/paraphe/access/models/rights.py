"""Rows of rights: written once, closed once, always with the entry that made them so."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Greatest, Least

from paraphe.access.models.lasting import CLOSED_WHOLE, Lasting
from paraphe.kernel.identifiers import Ref


class ProofKind(models.TextChoices):
    """What shows that somebody may act for a body; strengths are in `vocabulary.STRENGTHS`."""

    DESIGNATION_LETTER = "designation-letter", "lettre de désignation vérifiée"
    OFFICIAL_MAILBOX = "official-mailbox", "code envoyé à la messagerie officielle"
    POSTED_KEY = "posted-key", "clé envoyée par courrier"
    IDENTITY = "identity", "identité ProConnect de l’organisme"


class BodyRegistration(models.Model):
    """A body's space, opened on a proof that its people may act for it (`AuthorityProof`).

    `accords_needed` is the body's own choice: how many administrators must agree to another one; so is `four_eyes`, the
    services whose rights are given by two administrators.
    """

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.OneToOneField("registry.Organisation", models.PROTECT, related_name="+")
    proof = models.CharField(max_length=20, choices=ProofKind)
    proof_sha256 = models.CharField(max_length=64)
    accords_needed = models.PositiveSmallIntegerField(default=1)
    four_eyes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    registered_at = models.DateTimeField()
    registered_entry = models.BigIntegerField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_entry = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=CLOSED_WHOLE, name="access_registration_closed_whole"),
            models.CheckConstraint(
                condition=models.Q(accords_needed__in=(1, 2)), name="access_registration_accords"
            ),
        ]

    def __str__(self) -> str:
        return f"registration of {self.organisation_id}"


class Membership(Lasting):
    """A person belongs to a body, as administrator (of all or of listed establishments) or as declarant.

    `appointed_by` says how an administrator came; until `protected_until`, one who came by a key decides on no other.
    """

    class Role(models.TextChoices):
        ADMINISTRATOR = "administrator", "administrateur"
        DECLARANT = "declarant", "déclarant"

    class AppointedBy(models.TextChoices):
        REGISTRATION = "registration", "inscription de l’organisme"
        ACCORD = "accord", "accord d’un administrateur"
        KEY = "key", "clé reçue par courrier"
        PROMOTION = "promotion", "nomination par un administrateur"

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    role = models.CharField(max_length=13, choices=Role)
    scope = ArrayField(models.CharField(max_length=14), null=True, blank=True)
    appointed_by = models.CharField(max_length=12, choices=AppointedBy, blank=True)
    protected_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "organisation"],
                condition=models.Q(closed_at__isnull=True),
                name="access_one_open_membership",
            ),
            models.CheckConstraint(
                condition=CLOSED_WHOLE,
                name="access_membership_closed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.ref}"

    @property
    def is_administrator(self) -> bool:
        """Whether the person administers the body or some of its establishments."""
        return self.role == self.Role.ADMINISTRATOR


class Suspension(Lasting):
    """A membership put to sleep: all its rights wait until it is lifted, by an act of its own.

    On `lifts_on`, where there is one, the portal lifts it.
    """

    class Cause(models.TextChoices):
        CONTEST = "contest", "contestation"
        ABSENCE = "absence", "absence"
        INACTIVITY = "inactivity", "inactivité"
        ORDER = "order", "décision d’un administrateur"

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="suspensions")
    cause = models.CharField(max_length=10, choices=Cause)
    reason = models.CharField(max_length=300)
    lifts_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=CLOSED_WHOLE, name="access_suspension_closed_whole"),
            models.UniqueConstraint(
                fields=["membership"],
                condition=models.Q(closed_at__isnull=True),
                name="access_one_open_suspension",
            ),
        ]

    def __str__(self) -> str:
        return f"suspension {self.ref}"


class Invitation(models.Model):
    """A body invites a person by e-mail; seven days; the link carries (reference, version)."""

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    email = models.EmailField()
    invited_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    invited_at = models.DateTimeField()
    invited_entry = models.BigIntegerField(null=True, blank=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(accepted_at__isnull=True) | models.Q(withdrawn_at__isnull=True),
                name="access_invitation_one_end",
            )
        ]

    def __str__(self) -> str:
        return f"invitation {self.ref}"


class Subscription(Lasting):
    """An establishment uses a service: the first gate of every right on it."""

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    establishment = models.ForeignKey("registry.Establishment", models.PROTECT, related_name="+")
    service = models.ForeignKey("registry.Service", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["establishment", "service"],
                condition=models.Q(closed_at__isnull=True),
                name="access_one_open_subscription",
            )
        ]

    def __str__(self) -> str:
        return f"subscription {self.ref}"


class Habilitation(models.Model):
    """A right: person × establishment (or all, present and future) × service × level × period.

    Written once; closing sets the two `closed_` columns, once (trigger). Overlap on one key is refused by an
    exclusion constraint (migration 0001). Source: performance.md rulings.
    """

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", db_index=False)
    siren = models.IntegerField()
    siret = models.BigIntegerField(null=True, blank=True)
    service = models.ForeignKey("registry.Service", models.PROTECT, related_name="+", db_index=False)
    level = models.SmallIntegerField()
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    granted_entry = models.BigIntegerField()
    closed_entry = models.BigIntegerField(null=True, blank=True)
    ends_at = models.GeneratedField(
        expression=Greatest("valid_from", Least("valid_to", "closed_at")),
        output_field=models.DateTimeField(),
        db_persist=True,
    )

    class Meta:
        indexes = [
            models.Index(fields=["person", "siren", "service", "siret"], name="access_right_by_person"),
            models.Index(fields=["siren", "siret", "service"], name="access_right_by_place"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_from__lt=models.F("valid_to")), name="access_right_lasts"
            ),
            models.CheckConstraint(condition=models.Q(level__range=(1, 3)), name="access_right_level"),
            models.CheckConstraint(
                condition=CLOSED_WHOLE,
                name="access_right_closed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"right {self.ref}"

    @property
    def siret_text(self) -> str | None:
        """The SIRET as text, None for all establishments."""
        return None if self.siret is None else f"{self.siret:014d}"
