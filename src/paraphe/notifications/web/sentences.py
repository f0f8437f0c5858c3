"""The French of this room's errors and pages."""

from paraphe.web.problems import Problem

PROBLEMS = {
    "notifications.notice_unknown": Problem("Avis inconnu", "Aucun de vos avis ne porte cette référence."),
    "notifications.kind_fixed": Problem(
        "Ce genre de nouvelles ne se choisit pas",
        "Les messages de sécurité et les invitations sont toujours envoyés aussitôt.",
    ),
}
PAGES = dict.fromkeys(
    ("notifications:list", "notifications:open", "notifications:read", "notifications:read_all"),
    "Ses propres avis",
)
"""The pages with personal data, as a body reads who looked at what."""
