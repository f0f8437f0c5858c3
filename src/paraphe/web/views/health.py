"""What a supervisor asks (alive? ready?) and what a person asks (does it work?)."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from paraphe.web import health
from paraphe.web.guards import public


@public(database=False)
def show_alive(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@public(database=False)
def show_ready(request: HttpRequest) -> HttpResponse:
    """200 when every check is ok, 503 with the failing ones otherwise."""
    checks = health.readiness()
    ready = all(word == "ok" for word in checks.values())
    return JsonResponse({"ready": ready, "checks": checks}, status=200 if ready else 503)


@public
def show_status(request: HttpRequest) -> HttpResponse:
    """The state of the service, as a person reads it."""
    checks = health.readiness()
    is_ready = all(word == "ok" for word in checks.values())
    return render(request, "pages/status.html", {"checks": checks, "is_ready": is_ready})
