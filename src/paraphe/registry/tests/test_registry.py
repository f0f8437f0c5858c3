"""The mirror of bodies and of the catalogue."""

import copy
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from paraphe.kernel.errors import Invalid
from paraphe.registry import selectors, services
from paraphe.registry.errors import CatalogueFault, UnknownBody
from paraphe.registry.models import Establishment, Organisation, Service

SIREN, SIRET = "219904125", "21990412500016"


def mirror() -> Organisation:
    organisation = services.mirror_organisation(siren=SIREN, name="Commune de Valbrune", branch="territorial")
    services.mirror_establishment(siret=SIRET, name="Mairie", opened_on=date(2000, 1, 1), is_head_office=True)
    return organisation


def test_load_catalogue_twice_changes_nothing(db: None) -> None:
    count = services.load_catalogue()
    before = list(Service.objects.values())
    assert services.load_catalogue() == count == len(before)
    assert list(Service.objects.values()) == before


def test_load_catalogue_without_a_service_makes_it_unavailable(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.load_catalogue()
    data = services.read_catalogue()
    data["service"] = [one for one in data["service"] if one["code"] != "dpae"]
    monkeypatch.setattr(services, "read_catalogue", lambda: data)
    services.load_catalogue()
    assert not Service.objects.get(code="dpae").is_available


def add(table: str, key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda data: data[table][0].__setitem__(key, value)


@pytest.mark.parametrize(
    "break_it",
    [
        add("service", "levels", ["write"]),
        add("service", "branches", ["private"]),
        add("service", "requires", ["dsn"]),
        add("service", "requires", ["absent"]),
        add("service", "protection_body", "absent"),
        lambda data: data["service"].append(data["service"][0]),
        lambda data: data["protection_body"].append(data["protection_body"][0]),
    ],
)
def test_check_catalogue_that_contradicts_itself_is_refused(
    break_it: Callable[[dict[str, Any]], object],
) -> None:
    data = copy.deepcopy(services.read_catalogue())
    break_it(data)
    with pytest.raises(CatalogueFault) as fault:
        services.check_catalogue(data)
    assert fault.value.code.startswith("registry.catalogue_")


def test_mirror_body_again_updates_it_and_keeps_its_reference(db: None) -> None:
    first = mirror()
    again = services.mirror_organisation(siren=SIREN, name="Valbrune", branch="territorial")
    assert (again.pk, again.ref, again.name) == (first.pk, first.ref, "Valbrune")
    assert Organisation.objects.count() == 1


@pytest.mark.parametrize("siren", ["219904126", "21990412", "abcdefghi"])
def test_mirror_wrong_number_is_refused(siren: str, db: None) -> None:
    with pytest.raises(Invalid):
        services.mirror_organisation(siren=siren, name="X", branch="territorial")
    assert not Organisation.objects.exists()


def test_mirror_establishment_of_unknown_body_is_refused(db: None) -> None:
    with pytest.raises(Organisation.DoesNotExist):
        services.mirror_establishment(siret=SIRET, name="Mairie", opened_on=date(2000, 1, 1))
    assert not Establishment.objects.exists()


def test_find_body_unknown_raises_unknown_body(db: None) -> None:
    for find in (selectors.organisation_by_ref, selectors.organisation_by_siren, selectors.service_by_code):
        with pytest.raises(UnknownBody):
            find("999999999")
    assert selectors.organisations_by_siren(["999999999"]) == {}


def test_write_numbers_as_read_groups_them_with_no_break_spaces(db: None) -> None:
    organisation = mirror()
    (place,) = selectors.establishments_of(organisation)
    assert organisation.siren_spaced == "219\u00a0904\u00a0125"
    assert place.siret_spaced == "219\u00a0904\u00a0125\u00a000016"
    assert selectors.establishments_by_siret([SIRET]) == {SIRET: place}


def test_list_services_follows_branch_and_order(db: None) -> None:
    services.load_catalogue()
    offered = selectors.services_for("hospital")
    assert [service.position for service in offered] == sorted(service.position for service in offered)
    assert selectors.services_for("none") == []
    assert selectors.service_names()["dsn"].startswith("Déclaration sociale")
