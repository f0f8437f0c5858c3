"""The journal as a Django application."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    """What happened, provably."""

    name = "paraphe.journal"
    label = "journal"
    verbose_name = "Registre"

    def ready(self) -> None:
        """Give the toolbox the sentences of this room's errors."""
        from paraphe.web import problems
        from paraphe.web.problems import Problem

        problems.register(
            {
                "journal.log_mismatch": Problem(
                    "Le registre est arrêté",
                    "Les fichiers du registre et ses lignes ne disent pas la même chose : plus rien n’est signé "
                    "tant que l’exploitant n’a pas regardé.",
                    "Prévenez l’exploitant du portail.",
                ),
                "journal.not_included": Problem(
                    "L’acte n’est pas encore inscrit au registre",
                    "Il est enregistré, et attend son numéro. Rien n’est perdu.",
                    "Réessayez dans une minute.",
                ),
            }
        )
