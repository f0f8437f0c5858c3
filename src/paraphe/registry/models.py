"""Bodies, establishments, services: a mirror of the register and of the catalogue; nobody edits it by hand."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from paraphe.kernel.identifiers import Ref, Siren, Siret


class Organisation(models.Model):
    """A legal entity, known by its SIREN."""

    class Branch(models.TextChoices):
        STATE = "state", "fonction publique de l’État"
        TERRITORIAL = "territorial", "fonction publique territoriale"
        HOSPITAL = "hospital", "fonction publique hospitalière"
        OTHER = "other", "autre"

    class AgentKind(models.TextChoices):
        NONE = "", "aucun"
        CDG = "cdg", "centre de gestion"
        CGA = "cga", "centre de gestion agréé"

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    siren = models.CharField(max_length=9, unique=True)
    name = models.CharField(max_length=120)
    branch = models.CharField(max_length=12, choices=Branch)
    agent_kind = models.CharField(max_length=8, choices=AgentKind, blank=True)
    official_mailbox = models.EmailField(blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def siren_spaced(self) -> str:
        """The SIREN as read: three by three, with no-break spaces."""
        return "\u00a0".join(self.siren[i : i + 3] for i in (0, 3, 6))

    def clean(self) -> None:
        Siren(self.siren)


class Establishment(models.Model):
    """A place of activity, known by its SIRET."""

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="establishments")
    siret = models.CharField(max_length=14, unique=True)
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=5, blank=True)
    city = models.CharField(max_length=60, blank=True)
    is_head_office = models.BooleanField(default=False)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-is_head_office", "name", "siret"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(is_head_office=True),
                name="registry_one_head_office",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def siret_spaced(self) -> str:
        """The SIRET as read, with no-break spaces."""
        return "\u00a0".join((self.siret[:3], self.siret[3:6], self.siret[6:9], self.siret[9:]))

    def clean(self) -> None:
        Siret(self.siret)


class ProtectionBody(models.Model):
    """A social-protection body that receives declarations."""

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=120)

    def __str__(self) -> str:
        return self.name


class Service(models.Model):
    """An entry of the catalogue: a kind of declaration or of consultation that a right opens."""

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    protection_body = models.ForeignKey(ProtectionBody, models.PROTECT, related_name="services")
    position = models.PositiveSmallIntegerField()
    levels = ArrayField(models.CharField(max_length=8))
    branches = ArrayField(models.CharField(max_length=12))
    requires = ArrayField(models.CharField(max_length=40), default=list)
    signature_level = models.CharField(max_length=12)
    is_available = models.BooleanField(default=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name
