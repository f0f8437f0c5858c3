"""Filling the mirror: the catalogue from its data file, bodies and establishments from the register.

These verbs copy what is decided elsewhere and record no entry: nothing here gives or ends a right.
"""

import tomllib
from collections.abc import Mapping
from datetime import date, datetime
from importlib import resources
from typing import Any

from django.db import transaction

from paraphe.kernel.identifiers import Siren, Siret
from paraphe.registry.errors import CatalogueFault, RegisterEventSettled
from paraphe.registry.importing import ImportReport, Kept, Sources, import_register
from paraphe.registry.mailboxes import MailboxReport, fill_mailboxes
from paraphe.registry.models import Establishment, Organisation, ProtectionBody, RegisterEvent, Service
from paraphe.registry.sirene import check_categories

__all__ = [
    "ImportReport",
    "Kept",
    "MailboxReport",
    "Sources",
    "apply_settlement",
    "check_categories",
    "fill_mailboxes",
    "import_register",
    "load_catalogue",
    "mirror_establishment",
    "mirror_organisation",
]

LEVELS = ("consult", "prepare", "sign")


def read_catalogue() -> dict[str, Any]:
    """The catalogue shipped with the package, checked; CatalogueFault where it contradicts itself."""
    data = tomllib.loads(
        resources.files("paraphe.registry").joinpath("data/catalogue.toml").read_text("utf-8")
    )
    check_catalogue(data)
    return data


def check_catalogue(data: Mapping[str, Any]) -> None:
    """Refuse unknown levels, branches, bodies and prerequisites, and codes given twice."""
    bodies = [body["code"] for body in data["protection_body"]]
    codes = [service["code"] for service in data["service"]]
    for name, values in (("protection_body", bodies), ("service", codes)):
        if len(set(values)) != len(values):
            raise CatalogueFault("registry.catalogue_twice", table=name)
    for service in data["service"]:
        known = (
            service["protection_body"] in bodies
            and set(service["requires"]) <= set(codes) - {service["code"]}
            and set(service["levels"]) <= set(LEVELS)
            and set(service["branches"]) <= set(Organisation.Branch.values)
            and bool(service.get("charter")) == (service.get("charter_version", 0) > 0)
            and service.get("access_delay", 0) >= 0
        )
        if not known:
            raise CatalogueFault("registry.catalogue_unknown", service=service["code"])


@transaction.atomic
def load_catalogue() -> int:
    """Make the tables equal to the data file; the number of services. Nothing is deleted, only made unavailable."""
    data = read_catalogue()
    for body in data["protection_body"]:
        ProtectionBody.objects.update_or_create(code=body["code"], defaults={"name": body["name"]})
    bodies = {body.code: body for body in ProtectionBody.objects.all()}
    for position, service in enumerate(data["service"]):
        Service.objects.update_or_create(
            code=service["code"],
            defaults={
                "name": service["name"],
                "protection_body": bodies[service["protection_body"]],
                "position": position,
                "levels": service["levels"],
                "branches": service["branches"],
                "requires": service["requires"],
                "signature_level": service["signature_level"],
                "is_available": service["available"],
                "charter": service.get("charter", ""),
                "charter_version": service.get("charter_version", 0),
                "access_delay": service.get("access_delay", 0),
            },
        )
    Service.objects.exclude(code__in=[s["code"] for s in data["service"]]).update(is_available=False)
    return len(data["service"])


@transaction.atomic
def mirror_organisation(
    *, siren: str, name: str, branch: str, agent_kind: str = "", mailbox: str = ""
) -> Organisation:
    """Copy a legal entity from the register."""
    organisation, _ = Organisation.objects.update_or_create(
        siren=Siren(siren),
        defaults={"name": name, "branch": branch, "agent_kind": agent_kind, "official_mailbox": mailbox},
    )
    return organisation


@transaction.atomic
def mirror_establishment(
    *,
    siret: str,
    name: str,
    opened_on: date,
    is_head_office: bool = False,
    address: tuple[str, str, str] = ("", "", ""),
) -> Establishment:
    """Copy an establishment from the register; `address` is street, postcode, city."""
    siret = Siret(siret)
    street, postcode, city = address
    establishment, _ = Establishment.objects.update_or_create(
        siret=siret,
        defaults={
            "organisation": Organisation.objects.get(siren=siret.siren),
            "name": name,
            "opened_on": opened_on,
            "is_head_office": is_head_office,
            "street": street,
            "postcode": postcode,
            "city": city,
        },
    )
    return establishment


@transaction.atomic
def apply_settlement(event: RegisterEvent, *, settlement: str, entry: int, at: datetime) -> None:
    """Write how a body answered what the register told, for a verb that records its own entry.

    RegisterEventSettled where it was answered already: the row is locked until the verb ends.
    """
    row = RegisterEvent.objects.select_for_update(of=("self",)).get(pk=event.pk)
    if row.settlement:
        raise RegisterEventSettled("registry.event_settled")
    row.settlement, row.settled_entry, row.settled_at = settlement, entry, at
    row.save(update_fields=["settlement", "settled_entry", "settled_at"])
