"""Profiles: the services a task needs, opened together. A version is written once; the next one retires it."""

from django.db import models

from paraphe.access.models.lasting import CLOSED_WHOLE, Lasting
from paraphe.kernel.identifiers import Ref


class Profile(Lasting):
    """One version of a body's own profile; `content` lists `{"service": code, "level": code}`.

    The profiles of the portal are data of the package, not rows.
    """

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField(default=1)
    content = models.JSONField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=CLOSED_WHOLE, name="access_profile_closed_whole"),
            models.UniqueConstraint(
                fields=["organisation", "name", "version"], name="access_profile_versions"
            ),
            models.UniqueConstraint(
                fields=["organisation", "name"],
                condition=models.Q(closed_at__isnull=True),
                name="access_one_profile_of_a_name",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} (version {self.version})"
