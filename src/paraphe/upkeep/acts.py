"""The exact acts of this room a step-up is bound to; those of a hand-over are acts of the room of rights."""

from paraphe.access.acts import act_of
from paraphe.registry.selectors import Organisation
from paraphe.upkeep import events
from paraphe.upkeep.models import Closure


def act_of_closure(organisation: Organisation) -> str:
    """Asking that this body's space be closed."""
    return act_of(events.CLOSURE_REQUESTED, {"siren": organisation.siren})


def act_of_closing(closure: Closure) -> str:
    """Confirming, or doing, this closing."""
    return act_of(events.CLOSURE_CONFIRMED, {"closure": closure.ref, "state": closure.state})
