"""Logs as JSON lines that hold only the fields of a closed list.

A message is a constant name (`request_finished`); everything variable is a field. A field that is not listed is
dropped, so that no e-mail address, NIR or token reaches the log because somebody passed it. Lines of other libraries
keep their logger, level and event, never their arguments.
"""

import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

FIELDS = frozenset(
    {
        "timestamp", "level", "logger", "event", "request_id", "correlation_id", "code", "path", "method", "route",
        "duration_ms", "person", "body", "entry", "index", "size", "count", "task", "attempt", "reason", "error",
        "reference", "version", "port", "workers", "seed",
    }
)  # fmt: skip
_ROUTE_ONLY = re.compile(r"\?.*$")
_SAFE_TEXT = re.compile(r"[^\w ./:<>,()%=…’'-]")
_LONG_PART = r"(?=[\w=-]*[\dA-Z])[\w=-]{24,}|[\w=-]{10,}(?:[.:][\w=-]{10,})+"
_SECRET_PART = re.compile(rf"\S+@\S+|\d{{9,}}|{_LONG_PART}")

Event = MutableMapping[str, Any]


def keep_listed_fields(logger: Any, name: str, event: Event) -> Event:
    """Drop every field outside the list, and every part of a text that looks like a secret or an identifier."""
    return {key: _plain(value) for key, value in event.items() if key in FIELDS}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = _ROUTE_ONLY.sub("", str(value))
    return _SAFE_TEXT.sub(" ", _SECRET_PART.sub("…", text))[:300]


def name_error(logger: Any, name: str, event: Event) -> Event:
    """Keep the class and place of an exception, never its text: it may quote what somebody typed."""
    info = event.pop("exc_info", None)
    info = sys.exc_info() if info is True else info
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["reason"] = _innermost_place(error)
    return event


def _innermost_place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else ""


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    name_error,
]


def build_logging(level: str) -> dict[str, Any]:
    """The LOGGING setting; also points structlog to it."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = {
        "()": structlog.stdlib.ProcessorFormatter,
        "processors": [
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            keep_listed_fields,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        "foreign_pre_chain": SHARED,
        "use_get_message": False,  # the unformatted message: its arguments are data
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"json": formatter},
        "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
        "root": {"handlers": ["console"], "level": level},
        "loggers": {
            "django": {"handlers": [], "level": level, "propagate": True},
            "django.server": {"level": "ERROR"},
        },
    }
