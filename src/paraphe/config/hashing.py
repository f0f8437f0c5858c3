"""A password hash for tests: the portal can check it, and it costs next to nothing."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickHasher(PBKDF2PasswordHasher):
    """PBKDF2 with two rounds."""

    iterations = 2
