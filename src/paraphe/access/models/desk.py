"""The people of the operator's desk."""

from django.db import models

from paraphe.access.models.lasting import CLOSED_WHOLE, Lasting
from paraphe.kernel.identifiers import Ref


class Operator(Lasting):
    """A person who runs the portal: reads proofs and bodies' health, decides on proofs, never on a body's rights.

    Appointed and ended by the command line only.
    """

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=CLOSED_WHOLE, name="access_operator_closed_whole"),
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(closed_at__isnull=True),
                name="access_one_open_operator",
            ),
        ]

    def __str__(self) -> str:
        return f"operator {self.ref}"
