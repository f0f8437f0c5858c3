"""A natural person who may log in."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac

from paraphe.kernel import clock
from paraphe.kernel.identifiers import REF_LENGTH, Ref


def new_ref() -> str:
    """A fresh reference, as the text that is stored."""
    return str(Ref.new())


class PersonManager(BaseUserManager["Person"]):
    """Finds people by their address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person whose address this is; `Person.DoesNotExist` otherwise."""
        return self.get(email__iexact=username or "")


class Person(AbstractBaseUser):
    """One natural person has one account, whatever the number of bodies acted for.

    Holds no right at all: rights are rows of the access room. `registered_at` is when the person completed
    the account from a link sent to the address: until then the address is unverified and nobody logs in.
    `name_locked_at` is set once something was signed, after which the name cannot become another person's.
    `sessions_epoch` is part of what a session proves: raising it ends all of them, in the transaction that
    raises it. `profile_confirmed_at` is when the person last said that her name and address are right;
    `bounced_at` since when her mailbox sends our mails back.
    """

    last_login: None = None  # the last activity is a row of its own
    ref = models.CharField(max_length=REF_LENGTH, unique=True, default=new_ref, editable=False)
    email = models.EmailField("adresse électronique", max_length=254, unique=True)
    given_name = models.CharField("prénom", max_length=80)
    family_name = models.CharField("nom", max_length=80)
    is_active = models.BooleanField(default=True)
    registered_at = models.DateTimeField(null=True, blank=True)
    name_locked_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=clock.now, editable=False)
    profile_confirmed_at = models.DateTimeField(null=True, blank=True)
    bounced_at = models.DateTimeField(null=True, blank=True)
    sessions_epoch = models.PositiveIntegerField(default=0, editable=False)

    objects = PersonManager()

    EMAIL_FIELD = "email"
    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["given_name", "family_name"]

    class Meta:
        verbose_name = "personne"
        constraints = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="person_email_lower_case"),
            models.CheckConstraint(condition=~models.Q(given_name="", family_name=""), name="person_named"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """Given name then family name, as written on screens and in evidence."""
        return f"{self.given_name} {self.family_name}".strip()

    @property
    def initials(self) -> str:
        """The letters of the paraphe: one a word of the name, at most three."""
        words = self.full_name.replace("-", " ").split()
        return "".join(word[0] for word in words[:3]).upper()

    @property
    def email_verified(self) -> bool:
        """Whether the mailbox was proved: the account was completed from a link sent there."""
        return self.registered_at is not None

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """Addresses are kept in lower case."""
        return username.strip().lower()

    def clean(self) -> None:
        """Put the address in the form it is stored."""
        self.email = self.normalize_username(self.email)

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """What a session must hold to stay alive: Django's keyed hash of the password, and here of the epoch
        too.
        """
        proved = f"{self.password}|{self.sessions_epoch}"
        return salted_hmac("paraphe.accounts.session", proved, secret=secret, algorithm="sha256").hexdigest()

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save with the address in lower case, so that one mailbox is one account."""
        self.email = self.normalize_username(self.email)
        super().save(*args, **kwargs)
