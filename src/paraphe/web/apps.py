from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "paraphe.web"
    label = "web"

    def ready(self) -> None:
        from paraphe.web import checks, problems, table_words  # noqa: F401  (checks register themselves)

        problems.register(table_words.PROBLEMS)
