"""Light, dark, or as the system says: a preference kept in a cookie that names nobody."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

COOKIE = "apparence"
ONE_YEAR = 365 * 24 * 3600


@dataclass(frozen=True)
class Appearance:
    """A choice: its value in the cookie, its words, the `data-theme` of the page (empty: the system decides)."""

    value: str
    label: str
    theme: str
    option: str


CHOICES = (
    Appearance("auto", "automatique", "", "Automatique"),
    Appearance("clair", "claire", "light", "Clair"),
    Appearance("sombre", "sombre", "dark", "Sombre"),
)
_BY_VALUE = {choice.value: choice for choice in CHOICES}


def appearance_of(request: HttpRequest) -> Appearance:
    """The choice of the request's cookie; automatic for anything unknown."""
    return _BY_VALUE.get(request.COOKIES.get(COOKIE, ""), CHOICES[0])


def keep_appearance(request: HttpRequest, response: HttpResponse, value: str) -> None:
    """Write the choice on the response; an unknown value is automatic."""
    choice = _BY_VALUE.get(value, CHOICES[0])
    response.set_cookie(
        COOKIE, choice.value, max_age=ONE_YEAR, secure=request.is_secure(), httponly=True, samesite="Lax"
    )
