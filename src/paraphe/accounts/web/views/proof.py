"""The challenge for a passkey's answer to one named act."""

import re

from django.http import HttpRequest, HttpResponse, JsonResponse

from paraphe.accounts import services
from paraphe.web import failures
from paraphe.web.guards import POST, signed_in

HASH = re.compile(r"[0-9a-f]{64}")


@signed_in(methods=POST)
def challenge_act(request: HttpRequest) -> HttpResponse:
    """Options for the passkey; the answer will serve for the act of this digest only."""
    act_hash = request.POST.get("act", "")
    if not HASH.fullmatch(act_hash):
        return failures.bad_request(request)
    return JsonResponse(services.step_up_challenge(request=request, act_hash=act_hash))
