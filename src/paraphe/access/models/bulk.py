"""Rights by file: one row a file, kept with what it asked and what came of it."""

from django.db import models

from paraphe.access.models.acts import RightsAct
from paraphe.access.transitions import BULK
from paraphe.kernel.identifiers import Ref


class BulkChange(models.Model):
    """A file of rights; states in `transitions.BULK`. `lines` and `report` are data of the file, erased with it.

    `layout`: which columns it has. `mode`: whether one faulty line stops all. `heartbeat_at` tells that a worker is
    alive on it; `done` of `total` lines.
    """

    class Layout(models.TextChoices):
        RIGHTS = "rights", "droits de Paraphe"
        SERVICES = "services", "modèle historique, une colonne par service"
        PLACES = "places", "modèle historique, établissements"

    class Mode(models.TextChoices):
        ATOMIC = "atomic", "tout ou rien"
        VALID = "valid", "les lignes sans faute seulement"

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    made_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    filename = models.CharField(max_length=120)
    layout = models.CharField(max_length=10, choices=Layout)
    mode = models.CharField(max_length=6, choices=Mode, default=Mode.ATOMIC)
    content_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=BULK.choices, default="received")
    lines = models.JSONField(default=list)
    report = models.JSONField(default=dict)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    heartbeat_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    act = models.ForeignKey(RightsAct, models.PROTECT, null=True, blank=True, related_name="+")

    def __str__(self) -> str:
        return f"bulk change {self.ref}"
