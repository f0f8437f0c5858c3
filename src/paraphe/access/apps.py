from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "paraphe.access"
    label = "access"
