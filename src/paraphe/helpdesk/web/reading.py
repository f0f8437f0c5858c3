"""Who reads a page of help: role and size of the body used last, as far as this session may say."""

from dataclasses import dataclass, field

from django.http import HttpRequest

from paraphe.access import selectors as access
from paraphe.access.selectors import Belonging
from paraphe.access.vocabulary import Action
from paraphe.helpdesk.rendering import Reader
from paraphe.helpdesk.vocabulary import ROLES, Role, Size
from paraphe.registry import selectors as registry
from paraphe.registry.selectors import Establishment, Organisation
from paraphe.web import slots
from paraphe.web.http import portal


@dataclass(frozen=True)
class Place:
    """Where someone stands when he asks for help: reader, and the body in use where there is one."""

    reader: Reader
    organisation: Organisation | None = None
    establishments: list[Establishment] = field(default_factory=list)

    @property
    def role_word(self) -> str:
        """The role in words."""
        return ROLES[self.reader.role]

    @property
    def shell(self) -> str:
        """The frame of the page: the one of people logged in, or the public one."""
        return "base/register.html" if self.reader.is_known else "base/public.html"


def place_of(request: HttpRequest) -> Place:
    """The reader of a page of help, and the body on screen; a session without its second factor is a visitor's."""
    user = portal(request).user
    if not user.is_authenticated or slots.second_factor(request):
        return Place(Reader())
    belongings = access.bodies_of(user.pk)
    chosen = slots.chosen_body(request)
    found = next((one for one in belongings if one.organisation.ref == chosen), None)
    found = found or (belongings[0] if len(belongings) == 1 else None)
    if found is not None and _show_body(request, found):
        return _inside(found)
    return Place(Reader(_outside(user.pk, belongings)))


def _show_body(request: HttpRequest, belonging: Belonging) -> bool:
    """Put the body on screen, where the decision opens it."""
    answer = slots.decider(portal(request).user, Action.BODY_READ, {"body_ref": belonging.organisation.ref})
    if answer is None or not answer.decision.allowed:
        return False
    portal(request).body_in_use = answer.body
    return True


def _inside(belonging: Belonging) -> Place:
    places = [one for one in registry.establishments_of(belonging.organisation) if one.closed_on is None]
    role = Role.ADMINISTRATOR if belonging.membership.is_administrator else Role.DECLARANT
    size = Size.MULTI if len(places) > 1 else Size.MONO
    return Place(Reader(role, size), belonging.organisation, places)


def _outside(person: int, belongings: list[Belonging]) -> Role:
    if access.is_operator(person):
        return Role.OPERATOR
    if not belongings:
        return Role.CANDIDATE
    return Role.ADMINISTRATOR if any(b.membership.is_administrator for b in belongings) else Role.DECLARANT
