"""Tokens by which a person's own programs ask for her."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from paraphe.access.models.lasting import CLOSED_WHOLE, Lasting
from paraphe.access.models.rights import Membership
from paraphe.kernel.identifiers import Ref


class ApiToken(Lasting):
    """A member's token for one body; only its hash is kept. It can do what she can, within `abilities`.

    It ends with the membership, at `expires_at`, or when closed. `abilities`: read, write.
    """

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    abilities = ArrayField(models.CharField(max_length=8))
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=CLOSED_WHOLE, name="access_token_closed_whole")]

    def __str__(self) -> str:
        return f"token {self.ref}"
