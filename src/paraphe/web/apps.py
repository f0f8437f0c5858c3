from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "paraphe.web"
    label = "web"

    def ready(self) -> None:
        from paraphe.web import checks  # noqa: F401  (registers itself)
