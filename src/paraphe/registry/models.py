"""Bodies, establishments, services: a mirror of the register and of the catalogue; nobody edits it by hand."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from paraphe.kernel.identifiers import Ref, Siren, Siret


class Diffusion(models.TextChoices):
    """What the register lets be shown: all, or that the body exists and no more."""

    OPEN = "O", "diffusible"
    PARTIAL = "P", "partiellement diffusible"
    CLOSED = "N", "non diffusible"


class Organisation(models.Model):
    """A legal entity, known by its SIREN.

    `closed_on` is the day the register ended it; `seen_at` the last import that told of it (None: never imported).
    """

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
    legal_category = models.CharField(max_length=4, blank=True)
    diffusion = models.CharField(max_length=1, choices=Diffusion, default=Diffusion.OPEN)
    closed_on = models.DateField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def siren_spaced(self) -> str:
        """The SIREN as read: three by three, with no-break spaces."""
        return "\u00a0".join(self.siren[i : i + 3] for i in (0, 3, 6))

    @property
    def is_active(self) -> bool:
        """Whether the register holds it for living."""
        return self.closed_on is None

    @property
    def is_public(self) -> bool:
        """Whether it is a public body: by its legal category, or by its branch where the category is not known."""
        if self.legal_category:
            return self.legal_category[0] in ("4", "7")
        return self.branch != self.Branch.OTHER

    def clean(self) -> None:
        Siren(self.siren)


class Establishment(models.Model):
    """A place of activity, known by its SIRET; `moved_to` is the one that continues it, since `moved_on`."""

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="establishments")
    siret = models.CharField(max_length=14, unique=True)
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=5, blank=True)
    city = models.CharField(max_length=100, blank=True)
    is_head_office = models.BooleanField(default=False)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    diffusion = models.CharField(max_length=1, choices=Diffusion, default=Diffusion.OPEN)
    moved_to = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="moved_from")
    moved_on = models.DateField(null=True, blank=True)

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
    """An entry of the catalogue: a kind of declaration or of consultation that a right opens.

    `charter` is what an establishment accepts when it opens the service, in the words of `charter_version` (0: none).
    `access_delay` is the days the protection body itself takes to let people in, where it has such a delay.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    protection_body = models.ForeignKey(ProtectionBody, models.PROTECT, related_name="services")
    position = models.PositiveSmallIntegerField()
    levels = ArrayField(models.CharField(max_length=8))
    branches = ArrayField(models.CharField(max_length=12))
    requires = ArrayField(models.CharField(max_length=40), default=list)
    signature_level = models.CharField(max_length=12)
    is_available = models.BooleanField(default=True)
    charter = models.TextField(blank=True)
    charter_version = models.PositiveSmallIntegerField(default=0)
    access_delay = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(charter="", charter_version=0)
                | (~models.Q(charter="") & models.Q(charter_version__gt=0)),
                name="registry_charter_whole",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def charter_code(self) -> str:
        """The charter as an entry names it, `dsn.1`; empty where there is none."""
        return f"{self.code}.{self.charter_version}" if self.charter_version else ""


class RegisterEvent(models.Model):
    """What an import found changed on a body it knew; it gives and ends nothing by itself.

    `other` is the successor where there is one; `was` the former words where words changed. Answered once, by
    `services.apply_settlement`, with the entry of the act; an answer `replaced` came from the register itself.
    """

    class Kind(models.TextChoices):
        OPENED = "establishment-opened", "nouvel établissement"
        REOPENED = "establishment-reopened", "établissement rouvert"
        CLOSED = "establishment-closed", "établissement fermé"
        MOVED = "establishment-moved", "établissement déplacé"
        ENDED = "organisation-closed", "organisme fermé"
        MERGED = "organisations-merged", "organisme fusionné"
        RENAMED = "name-changed", "nom changé"
        ADDRESS = "address-changed", "adresse changée"
        CATEGORY = "category-changed", "catégorie juridique changée"

    class Settlement(models.TextChoices):
        WELCOMED = "welcomed", "accueilli"
        IGNORED = "ignored", "laissé"
        REPLACED = "replaced", "remplacé par une autre nouvelle"

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    kind = models.CharField(max_length=24, choices=Kind)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="register_events")
    establishment = models.ForeignKey(Establishment, models.PROTECT, null=True, related_name="+")
    other = models.ForeignKey(Establishment, models.PROTECT, null=True, related_name="+")
    was = models.CharField(max_length=300, blank=True)
    seen_at = models.DateTimeField()
    settlement = models.CharField(max_length=10, choices=Settlement, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_entry = models.BigIntegerField(null=True)

    class Meta:
        ordering = ["-seen_at", "-pk"]
        indexes = [models.Index(fields=["organisation", "settled_at"], name="registry_event_waiting")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(settlement="", settled_at__isnull=True)
                | (~models.Q(settlement="") & models.Q(settled_at__isnull=False)),
                name="registry_event_settled_whole",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}"


class StagedUnit(models.Model):
    """A legal entity as an import reads it, until it is merged: rows live within one transaction, outside the WAL."""

    line = models.IntegerField(primary_key=True)
    siren = models.CharField(max_length=9)
    name = models.CharField(max_length=120)
    branch = models.CharField(max_length=12)
    legal_category = models.CharField(max_length=4)
    diffusion = models.CharField(max_length=1)
    closed_on = models.DateField(null=True)


class StagedPlace(models.Model):
    """An establishment as an import reads it; an empty name takes the name of its body."""

    line = models.IntegerField(primary_key=True)
    siret = models.CharField(max_length=14)
    siren = models.CharField(max_length=9)
    name = models.CharField(max_length=120)
    street = models.CharField(max_length=120)
    postcode = models.CharField(max_length=5)
    city = models.CharField(max_length=100)
    is_head_office = models.BooleanField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    diffusion = models.CharField(max_length=1)


class StagedLink(models.Model):
    """A succession of two establishments as an import reads it."""

    line = models.IntegerField(primary_key=True)
    siret = models.CharField(max_length=14)
    successor = models.CharField(max_length=14)
    linked_on = models.DateField()
