"""Receiving a file: bytes kept encrypted, checked, and refused whole where one right is missing."""

import json
from pathlib import PurePosixPath
from typing import BinaryIO

from django.db import transaction

from paraphe.access import selectors as access
from paraphe.access.vocabulary import Action, Level
from paraphe.accounts.selectors import Person
from paraphe.declarations import rights, vault
from paraphe.declarations.dsn import engine
from paraphe.declarations.dsn.reader import Reader
from paraphe.declarations.dsn.report import Report
from paraphe.declarations.errors import FileRefused, FileUnreadable
from paraphe.declarations.models import Draft
from paraphe.kernel import clock
from paraphe.kernel.identifiers import Ref
from paraphe.registry.selectors import Organisation

SERVICE = "dsn"
MAX_SIZE = 200 * 1024 * 1024
NAME_LENGTH = 100


def receive_file(organisation: Organisation, *, name: str, stream: BinaryIO, actor: Person) -> Draft:
    """Keep, check and weigh a DSN file (gzip or not); the draft carries its findings.

    The person needs the right to prepare for every establishment the file declares for: FileRefused names each, and
    nothing is kept. A file that names none is kept for its findings, for its depositor alone. FileUnreadable where it
    is empty or over 200 MB. A private draft: recorded in the journal once frozen.
    """
    ref = Ref.new()
    _keep_content(ref, stream)
    try:
        with vault.open_stream(content_name(ref)) as kept:
            report = engine.check(kept, max_size=MAX_SIZE)
        items = rights.items_of(report)
        places = rights.weigh(
            organisation, items, person=actor.pk, action=Action.DECLARATION_PREPARE, service=SERVICE
        )
        rights.require_all(places) if places else _require_somewhere(organisation, actor)
        vault.keep(report_name(ref), [json.dumps(report.to_dict()).encode()])
        return _insert(organisation, ref, name, report, actor)
    except BaseException:
        vault.forget(content_name(ref))
        vault.forget(report_name(ref))
        raise


def _require_somewhere(organisation: Organisation, actor: Person) -> None:
    """A file that names no establishment is taken only from someone who prepares for at least one."""
    levels = access.strongest_levels(actor.pk, organisation.siren, SERVICE)
    if not any(level >= Level.PREPARE for level in levels.values()):
        raise FileRefused(())


def content_name(ref: str) -> str:
    """The vault's name of a draft's bytes."""
    return f"{ref}.dsn"


def report_name(ref: str) -> str:
    """The vault's name of a draft's report."""
    return f"{ref}.report"


def _keep_content(ref: str, stream: BinaryIO) -> None:
    """Keep the text of the file, expanded: what is checked, signed and sent are the same bytes."""
    reader = Reader(stream, max_size=MAX_SIZE)
    vault.keep(content_name(ref), reader.read_text())
    if reader.stopped or reader.text_size == 0:
        vault.forget(content_name(ref))
        raise FileUnreadable(f"declarations.file_{reader.stopped or 'empty'}", field="file")


@transaction.atomic
def _insert(organisation: Organisation, ref: str, name: str, report: Report, actor: Person) -> Draft:
    items = rights.items_of(report)
    return Draft.objects.create(
        ref=ref,
        organisation=organisation,
        service=SERVICE,
        name=safe_name(name),
        sha256=report.sha256,
        size=report.size,
        is_test=report.envelope.test,
        is_accepted=report.accepted,
        blocking_count=report.blocking_count,
        warning_count=report.warning_count,
        items=items,
        sirets=rights.sirets_of(items),
        received_by=actor,
        received_at=clock.now(),
    )


def safe_name(name: str) -> str:
    """The file's name without folder or odd signs, ending in `.dsn`: fit for a statement and a download."""
    stem = PurePosixPath(name.replace("\\", "/")).name.removesuffix(".gz")
    stem = stem.rsplit(".", 1)[0] if "." in stem else stem
    kept = "".join(char if char.isascii() and (char.isalnum() or char in "-_.") else "-" for char in stem)
    return f"{kept.strip('.-')[:NAME_LENGTH] or 'declaration'}.dsn"
