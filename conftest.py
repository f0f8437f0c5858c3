"""Fixtures of every test; each family is a module of `tests/fixtures`."""

pytest_plugins = [
    "tests.fixtures.database",
    "tests.fixtures.portal",
    "tests.fixtures.browser",
    "tests.fixtures.reporting",
]
