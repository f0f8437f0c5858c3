"""What a candidate asks, and the exact acts that a proof of presence is bound to on the way to administering."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from paraphe.access import events
from paraphe.access.acts import act_of
from paraphe.registry.selectors import Establishment, Organisation

if TYPE_CHECKING:
    from paraphe.access.models import Candidacy

COOPTATION, KEY = "cooptation", "key"


@dataclass(frozen=True, slots=True)
class CandidacyPlan:
    """What is asked: of which establishments (`scope` None: the whole body), by which path, with which message.

    `letter_to` is the establishment the key is posted to, None for a co-optation. Posted elsewhere than to the head
    office, the key makes an administrator of that establishment only.
    """

    scope: Sequence[str] | None
    path: str
    message: str = ""
    letter_to: Establishment | None = None

    @property
    def reached(self) -> list[str] | None:
        """The establishments really asked for, once the letter's address is weighed; None for the whole body."""
        if self.letter_to is not None and not self.letter_to.is_head_office:
            return [self.letter_to.siret]
        return None if self.scope is None else sorted(set(self.scope))


def act_of_candidacy(organisation: Organisation, plan: CandidacyPlan) -> str:
    """Asking exactly this of this body."""
    letter_to = plan.letter_to.siret if plan.letter_to else None
    content = {"siren": organisation.siren, "scope": plan.reached, "path": plan.path, "letter_to": letter_to}
    return act_of(events.CANDIDACY_PROPOSED, {**content, "message": plan.message})


def act_of_path(candidacy: "Candidacy", plan: CandidacyPlan) -> str:
    """Taking the other path, with this letter if there is one."""
    letter_to = plan.letter_to.siret if plan.letter_to else None
    content = {"candidacy": candidacy.ref, "path": plan.path, "letter_to": letter_to}
    return act_of(events.CANDIDACY_SWITCHED, content)


def act_of_accord(candidacy: "Candidacy") -> str:
    """Agreeing to this candidacy, as it is."""
    content = {"candidacy": candidacy.ref, "scope": candidacy.scope, "path": candidacy.path}
    return act_of(events.CANDIDACY_VOICED, content)


def act_of_key(candidacy: "Candidacy") -> str:
    """Typing the key of this candidacy."""
    return act_of(events.ADMINISTRATOR_APPOINTED, {"candidacy": candidacy.ref})


def act_of_contest(candidacy: "Candidacy") -> str:
    """Contesting this candidacy, or the newcomer who came by it."""
    return act_of(events.CANDIDACY_CONTESTED, {"candidacy": candidacy.ref})
