"""The one row the toolbox keeps: what kind of database this is."""

from django.db import models


class DatabaseMark(models.Model):
    """A fact about the whole database, such as `demo`; written once, never changed or removed."""

    insert_only = True

    name = models.CharField(max_length=32, unique=True)
    marked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "web_database_mark"

    def __str__(self) -> str:
        return self.name
