"""What the toolbox needs from the rooms above it, each filled once in their `AppConfig.ready()`.

An unfilled required slot answers no: the page is refused and the check `paraphe.E001` stops the server. An unfilled
optional slot gives its default.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Generic, ParamSpec, Protocol, TypeVar, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from paraphe.kernel.errors import Forbidden
from paraphe.web.components import Act
from paraphe.web.errors import SlotEmpty

P = ParamSpec("P")
R = TypeVar("R")


class Gate(Protocol):
    """One check of a decision, with the names of those who can lift it."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def note(self) -> str: ...
    @property
    def passed(self) -> bool: ...
    @property
    def lifted_by(self) -> Sequence[str]: ...


class Decision(Protocol):
    """The answer of the room that decides."""

    @property
    def allowed(self) -> bool: ...
    @property
    def reason(self) -> str: ...
    @property
    def gates(self) -> Sequence[Gate]: ...


class BodyInUse(Protocol):
    """The organisme a page is about; `detail` is the short second line of the masthead."""

    @property
    def ref(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def siren(self) -> str: ...
    @property
    def detail(self) -> str: ...


@dataclass(frozen=True)
class Answer:
    """What the decider gives for someone related to the body of the page."""

    decision: Decision
    body: BodyInUse | None = None


@dataclass(frozen=True)
class NavEntry:
    """One line of the navigation; `count` is what waits there."""

    label: str
    url: str
    count: int = 0
    current: bool = False


@dataclass(frozen=True)
class BodyChoice:
    """One body the person may switch to; `detail` says its SIREN and the person's role there."""

    name: str
    detail: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class MenuItem:
    """One line of the account menu; `post` makes it a button, for acts such as logging out."""

    label: str
    url: str
    post: bool = False


@dataclass(frozen=True)
class MarginNote:
    """The note under the navigation: a strong title and a sentence."""

    title: str
    text: str


class Slot(Generic[P, R]):
    """A named place for one function of a higher room."""

    def __init__(self, name: str, default: R | None = None, *, required: bool = False) -> None:
        self.name = name
        self.required = required
        self._default = default
        self._function: Callable[P, R] | None = None

    def fill(self, function: Callable[P, R]) -> None:
        """Give the slot its function; the last room to fill wins, as tests need."""
        self._function = function

    @property
    def is_filled(self) -> bool:
        return self._function is not None

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Ask the function; SlotEmpty where a required slot has none."""
        if self._function is not None:
            return self._function(*args, **kwargs)
        if self.required:
            raise SlotEmpty(self.name)
        return cast(R, self._default)

    @contextmanager
    def filled_with(self, function: Callable[P, R] | None) -> Iterator[None]:
        """Replace the function inside the block; None empties the slot. For tests."""
        before, self._function = self._function, function
        try:
            yield
        finally:
            self._function = before


# access: (person, action, view kwargs) -> Answer, or None where the person may not know the body exists
decider: Slot[[Any, str, Mapping[str, Any]], Answer | None] = Slot("decider", required=True)
# accounts: (request) -> "" when this session may see data, else the address to go to (second factor)
second_factor: Slot[[HttpRequest], str] = Slot("second_factor", required=True)
# journal or access: (request, response) -> writes one access row; any exception refuses the page
access_recorder: Slot[[HttpRequest, HttpResponseBase], None] = Slot("access_recorder", required=True)
# access: (request, error) -> the gates of a verb's refusal in words, empty where the error carries no decision
refusal_gates: Slot[[HttpRequest, Forbidden], Sequence[Gate]] = Slot("refusal_gates", ())
# access: (request) -> the act a refusal offers, such as asking for the right that is missing, or None
refusal_offer: Slot[[HttpRequest], Act | None] = Slot("refusal_offer")
# home: (request) -> entries of the margin and of the narrow menu
navigation: Slot[[HttpRequest], Sequence[NavEntry]] = Slot("navigation", ())
# access or home: (request) -> bodies the person may switch to
bodies: Slot[[HttpRequest], Sequence[BodyChoice]] = Slot("bodies", ())
# access or home: (request) -> "Administratrice", "Déclarant"… for the body in use
role_label: Slot[[HttpRequest], str] = Slot("role_label", "")
# accounts: (request) -> lines of the account menu
account_menu: Slot[[HttpRequest], Sequence[MenuItem]] = Slot("account_menu", ())
# home: () -> names of the short addresses /aller/<name> that lead somewhere
open_acts: Slot[[], Collection[str]] = Slot("open_acts", ())
# home: (request) -> reference of the body the person used last in this session, empty where none
chosen_body: Slot[[HttpRequest], str] = Slot("chosen_body", "")
# helpdesk: () -> what the public home offers to do: (short title, sentence, address or empty)
front_topics: Slot[[], Sequence[tuple[str, str, str]]] = Slot("front_topics", ())
# home: (request) -> note under the navigation, or None
margin_note: Slot[[HttpRequest], MarginNote | None] = Slot("margin_note")

ALL: tuple[Slot[Any, Any], ...] = (
    decider, second_factor, access_recorder, refusal_gates, navigation, bodies, role_label, account_menu, open_acts,
    refusal_offer, chosen_body, front_topics, margin_note,
)  # fmt: skip


def missing() -> list[str]:
    """Names of the required slots nobody filled."""
    return [slot.name for slot in ALL if slot.required and not slot.is_filled]
