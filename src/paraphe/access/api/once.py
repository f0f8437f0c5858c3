"""A POST with a key is done once: sent again, it gets the first answer again (`Idempotency-Key`).

The key holds for a day, for one token and one address. Kept in the portal's cache: the digest of what was sent, and the
answer. A key whose answer never came stays taken, so that nothing is done twice: the caller looks before he insists.
Source: draft-ietf-httpapi-idempotency-key-header.
"""

import hashlib
from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

from paraphe.access.api.answers import tell_code
from paraphe.kernel.errors import PortalError

HEADER = "Idempotency-Key"
KEPT = 24 * 3600
LONGEST = 100


def once(
    request: HttpRequest, *, token: str, content: bytes, act: Callable[[], HttpResponse]
) -> HttpResponse:
    """The answer of the act, done now, or the one it got under the same key."""
    key = request.headers.get(HEADER, "")
    if not key:
        return act()
    if len(key) > LONGEST or not key.isprintable():
        return tell_code(
            request, "access.api_unsound", errors=[{"pointer": HEADER, "detail": "Clé trop longue."}]
        )
    place = hashlib.sha256(f"{token}\n{request.get_full_path()}\n{key}".encode()).hexdigest()
    name, digest = f"api-once:{place}", hashlib.sha256(content).hexdigest()
    if not cache.add(name, {"digest": digest}, KEPT):
        return _again(request, cache.get(name) or {}, digest)
    try:
        response = act()
    except (
        PortalError
    ):  # refused: nothing was done, the key is free again; after any other fault, one looks first
        cache.delete(name)
        raise
    if response.status_code >= 300:
        cache.delete(name)
        return response
    kept = {"digest": digest, "status": response.status_code, "content": response.content}
    cache.set(name, kept, KEPT)
    return response


def _again(request: HttpRequest, kept: dict[str, Any], digest: str) -> HttpResponse:
    if kept.get("digest") != digest:
        return tell_code(request, "access.api_key_reused")
    if "status" not in kept:
        return tell_code(request, "access.api_key_running")
    response = HttpResponse(kept["content"], status=kept["status"], content_type="application/json")
    response["Idempotent-Replayed"] = "true"
    return response
