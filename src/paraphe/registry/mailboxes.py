"""Official mailboxes of bodies, from the directory of the administration or from a plain list.

JSON: the export of « Annuaire de l’administration » (DILA, data.gouv.fr), `{"service": [...]}` or a bare array of
services, each with `siret` or `siren` and `adresse_courriel` (text or list). CSV: `siren;email` or `siret;email`,
comma or semicolon. The mailbox named for the seat is preferred, then the one of a town hall, then the first. Generic
addresses are what is expected here. Nothing is sent; a mailbox no longer listed is kept.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from paraphe.kernel.identifiers import InvalidIdentifier, Siren, Siret
from paraphe.registry.errors import FileFault
from paraphe.registry.files import open_rows
from paraphe.registry.models import Establishment, Organisation

CHUNK = 1 << 20
SERVICE_MOST = 4 << 20
"""Characters in one service of the directory; real ones have a few thousand."""
SEAT, TOWN_HALL, ANY = 2, 1, 0

_BETWEEN = re.compile(r"[ \t\r\n,]*")

Named = tuple[int, str, str, bool]
"""Place in the file, SIREN or SIRET, address, whether it is a town hall."""


@dataclass
class MailboxReport:
    """What a list of mailboxes gave: services read, bodies of the mirror found, addresses changed, lines refused."""

    read: int = 0
    known: int = 0
    changed: int = 0
    refused: int = 0

    def to_dict(self) -> dict[str, int]:
        """The same as JSON-compatible values."""
        return asdict(self)


@transaction.atomic
def fill_mailboxes(path: Path) -> MailboxReport:
    """Give bodies of the mirror the official mailbox the list names; FileFault, nothing changed, for another form."""
    report, best = MailboxReport(), dict[str, tuple[int, str]]()
    seats = dict(
        Establishment.objects.filter(is_head_office=True).values_list("organisation__siren", "siret")
    )
    held = dict(Organisation.objects.values_list("siren", "official_mailbox"))
    for _, number, address, is_town_hall in _read(path):
        report.read += 1
        siren = number[:9]
        if not _is_number(number) or not _is_address(address):
            report.refused += 1
        elif siren in held:
            is_seat = number == siren or number == seats.get(siren)
            rank = SEAT if is_seat else TOWN_HALL if is_town_hall else ANY
            if siren not in best or rank > best[siren][0]:
                best[siren] = (rank, address.lower())
    report.known = len(best)
    for siren, (_, address) in best.items():
        if held[siren] != address:
            report.changed += Organisation.objects.filter(siren=siren).update(official_mailbox=address)
    return report


def _is_number(text: str) -> bool:
    try:
        Siren(text) if len(text) == 9 else Siret(text)
    except InvalidIdentifier:
        return False
    return True


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


def _read(path: Path) -> Iterator[Named]:
    try:
        with path.open("rb") as raw:
            head = raw.read(4096).decode("utf-8-sig", "replace").lstrip()
    except OSError as error:
        raise FileFault("registry.file_unreadable", file=path.name, reason=error.strerror or "") from None
    return _read_json(path) if head[:1] in ("{", "[") else _read_csv(path, head.split("\n", 1)[0])


def _read_csv(path: Path, header: str) -> Iterator[Named]:
    separator = ";" if ";" in header else ","
    names = [name.strip().strip('"').lower() for name in header.strip().split(separator)]
    key = next((name for name in ("siret", "siren") if name in names), "siren")
    with open_rows(path, [key, "email"], separator=separator) as rows:
        for line, (number, address) in rows:
            yield line, "".join(number.split()), address.strip(), False


def _read_json(path: Path) -> Iterator[Named]:
    with path.open(encoding="utf-8-sig") as stream:
        for position, service in enumerate(_services(stream, path.name), 1):
            number = str(service.get("siret") or service.get("siren") or "")
            number = "".join(number.split())
            addresses = service.get("adresse_courriel") or []
            listed = addresses if isinstance(addresses, list) else str(addresses).split(";")
            if number and listed and str(listed[0]).strip():
                yield position, number, str(listed[0]).strip(), _is_town_hall(service)


def _is_town_hall(service: dict[str, Any]) -> bool:
    pivots = service.get("pivotLocal") or service.get("pivot") or []
    if isinstance(pivots, str):
        return "mairie" in pivots
    return any(
        (pivot.get("type_service_local") if isinstance(pivot, dict) else pivot) == "mairie"
        for pivot in (pivots if isinstance(pivots, list) else [])
    )


def _services(stream: IO[str], name: str) -> Iterator[dict[str, Any]]:
    """The objects of the first array of the text, one by one, whatever the size of the file."""
    decoder, place = json.JSONDecoder(), 0
    try:
        held = stream.read(CHUNK)
        start = held.find("[") + 1
        while start:
            start = _BETWEEN.match(held, start).end()  # type: ignore[union-attr]
            if held.startswith("]", start):
                return
            try:
                service, end = decoder.raw_decode(held, start)
            except ValueError:
                more = stream.read(CHUNK)
                if not more or len(held) - start > SERVICE_MOST:
                    break
                held, start = f"[{held[start:]}{more}", 1
                continue
            if not isinstance(service, dict):
                break
            place += 1
            yield service
            start = end
    except (UnicodeDecodeError, RecursionError):
        pass
    raise FileFault("registry.file_json", file=name, place=place + 1)
