"""The signatures room as a Django application."""

from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    """The ceremony, the seal and the keys; lends the journal its signer."""

    name = "paraphe.signatures"
    label = "signatures"
    verbose_name = "Signatures"

    def ready(self) -> None:
        """Lend the journal its signer, and give the toolbox our sentences."""
        from paraphe.journal.slots import fill_checkpoint_signer
        from paraphe.signatures.trust import sign_checkpoint
        from paraphe.signatures.web.sentences import PROBLEMS
        from paraphe.web import problems

        fill_checkpoint_signer(sign_checkpoint)
        problems.register(PROBLEMS)
