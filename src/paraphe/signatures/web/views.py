"""Verifying a receipt in public: the offline verifier itself, with this portal's trust, nothing kept."""

import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from paraphe.kernel import clock
from paraphe.signatures.services import trust_document
from paraphe.signatures.web.forms import MAX_SIZE, VerifyForm
from paraphe.web.guards import FORM, public
from paraphe_proof.trust import read_trust
from paraphe_proof.verdict import Verdict
from paraphe_proof.verify import verify_container

ROLES = {"declarant": "déclarant", "administrator": "administrateur"}
ROOM = 2 * MAX_SIZE + 65_536
METHODS = {"totp": "code à usage unique", "passkey": "clé d’accès"}


@public(methods=FORM, database=False, room=ROOM)
def verify_receipt(request: HttpRequest) -> HttpResponse:
    """Give the verdict on the file sent; the file is not kept and nobody is named in a log."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        at, given = clock.now(), form.cleaned_data
        content = given["content"].read() if given["content"] else None
        verdict = verify_container(
            given["container"].read(), read_trust(trust_document()), content=content, at=at
        )
        context |= {"verdict": verdict, "at": at, "file": given["container"], **_described(verdict)}
    return render(request, "signatures/verify.html", context, status=422 if form.errors else 200)


def _described(verdict: Verdict) -> dict[str, Any]:
    """The facts of the verdict in words; they are only claims where the outcome is not VALIDE."""
    facts = verdict.facts
    if "signer" not in facts:
        return {"facts": None}
    signed_at = datetime.fromisoformat(facts["signed_at"]) if "signed_at" in facts else None
    items = facts["declaration"]["items"]
    sirets = list(dict.fromkeys(item["siret"] for item in items))
    return {
        "facts": facts,
        "role": ROLES[facts["role"]],
        "method": METHODS[facts["method"]],
        "signed_at": signed_at,
        "sirets": sirets[:20],
        "more_sirets": max(0, len(sirets) - 20),
    }


@public(database=False)
def download_trust(request: HttpRequest) -> HttpResponse:
    """What a verifier pins: this portal's roots, log key and name."""
    content = json.dumps(trust_document(), ensure_ascii=False, indent=1).encode()
    response = HttpResponse(content, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="trust.json"'
    return response
