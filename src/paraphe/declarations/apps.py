from django.apps import AppConfig


class DeclarationsConfig(AppConfig):
    name = "paraphe.declarations"
    label = "declarations"
