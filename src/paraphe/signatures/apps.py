from django.apps import AppConfig


class SignaturesConfig(AppConfig):
    """The ceremony, the seal and the keys; lends the journal its signer."""

    name = "paraphe.signatures"
    label = "signatures"

    def ready(self) -> None:
        from paraphe.journal.slots import fill_checkpoint_signer
        from paraphe.signatures.trust import sign_checkpoint

        fill_checkpoint_signer(sign_checkpoint)
