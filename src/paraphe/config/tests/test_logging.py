"""Logs hold the fields of the list and nothing that names a person."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from paraphe.config.logging import FIELDS, build_logging

NIR = "185057800608436"
EMAIL = "claire.maubert@valbrune.example"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0LXNlY3JldA"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configuration: dict[str, Any] = build_logging("INFO")
    configuration["handlers"]["console"]["stream"] = stream
    before = logging.root.handlers[:], logging.root.level
    logging.config.dictConfig(configuration)
    yield stream
    logging.root.handlers[:], logging.root.level = before
    structlog.reset_defaults()


def test_log_listed_field_keeps_it(lines: io.StringIO) -> None:
    structlog.get_logger("paraphe.access").info("entry_recorded", entry=12, route="habilitation:grant")
    told = json.loads(lines.getvalue())
    assert (told["event"], told["entry"], told["route"]) == ("entry_recorded", 12, "habilitation:grant")


def test_log_unlisted_field_drops_it(lines: io.StringIO) -> None:
    structlog.get_logger("paraphe.access").info(
        "person_seen", email=EMAIL, nir=NIR, token=TOKEN, password="x"
    )
    assert set(json.loads(lines.getvalue())) <= FIELDS


@pytest.mark.parametrize("secret", [NIR, EMAIL, TOKEN])
def test_log_secret_in_listed_field_blanks_it(lines: io.StringIO, secret: str) -> None:
    structlog.get_logger("paraphe").info(
        "odd", path=f"/invitation/{secret}?next={secret}", reason=f"got {secret}"
    )
    assert secret not in lines.getvalue()


@pytest.mark.parametrize("secret", [NIR, EMAIL, TOKEN])
def test_log_of_other_library_forgets_its_arguments(lines: io.StringIO, secret: str) -> None:
    logging.getLogger("django.request").warning("Not Found: %s", f"/x/{secret}", extra={"request": secret})
    assert secret not in lines.getvalue()
    assert json.loads(lines.getvalue())["event"] == "Not Found: %s"


def test_log_exception_keeps_its_place_and_not_its_text(lines: io.StringIO) -> None:
    log = structlog.get_logger("paraphe")
    try:
        raise ValueError(f"bad NIR {NIR} of {EMAIL}")
    except ValueError:
        log.exception("unexpected")
        logging.getLogger("paraphe.web").exception("access not recorded")
    for line in lines.getvalue().splitlines():
        told = json.loads(line)
        assert told["error"] == "ValueError"
        assert "test_logging" in told["reason"]
    assert NIR not in lines.getvalue()
    assert EMAIL not in lines.getvalue()


def test_log_formatted_message_with_secret_blanks_it(lines: io.StringIO) -> None:
    logging.getLogger("paraphe.web").warning(f"saw {EMAIL} with {NIR}")
    assert EMAIL not in lines.getvalue()
    assert NIR not in lines.getvalue()
