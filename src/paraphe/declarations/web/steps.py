"""The five steps of a declaration."""

from paraphe.web.components import Step

STEPS = ("Déposer", "Contrôler", "Figer", "Signer", "Suivre")


def steps_at(current: str) -> list[Step]:
    """The steps, those before the current one done."""
    place = STEPS.index(current)
    return [
        Step(label, "done" if number < place else "current" if number == place else "later")
        for number, label in enumerate(STEPS)
    ]
