"""Short addresses of the acts that help leads to: `/aller/<name>` works from a printed sheet and survives log-in."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse


@dataclass(frozen=True)
class ShortAct:
    """The page an address lands on: in a body one administers, in a body one belongs to, or in none."""

    view: str
    audience: str = "administrator"

    @property
    def is_open(self) -> bool:
        """Whether this portal serves the page."""
        args = [] if self.audience == "anyone" else ["x"]
        try:
            reverse(self.view, args=args)
        except NoReverseMatch:
            return False
        return True


ACTS = {
    "administrateurs": ShortAct("access:administrators"),
    "ajouter-declarant": ShortAct("access:add_people"),
    "candidat-administrateur": ShortAct("access:become", "anyone"),
    "changer-administrateur": ShortAct("upkeep:handover"),
    "declarations": ShortAct("declarations:list", "member"),
    "demander-un-droit": ShortAct("access:ask_right", "member"),
    "deposer": ShortAct("declarations:deposit", "member"),
    "donner-un-droit": ShortAct("access:grant"),
    "etablissements": ShortAct("access:establishments"),
    "fermer-espace": ShortAct("upkeep:closure"),
    "jetons": ShortAct("access:tokens", "member"),
    "journal": ShortAct("access:register"),
    "matrice": ShortAct("access:matrix"),
    "mes-droits": ShortAct("access:mine", "member"),
    "personnes": ShortAct("access:people"),
    "profils": ShortAct("access:profiles"),
    "prolonger": ShortAct("access:expiring"),
    "qui-pouvait": ShortAct("access:past"),
    "revue": ShortAct("upkeep:review"),
    "sante": ShortAct("upkeep:health"),
    "services": ShortAct("access:services"),
    "supprimer-declarant": ShortAct("access:people"),
}
"""By name. Those of the leaflet are printed on paper: candidat-administrateur, ajouter-, supprimer-declarant."""


def open_acts() -> tuple[str, ...]:
    """The names that lead somewhere on this portal."""
    return tuple(name for name, act in ACTS.items() if act.is_open)
