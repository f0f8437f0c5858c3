"""Fixtures of every test; each family is a module of `tests/fixtures`."""

from hypothesis import settings

# A deadline would judge the machine, not the code.
settings.register_profile("portal", deadline=None)
settings.load_profile("portal")

pytest_plugins = [
    "tests.fixtures.database",
    "tests.fixtures.portal",
    "tests.fixtures.browser",
    "tests.fixtures.reporting",
]
