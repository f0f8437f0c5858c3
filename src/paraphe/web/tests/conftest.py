"""The toolbox alone: its own URL table, its layers, stand-ins in its slots."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.test import Client

from paraphe.web import slots
from paraphe.web.demo import mark_demo
from paraphe.web.slots import Answer, BodyChoice, MarginNote, MenuItem, NavEntry

FOLDER = Path(__file__).resolve().parent
MIDDLEWARE = [
    "paraphe.web.middleware.Surroundings",
    "django.middleware.security.SecurityMiddleware",
    "paraphe.web.middleware.Limits",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "paraphe.web.tests.conftest.Visitor",
    "django.contrib.messages.middleware.MessageMiddleware",
    "paraphe.web.middleware.AccessRecord",
    "paraphe.web.middleware.ReadOnly",
    "paraphe.web.middleware.Problems",
]


PUBLIC = [
    "/", "/etat-du-service", "/problemes", "/apparence", "/mentions-legales",
    "/donnees-personnelles", "/accessibilite", "/accessibilite/plan", "/conditions", "/cookies", "/plan-du-site",
    "/code-source", "/courriels/", "/nulle-part", "/formulaire", "/panne",
]  # fmt: skip
SIGNED_IN = ["/composants", "/o/refuse/personnes", "/o/valbrune/personnes", "/plan-du-site"]


@dataclass
class Person:
    """A visitor known by the header of the test."""

    full_name: str = "Claire Maubert"
    initials: str = "CM"
    is_authenticated: bool = True
    is_active: bool = True


@dataclass
class Nobody:
    is_authenticated: bool = False


@dataclass
class Gate:
    code: str
    title: str
    passed: bool
    note: str = ""
    lifted_by: list[str] = field(default_factory=list)


@dataclass
class Decision:
    allowed: bool
    reason: str = ""
    gates: list[Gate] = field(default_factory=list)


@dataclass
class Body:
    ref: str = "valbrune"
    name: str = "Commune de Valbrune"
    siren: str = "219904125"
    detail: str = "4 établissements"


class Visitor:
    """Stand-in for the log-in: the header `X-Visitor` is a logged-in person."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        person = Person() if "X-Visitor" in request.headers else Nobody()
        request.user = request._cached_user = person  # type: ignore[assignment, attr-defined]
        return self.get_response(request)


def decide(person: Any, action: str, kwargs: Any) -> Answer | None:
    """`valbrune` allows, `refuse` refuses with gates, any other body is unrelated."""
    if kwargs["body_ref"] == "valbrune":
        return Answer(Decision(True), Body())
    if kwargs["body_ref"] == "refuse":
        bad = Gate(
            "level", "Votre droit s’arrête à « Préparer »", False, "Il faut « Signer ».", ["Samuel Kerbrat"]
        )
        return Answer(
            Decision(False, "level", [Gate("account", "Votre compte est actif", True), bad]), Body()
        )
    return None


class Recorder:
    """Keeps what was recorded; `broken` makes it fail."""

    def __init__(self) -> None:
        self.paths: list[str] = []
        self.broken = False

    def __call__(self, request: HttpRequest, response: HttpResponseBase) -> None:
        if self.broken:
            raise OSError("disk full")
        self.paths.append(request.path)


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture(autouse=True)
def toolbox(settings: LazySettings, recorder: Recorder, tmp_path: Path) -> Iterator[None]:
    """Our layers and our URL table, with the required slots filled by stand-ins."""
    templates: Any = deepcopy(settings.TEMPLATES)
    templates[0]["DIRS"] = [FOLDER / "templates"]
    templates[0]["OPTIONS"]["context_processors"] = [
        "django.template.context_processors.request",
        "django.contrib.messages.context_processors.messages",
        "paraphe.web.context.frame",
    ]
    settings.TEMPLATES = templates
    settings.ROOT_URLCONF = "paraphe.web.tests.urls"
    settings.MIDDLEWARE = MIDDLEWARE
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.FORM_RENDERER = "paraphe.web.forms.PortalRenderer"
    settings.CSRF_FAILURE_VIEW = "paraphe.web.failures.csrf_failed"
    settings.STATE_DIR = tmp_path
    settings.PARAPHE_OPERATOR = {}
    settings.PARAPHE_MAX_BODY = 4 * 1024 * 1024
    settings.PARAPHE_MAX_FORM = 2 * 1024 * 1024
    settings.LOGIN_URL = "/compte/connexion"
    settings.LOGIN_REDIRECT_URL = "/accueil"
    with (
        slots.decider.filled_with(decide),
        slots.second_factor.filled_with(lambda request: ""),
        slots.access_recorder.filled_with(recorder),
        slots.navigation.filled_with(lambda request: ()),
        slots.bodies.filled_with(lambda request: ()),
        slots.role_label.filled_with(lambda request: "Administratrice"),
        slots.account_menu.filled_with(lambda request: ()),
        slots.refusal_gates.filled_with(lambda request, error: ()),
        slots.open_acts.filled_with(lambda: ()),
        slots.margin_note.filled_with(lambda request: None),
    ):
        yield


@pytest.fixture
def visitor() -> Client:
    """Someone logged in."""
    return Client(headers={"X-Visitor": "1"})


@pytest.fixture
def stranger() -> Client:
    """Nobody."""
    return Client()


@pytest.fixture
def unraised() -> Client:
    """Someone logged in who receives error pages instead of exceptions."""
    return Client(raise_request_exception=False, headers={"X-Visitor": "1"})


@pytest.fixture
def frame(settings: LazySettings) -> Iterator[None]:
    """A demonstration with a full navigation."""
    settings.PARAPHE_OPERATOR = {"name": "Département de la Mereuse"}
    mark_demo()
    entries = [
        NavEntry("Accueil", "/accueil", 5),
        NavEntry("Personnes", "/personnes", current=True),
        NavEntry("Droits", "/droits"),
    ]
    bodies = [
        BodyChoice("Commune de Valbrune", "219 904 125 · administratrice", "/", current=True),
        BodyChoice("CCAS de Valbrune", "269 904 124 · déclarante", "/cookies"),
    ]
    items = [MenuItem("Mes moyens de connexion", "/moi"), MenuItem("Se déconnecter", "/ecrire", post=True)]
    with (
        slots.navigation.filled_with(lambda request: entries),
        slots.bodies.filled_with(lambda request: bodies),
        slots.account_menu.filled_with(lambda request: items),
        slots.margin_note.filled_with(lambda request: MarginNote("Fiche confirmée", "le 4 novembre 2026")),
    ):
        yield


@pytest.fixture
def pages(frame: None) -> dict[str, tuple[int, str]]:
    """Each page rendered once: name -> (status, HTML)."""
    stranger = Client(raise_request_exception=False)
    visitor = Client(raise_request_exception=False, headers={"X-Visitor": "1"})
    rendered = {path: stranger.get(path) for path in PUBLIC}
    rendered |= {f"{path}?visitor": visitor.get(path) for path in SIGNED_IN}
    rendered["/formulaire?bad"] = stranger.post(
        "/formulaire", {"name": "x" * 50, "ends_on_jour": "31", "ends_on_mois": "2"}
    )
    return {name: (response.status_code, response.content.decode()) for name, response in rendered.items()}
