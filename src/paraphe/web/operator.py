"""Who runs this portal, as the legal pages say it; what is missing shows, and stops a deployment."""

from dataclasses import dataclass, fields

from django.conf import settings

LABELS = {
    "name": "nom de l’exploitant",
    "address": "adresse postale de l’exploitant",
    "email": "courriel de l’exploitant",
    "phone": "téléphone de l’exploitant",
    "publisher": "directeur ou directrice de la publication",
    "host": "hébergeur (nom, adresse, téléphone)",
    "data_protection": "contact du délégué à la protection des données",
    "accessibility": "contact pour l’accessibilité",
    "security": "contact pour la sécurité (courriel ou adresse web)",
    "source_url": "adresse du code source de la version en service",
}


@dataclass(frozen=True)
class Operator:
    """The operator's particulars, each empty until set."""

    name: str = ""
    address: str = ""
    email: str = ""
    phone: str = ""
    publisher: str = ""
    host: str = ""
    data_protection: str = ""
    accessibility: str = ""
    security: str = ""
    source_url: str = ""

    @property
    def missing(self) -> list[str]:
        """Names of the particulars not set."""
        return [field.name for field in fields(self) if not getattr(self, field.name)]


def operator() -> Operator:
    """The particulars of the settings (`PARAPHE_OPERATOR`)."""
    known = {field.name for field in fields(Operator)}
    given = getattr(settings, "PARAPHE_OPERATOR", {})
    return Operator(**{name: str(value).strip() for name, value in given.items() if name in known})
