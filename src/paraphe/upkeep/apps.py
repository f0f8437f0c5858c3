"""The upkeep room as a Django application."""

from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    """Hand-over of the administration, health of a body."""

    name = "paraphe.upkeep"
    label = "upkeep"
    verbose_name = "Tenue à jour"
