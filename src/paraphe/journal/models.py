"""Rows of the journal: written once, never changed, with no foreign key out of the room."""

from django.db import models


class Chain(models.Model):
    """A body's or a person's own sequence of entries; `public` hides the subject from readers of the log."""

    insert_only = True

    class Kind(models.TextChoices):
        BODY = "body"
        PERSON = "person"

    kind = models.CharField(max_length=6, choices=Kind)
    subject = models.CharField(max_length=20)
    secret = models.BinaryField(max_length=32)
    public = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "subject"], name="journal_chain_subject")]

    def __str__(self) -> str:
        return f"{self.kind} {self.public[:12]}"


class Entry(models.Model):
    """One fact: its leaf exactly as hashed into the log, and when it was written."""

    insert_only = True

    event = models.CharField(max_length=80)
    at = models.DateTimeField()
    leaf = models.BinaryField()
    leaf_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return f"{self.event} {self.pk}"


class Link(models.Model):
    """The place of an entry on a chain: `seq` from 1, `prev` the leaf hash before it (64 zeros at first)."""

    insert_only = True

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="links")
    chain = models.ForeignKey(Chain, models.PROTECT, related_name="links")
    seq = models.BigIntegerField()
    prev = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "seq"], name="journal_link_place")]

    def __str__(self) -> str:
        return f"{self.chain_id}:{self.seq}"


class EntryBody(models.Model):
    """What the entry says, apart from its commitment so that retention can erase it and keep the log whole."""

    insert_only = True

    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, related_name="content")
    body = models.BinaryField()
    salt = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"body of {self.entry_id}"


class Place(models.Model):
    """The number of an entry in the log, given after commit by the sequencer alone."""

    insert_only = True

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, models.PROTECT, related_name="place")

    def __str__(self) -> str:
        return str(self.index)


class Checkpoint(models.Model):
    """A signed statement of the log's size and root (C2SP checkpoint)."""

    insert_only = True

    size = models.BigIntegerField(primary_key=True)
    root = models.CharField(max_length=64)
    note = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.size} {self.root[:16]}"


class Access(models.Model):
    """One reading of personal data: who, for which body, which page, about whom."""

    insert_only = True

    at = models.DateTimeField()
    person = models.CharField(max_length=20)
    body = models.CharField(max_length=9)
    page = models.CharField(max_length=80)
    about = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [models.Index(fields=["body", "at"], name="journal_access_body")]

    def __str__(self) -> str:
        return f"{self.page} {self.at:%Y-%m-%d}"
