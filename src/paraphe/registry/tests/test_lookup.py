"""What a typed SIRET or name finds, what an address shows, and mailboxes from the directory."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from paraphe.kernel import clock
from paraphe.kernel.identifiers import InvalidIdentifier, luhn_sum
from paraphe.registry import selectors, services
from paraphe.registry.errors import FileFault, RegisterEventSettled, UnknownRegisterEvent
from paraphe.registry.models import Establishment, Organisation, RegisterEvent
from paraphe.registry.selectors import Outcome, look_up, mask_address, search_bodies

SIREN, OTHER = "219904125", "269900015"


def siret(siren: str, number: int = 1) -> str:
    head = f"{siren}{number:04d}"
    return next(f"{head}{key}" for key in range(10) if luhn_sum(f"{head}{key}") % 10 == 0)


def mirror(siren: str = SIREN, *, name: str = "Commune de Valbrune", city: str = "Valbrune") -> Establishment:
    services.mirror_organisation(siren=siren, name=name, branch="territorial")
    return services.mirror_establishment(
        siret=siret(siren),
        name="Mairie",
        opened_on=date(2000, 1, 1),
        is_head_office=True,
        address=("1 place du Tilleul", "99120", city),
    )


def test_look_up_of_siret_tells_each_outcome(db: None) -> None:
    assert look_up(siret(SIREN)).outcome is Outcome.UNKNOWN
    place = mirror()
    spaced = f"{place.siret[:3]} {place.siret[3:9]} {place.siret[9:]}"
    found = look_up(spaced)
    assert (found.outcome, found.establishment, found.organisation) == (
        Outcome.KNOWN,
        place,
        place.organisation,
    )
    of_place: list[tuple[dict[str, Any], Outcome]] = [
        ({"diffusion": "P"}, Outcome.UNDISCLOSED),
        ({"diffusion": "O", "closed_on": date(2020, 1, 1)}, Outcome.CLOSED),
    ]
    for changes, outcome in of_place:
        Establishment.objects.filter(pk=place.pk).update(**changes)
        assert look_up(place.siret).outcome is outcome
    Establishment.objects.filter(pk=place.pk).update(closed_on=None)
    of_body: list[tuple[dict[str, Any], Outcome]] = [
        ({"legal_category": "5710"}, Outcome.NON_PUBLIC),
        ({"legal_category": "", "branch": "other"}, Outcome.NON_PUBLIC),
        ({"closed_on": date(2020, 1, 1)}, Outcome.CLOSED),
    ]
    for changes, outcome in of_body:
        Organisation.objects.filter(pk=place.organisation_id).update(**changes)
        assert look_up(place.siret).outcome is outcome


def test_look_up_of_place_closing_later_is_known(db: None) -> None:
    place = mirror()
    Establishment.objects.filter(pk=place.pk).update(closed_on=date(2999, 1, 1))
    assert look_up(place.siret).outcome is Outcome.KNOWN


@pytest.mark.parametrize("text", ["", "21990412500017", "abc", "2199041250001\x00", "①" * 14])
def test_look_up_of_no_siret_refuses(db: None, text: str) -> None:
    with pytest.raises(InvalidIdentifier):
        look_up(text)


def test_look_up_of_moved_place_gives_its_successor(db: None) -> None:
    place = mirror()
    second = services.mirror_establishment(
        siret=siret(SIREN, 2), name="Nouvelle mairie", opened_on=date(2020, 1, 1)
    )
    Establishment.objects.filter(pk=place.pk).update(
        moved_to=second, closed_on=date(2020, 1, 1), moved_on=date(2020, 1, 1)
    )
    assert look_up(place.siret).successor == second


def test_mask_address_hides_all_but_first_letters(db: None) -> None:
    assert mask_address(mirror()) == "1 pl••• du Ti•••••, 99120 V•••••••"
    assert mask_address(Establishment(street="", postcode="", city="")) == ""


@pytest.mark.parametrize(
    "text",
    [
        "valbrune",
        "VALBRUNE",
        "commune de Valbrune",
        "valbrunne",
        "Valbrûne",
        "mairie valbrune",
        "99 valbrune",
        SIREN,
        siret(SIREN),
    ],
)
def test_search_bodies_by_name_city_or_number_finds_first(db: None, text: str) -> None:
    mirror(OTHER, name="Centre hospitalier de la Haute-Mereuse", city="Sainte-Odile")
    mirror()
    assert search_bodies(text)[0].siren == SIREN


def test_search_bodies_by_city_alone_finds_the_body_there(db: None) -> None:
    mirror(OTHER, name="Centre hospitalier de la Haute-Mereuse", city="Sainte-Odile")
    assert [body.siren for body in search_bodies("sainte odile")] == [OTHER]


@pytest.mark.parametrize("text", ["", "  ", "de la", "\x00", "%_'\\;--", "🏛️", "x" * 5000, "٣" * 14])
def test_search_bodies_of_nothing_or_hostile_text_finds_none(db: None, text: str) -> None:
    mirror()
    assert search_bodies(text) == []


def test_search_bodies_leaves_closed_and_undisclosed_out(db: None) -> None:
    place = mirror()
    Organisation.objects.update(diffusion="P")
    assert search_bodies("valbrune") == []
    Organisation.objects.update(diffusion="O", closed_on=date(2020, 1, 1))
    assert search_bodies("valbrune") == []
    assert place.organisation_id


def told(place: Establishment) -> RegisterEvent:
    return RegisterEvent.objects.create(
        kind="establishment-opened",
        organisation=place.organisation,
        establishment=place,
        seen_at=clock.now(),
    )


def test_apply_settlement_twice_refuses_the_second(db: None) -> None:
    event = told(mirror())
    services.apply_settlement(event, settlement="ignored", entry=7, at=clock.now())
    with pytest.raises(RegisterEventSettled), transaction.atomic():
        services.apply_settlement(event, settlement="welcomed", entry=8, at=clock.now())
    event.refresh_from_db()
    assert (event.settlement, event.settled_entry) == ("ignored", 7)


def test_read_register_event_of_another_body_is_unknown(db: None) -> None:
    event, other = told(mirror()), mirror(OTHER)
    assert selectors.register_event(event.organisation, event.ref) == event
    with pytest.raises(UnknownRegisterEvent):
        selectors.register_event(other.organisation, event.ref)


def mailbox(siren: str = SIREN) -> str:
    return Organisation.objects.get(siren=siren).official_mailbox


def test_fill_mailboxes_from_directory_prefers_the_seat_then_the_town_hall(db: None, tmp_path: Path) -> None:
    mirror()
    mirror(OTHER)
    services_listed = [
        {"siret": siret(SIREN, 2), "adresse_courriel": ["ecole@valbrune.example"]},
        {"siret": siret(SIREN), "adresse_courriel": ["Mairie@Valbrune.example", "b@valbrune.example"]},
        {"siren": "999002140", "adresse_courriel": ["inconnu@exemple.fr"]},
        {"siret": siret(OTHER, 3), "adresse_courriel": "a@ch.example;b@ch.example"},
        {
            "siret": siret(OTHER, 4),
            "pivot": [{"type_service_local": "mairie"}],
            "adresse_courriel": "m@ch.example",
        },
        {"siret": siret(OTHER), "adresse_courriel": ["pas une adresse"]},
        {"siret": "", "adresse_courriel": ["x@exemple.fr"]},
        {"nom": "sans adresse", "siret": siret(OTHER)},
    ]
    path = tmp_path / "annuaire.json"
    path.write_text(json.dumps({"service": services_listed}, ensure_ascii=False))
    report = services.fill_mailboxes(path)
    assert (mailbox(), mailbox(OTHER)) == ("mairie@valbrune.example", "m@ch.example")
    assert report.to_dict() == {"read": 6, "known": 2, "changed": 2, "refused": 1}
    assert services.fill_mailboxes(path).changed == 0


@pytest.mark.parametrize("text", ["siren;email\n219904125;a@b.fr\n", "email,siret\na@b.fr,21990412500016\n"])
def test_fill_mailboxes_from_list_takes_either_number(db: None, tmp_path: Path, text: str) -> None:
    mirror()
    (tmp_path / "liste.csv").write_text(text)
    services.fill_mailboxes(tmp_path / "liste.csv")
    assert mailbox() == "a@b.fr"


def test_fill_mailboxes_from_long_directory_reads_it_piece_by_piece(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from paraphe.registry import mailboxes

    mirror()
    monkeypatch.setattr(mailboxes, "CHUNK", 37)
    listed = [{"siren": "999002140", "adresse_courriel": [f"a{n}@exemple.fr"]} for n in range(200)]
    listed.append({"siren": SIREN, "adresse_courriel": ["mairie@valbrune.example"]})
    (tmp_path / "a.json").write_text(json.dumps(listed, indent=1))
    assert services.fill_mailboxes(tmp_path / "a.json").read == 201
    assert mailbox() == "mairie@valbrune.example"


@pytest.mark.parametrize(
    "content",
    [
        b"{",
        b"[",
        b"[1]",
        b'{"service": "x"}',
        b'[{"siren": "219904125"',
        b"[" * 100_000,
        b'[{"a": "\xff"}]',
        b"nom;adresse\n",
        b"",
    ],
)
def test_fill_mailboxes_from_bad_file_says_so_and_changes_nothing(
    db: None, tmp_path: Path, content: bytes
) -> None:
    mirror()
    (tmp_path / "mauvais").write_bytes(content)
    with pytest.raises(FileFault), transaction.atomic():
        services.fill_mailboxes(tmp_path / "mauvais")
    assert mailbox() == ""


@pytest.mark.parametrize(
    ("closed_on", "months", "last"),
    [
        (date(2026, 11, 1), 12, date(2027, 10, 31)),
        (date(2026, 1, 31), 1, date(2026, 2, 27)),
        (date(2026, 12, 15), 0, date(2026, 12, 14)),
    ],
)
def test_late_until_of_moved_place_is_the_last_day(
    db: None, settings: Any, closed_on: date, months: int, last: date
) -> None:
    settings.PARAPHE_LATE_MONTHS = months
    place, elsewhere = mirror(), mirror(OTHER)
    second = services.mirror_establishment(siret=siret(SIREN, 2), name="B", opened_on=date(2020, 1, 1))
    place.closed_on, place.moved_to = closed_on, second
    assert selectors.late_until(place) == last
    place.moved_to = elsewhere
    assert selectors.late_until(place) is None
