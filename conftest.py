"""Fixtures of every test; each family is a module of `tests/fixtures`."""

pytest_plugins = ["tests.fixtures.database"]
