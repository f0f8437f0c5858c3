"""Rows of declarations: what was received, what was filed, and the key that forbids filing it twice."""

from django.db import models

from paraphe.kernel.identifiers import Ref


class Draft(models.Model):
    """A file received and checked, not yet filed. Its bytes and its report lie encrypted in the vault.

    `items` lists the declarations of the file (nature, type, month, fraction, order, siret, lines, totals); `sirets`
    are the establishments it declares for.
    """

    class State(models.TextChoices):
        CHECKED = "checked", "contrôlée"
        FROZEN = "frozen", "figée"
        FILED = "filed", "déposée"

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    service = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField()
    is_test = models.BooleanField()
    is_accepted = models.BooleanField()
    blocking_count = models.IntegerField()
    warning_count = models.IntegerField()
    items = models.JSONField()
    sirets = models.JSONField()
    received_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.CHECKED)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-received_at"], name="declarations_draft_recent")]

    def __str__(self) -> str:
        return f"draft {self.ref}"

    @property
    def is_signable(self) -> bool:
        """Whether nothing in the file itself stops its signature."""
        return self.is_accepted and not self.is_test and self.state != self.State.FILED and bool(self.sirets)


class Filing(models.Model):
    """A declaration signed and deposited here. Written once."""

    insert_only = True

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    draft = models.OneToOneField(Draft, models.PROTECT, related_name="filing")
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    signature = models.OneToOneField("signatures.Signature", models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    filed_entry = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["organisation", "-filed_at"], name="declarations_filing_recent")]

    def __str__(self) -> str:
        return f"filing {self.ref}"


class FiledKey(models.Model):
    """The norm's duplicate key of a filed declaration; `key` is unique for first deposits, empty keys are free."""

    insert_only = True

    filing = models.ForeignKey(Filing, models.PROTECT, related_name="keys")
    key = models.CharField(max_length=80, unique=True)

    def __str__(self) -> str:
        return self.key
