"""Reading the mirror."""

from collections.abc import Iterable

from paraphe.registry.errors import UnknownBody
from paraphe.registry.models import Establishment, Organisation, Service

__all__ = ["Establishment", "Organisation", "Service"]


def organisation_by_ref(ref: str) -> Organisation:
    """The body of this reference; UnknownBody where there is none."""
    found = Organisation.objects.filter(ref=ref).first()
    if found is None:
        raise UnknownBody("registry.body_unknown")
    return found


def organisation_by_siren(siren: str) -> Organisation:
    """The body of this SIREN; UnknownBody where there is none."""
    found = Organisation.objects.filter(siren=siren).first()
    if found is None:
        raise UnknownBody("registry.body_unknown")
    return found


def organisations_by_siren(sirens: Iterable[str]) -> dict[str, Organisation]:
    """The known bodies among these SIRENs."""
    return {body.siren: body for body in Organisation.objects.filter(siren__in=set(sirens))}


def establishments_of(organisation: Organisation) -> list[Establishment]:
    """All establishments of a body, head office first."""
    return list(organisation.establishments.all())


def establishments_of_sirens(sirens: Iterable[str]) -> list[Establishment]:
    """All establishments of these bodies."""
    return list(Establishment.objects.filter(organisation__siren__in=set(sirens)))


def establishments_by_siret(sirets: Iterable[str]) -> dict[str, Establishment]:
    """The known establishments among these SIRETs, with their bodies."""
    rows = Establishment.objects.filter(siret__in=set(sirets)).select_related("organisation")
    return {row.siret: row for row in rows}


def services_for(branch: str) -> list[Service]:
    """The catalogue offered to a branch of the public service, in its order."""
    return list(Service.objects.filter(branches__contains=[branch]).select_related("protection_body"))


def service_by_code(code: str) -> Service:
    """The service of this code; UnknownBody(`registry.service_unknown`) where there is none."""
    found = Service.objects.filter(code=code).first()
    if found is None:
        raise UnknownBody("registry.service_unknown", service=code)
    return found


def service_names() -> dict[str, str]:
    """Names of the services by code."""
    return dict(Service.objects.values_list("code", "name"))
