"""The pages the law asks for, filled with the operator's particulars; what is missing shows as missing."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from paraphe.kernel.clock import now
from paraphe.web.guards import View, public
from paraphe.web.operator import operator

SECURITY_TXT_DAYS = 180


def _page(name: str) -> View:
    """A public page made of one template."""

    @public
    def show(request: HttpRequest) -> HttpResponseBase:
        cookies = {"session_cookie": settings.SESSION_COOKIE_NAME, "form_cookie": settings.CSRF_COOKIE_NAME}
        context: dict[str, Any] = {"operator": operator(), **cookies}
        return render(request, f"pages/{name}.html", context)

    show.__name__ = name
    return show


mentions = _page("mentions")
privacy = _page("privacy")
accessibility = _page("accessibility")
accessibility_plan = _page("accessibility_plan")
terms = _page("terms")
cookies = _page("cookies")
sitemap = _page("sitemap")
source = _page("source")


@public(database=False)
def security_txt(request: HttpRequest) -> HttpResponse:
    """RFC 9116; without a contact set there is no file to serve."""
    contact = operator().security
    if not contact:
        return HttpResponse(
            "# contact not set by the operator\n", status=404, content_type="text/plain; charset=utf-8"
        )
    address = contact if ":" in contact else f"mailto:{contact}"
    expires = (now() + timedelta(days=SECURITY_TXT_DAYS)).strftime("%Y-%m-%dT00:00:00Z")
    url = request.build_absolute_uri(request.path)
    lines = [
        f"Contact: {address}",
        f"Expires: {expires}",
        "Preferred-Languages: fr, en",
        f"Canonical: {url}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
