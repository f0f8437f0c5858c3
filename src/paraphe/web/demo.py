"""A database is a demonstration, or it is not: a mark written once, never removed by the application.

The mark opens what only a demonstration may have: shared accounts, the page of mails, the banner.
"""

from django.contrib.auth import get_user_model

from paraphe.web.errors import DemoOverPeople
from paraphe.web.models import DatabaseMark

DEMO = "demo"


def is_demo() -> bool:
    """True when the database of the request carries the mark."""
    return DatabaseMark.objects.filter(name=DEMO).exists()


def mark_demo() -> None:
    """Mark an empty database as a demonstration; DemoOverPeople if it already holds people."""
    if is_demo():
        return
    if get_user_model()._default_manager.exists():
        raise DemoOverPeople
    DatabaseMark.objects.create(name=DEMO)
