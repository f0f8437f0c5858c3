from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "paraphe.registry"
    label = "registry"
