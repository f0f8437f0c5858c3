"""The knowledge base as the search reads it, and the counters around it, which name nobody."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from paraphe.helpdesk.vocabulary import THEMES


def _words(**options: int) -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=options.get("size", 40)), default=list, blank=True)


class HelpEntry(models.Model):
    """One entry, copied from its file at each migration; the file is the truth.

    `plain_*` are normalised as searches are (`wording.normalise`). `summary` is the first paragraph, `text` what every
    reader sees, without marks; `body` the Markdown with its blocks.
    """

    slug = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField()
    theme = models.CharField(max_length=20, choices=[(theme.value, label) for theme, label in THEMES.items()])
    title = models.CharField(max_length=120)
    plain_title = models.CharField(max_length=120)
    plain_aliases = _words(size=120)
    sizes = _words()
    roles = _words()
    act = models.CharField(max_length=40, blank=True)
    is_leaflet = models.BooleanField(default=False)
    contacts = _words()
    related = _words(size=60)
    reviewed_on = models.DateField()
    summary = models.TextField()
    text = models.TextField()
    body = models.TextField()
    vector = SearchVectorField(null=True)

    class Meta:
        ordering = ["position"]
        indexes = [GinIndex(fields=["vector"], name="helpdesk_entry_vector")]

    def __str__(self) -> str:
        return self.slug


class HelpTerm(models.Model):
    """One word of an entry, plain and as its French stem, with the weight of the best place it stands in."""

    entry = models.ForeignKey(HelpEntry, models.CASCADE, related_name="terms")
    word = models.CharField(max_length=40)
    stem = models.CharField(max_length=40, db_index=True)
    weight = models.FloatField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["entry", "word"], name="helpdesk_one_term")]
        indexes = [GinIndex(fields=["word"], name="helpdesk_term_like", opclasses=["gin_trgm_ops"])]

    def __str__(self) -> str:
        return self.word


class SearchCount(models.Model):
    """How many times a text was looked for on a day, masked and cut; nobody is named."""

    outside = True

    day = models.DateField()
    text = models.CharField(max_length=120)
    is_answered = models.BooleanField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "text", "is_answered"], name="helpdesk_one_count_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.times}"


class Opinion(models.Model):
    """How many readers of an entry were helped, and how many were not, by month; nobody is named."""

    outside = True

    slug = models.SlugField(max_length=60)
    month = models.DateField()
    helped = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["slug", "month"], name="helpdesk_one_opinion_a_month")]

    def __str__(self) -> str:
        return f"{self.slug} {self.helped}/{self.failed}"
