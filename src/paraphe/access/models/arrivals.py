"""How a person comes to administer a body: application, candidacy, proofs, voices, letters, contests."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from paraphe.access.models.rights import ProofKind
from paraphe.access.transitions import APPLICATION, CANDIDACY, CONTEST, LETTER, PROOF
from paraphe.kernel.identifiers import Ref


class BodyApplication(models.Model):
    """Somebody asks to open a body's space, of which nobody is administrator yet (W1).

    The applicant prepares in `prepared` (private, not recorded) what he will do once a proof passes: services, people.
    """

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    establishment = models.ForeignKey("registry.Establishment", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=APPLICATION.choices, default="pending")
    terms_version = models.CharField(max_length=20)
    prepared = models.JSONField(default=dict)
    opened_at = models.DateTimeField()
    opened_entry = models.BigIntegerField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_entry = models.BigIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=models.Q(state__in=("pending", "contested")),
                name="access_one_open_application",
            )
        ]

    def __str__(self) -> str:
        return f"application {self.ref}"


class Candidacy(models.Model):
    """A person asks to become administrator of a body that has one (W2), by the accord of its administrators or a key.

    `scope` None asks for the whole body. `leaver` is the membership that ends in the same act as this one is accepted,
    where a hand-over plans so.
    """

    class Path(models.TextChoices):
        COOPTATION = "cooptation", "accord d’un administrateur"
        KEY = "key", "clé envoyée par courrier"

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    scope = ArrayField(models.CharField(max_length=14), null=True, blank=True)
    message = models.CharField(max_length=500, blank=True)
    path = models.CharField(max_length=10, choices=Path)
    state = models.CharField(max_length=10, choices=CANDIDACY.choices, default="pending")
    accords_needed = models.PositiveSmallIntegerField(default=1)
    opened_at = models.DateTimeField()
    opened_entry = models.BigIntegerField()
    expires_at = models.DateTimeField()
    reminded = models.PositiveSmallIntegerField(default=0)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_entry = models.BigIntegerField(null=True, blank=True)
    decided_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    membership = models.ForeignKey(
        "access.Membership", models.PROTECT, related_name="+", null=True, blank=True
    )
    leaver = models.ForeignKey("access.Membership", models.PROTECT, related_name="+", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person"],
                condition=models.Q(state__in=("pending", "contested")),
                name="access_one_open_candidacy",
            )
        ]

    def __str__(self) -> str:
        return f"candidacy {self.ref}"


class Voice(models.Model):
    """One administrator's accord to a candidacy that needs two; written once."""

    insert_only = True

    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="voices")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    given_entry = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["candidacy", "person"], name="access_one_voice_each")]

    def __str__(self) -> str:
        return f"voice on {self.candidacy_id}"


class AuthorityProof(models.Model):
    """One proof that somebody may act for a body: asked for, sent, passed once.

    About exactly one of an application, a candidacy, a contest or the recovery of a lost factor (`recovery` is the
    reference of that request). `secret_hash` is the keyed hash of the code or key; the secret itself is never stored.
    For a letter of designation, `sha256` is the digest of the document and `document` the sealed bytes' reference.
    """

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+")
    application = models.ForeignKey(
        BodyApplication, models.PROTECT, related_name="proofs", null=True, blank=True
    )
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="proofs", null=True, blank=True)
    contest = models.ForeignKey(
        "access.Contest", models.PROTECT, related_name="proofs", null=True, blank=True
    )
    recovery = models.CharField(max_length=20, blank=True)
    kind = models.CharField(max_length=20, choices=ProofKind)
    state = models.CharField(max_length=10, choices=PROOF.choices, default="requested")
    secret_hash = models.CharField(max_length=64, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    document = models.CharField(max_length=80, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    requested_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()
    checked_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"proof {self.kind} {self.ref}"


class Contest(models.Model):
    """A candidacy, a registration or a newcomer is contested: he is frozen until decided with a second proof.

    `person` None is the legal representative, by the code of his letter. Exactly one of `application`, `candidacy`
    (still pending) and `membership` (a newcomer, suspended by `suspension`) is set. `checked_by` is the first of the
    two operators who uphold it.
    """

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    application = models.ForeignKey(
        BodyApplication, models.PROTECT, related_name="contests", null=True, blank=True
    )
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="contests", null=True, blank=True)
    membership = models.ForeignKey(
        "access.Membership", models.PROTECT, related_name="contests", null=True, blank=True
    )
    suspension = models.ForeignKey(
        "access.Suspension", models.PROTECT, related_name="+", null=True, blank=True
    )
    person = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True, blank=True)
    state = models.CharField(max_length=10, choices=CONTEST.choices, default="open")
    reason = models.CharField(max_length=300)
    opened_at = models.DateTimeField()
    opened_entry = models.BigIntegerField()
    checked_by = models.ForeignKey("accounts.Person", models.PROTECT, related_name="+", null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_entry = models.BigIntegerField(null=True, blank=True)

    def __str__(self) -> str:
        return f"contest {self.ref}"


class Letter(models.Model):
    """A letter to print and post, addressed by function to the register's address of a body.

    Its secret (an activation key, a contest code) is drawn when the batch is printed; only the hash is kept, here for
    a contest code, on the proof for a key.
    """

    class Kind(models.TextChoices):
        ACTIVATION_KEY = "activation-key", "clé d’activation"
        COURTESY = "courtesy", "information du représentant légal, avec code de contestation"
        SLEEPING = "sleeping", "administrateur unique sans activité"

    ref = models.CharField(max_length=20, unique=True, default=Ref.new)
    organisation = models.ForeignKey("registry.Organisation", models.PROTECT, related_name="+")
    establishment = models.ForeignKey("registry.Establishment", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=Kind)
    state = models.CharField(max_length=10, choices=LETTER.choices, default="queued")
    proof = models.ForeignKey(AuthorityProof, models.PROTECT, related_name="letters", null=True, blank=True)
    application = models.ForeignKey(
        BodyApplication, models.PROTECT, related_name="letters", null=True, blank=True
    )
    candidacy = models.ForeignKey(Candidacy, models.PROTECT, related_name="letters", null=True, blank=True)
    membership = models.ForeignKey(
        "access.Membership", models.PROTECT, related_name="letters", null=True, blank=True
    )
    secret_hash = models.CharField(max_length=64, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    batch = models.CharField(max_length=20, blank=True)
    queued_at = models.DateTimeField()
    printed_at = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"letter {self.kind} {self.ref}"
