"""Before Django: the one header that breaks its request while it is being built, out of reach of any middleware.

Django decodes the query with the charset the client declares, in the constructor of the request; `charset=rot13` there
is an uncaught error. Every text of ours is UTF-8: that charset is taken off the header, any other is refused.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.http import parse_header_parameters

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
CHARSET = re.compile(r""";\s*charset\*?[\d*]*\s*=\s*("[^"]*"|[^;]*)""", re.IGNORECASE)
REFUSAL = "Le portail ne lit que l’UTF-8.\n".encode()
HEADERS = [
    ("Content-Type", "text/plain; charset=utf-8"),
    ("Content-Length", str(len(REFUSAL))),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
]


def keep_to_utf8(application: Application) -> Application:
    """The same application, in front of which a request in another charset receives 400."""

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        kind = environ.get("CONTENT_TYPE", "")
        if ";" in kind:
            plain = without_charset(kind)
            if plain is None:
                start_response("400 Bad Request", HEADERS)
                return [REFUSAL]
            environ["CONTENT_TYPE"] = plain
        return application(environ, start_response)

    return answer


def without_charset(kind: str) -> str | None:
    """A Content-Type without its charset when that is UTF-8 or none; None when it is another or unreadable."""
    try:
        charset = parse_header_parameters(kind)[1].get("charset", "utf-8")
        plain = CHARSET.sub("", kind)
        left = parse_header_parameters(plain)[1]
    except Exception:  # whatever the parser of headers cannot take is refused
        return None
    return plain if charset.lower() in ("utf-8", "utf8") and "charset" not in left else None
