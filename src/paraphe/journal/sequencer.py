"""Committed entries are numbered, written in tiles, and covered by a signed checkpoint; then a receipt may be shown.

Commit, number, tiles, checkpoint: a crash between two steps leaves entries recorded and not yet included, and the next
run resumes at the step that is missing. One run at a time in the whole portal (advisory lock); whoever waits for it
finds his entry included when his turn comes. Source: evidence.md ruling 2.
"""

from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from paraphe.journal.errors import LogMismatch, NotIncluded
from paraphe.journal.models import Checkpoint, Entry, Place
from paraphe.journal.slots import checkpoint_signer
from paraphe.kernel import clock
from paraphe_proof.tiles import TileError, TileLog

_LOCK = 0x5041_5241_5048
BATCH = 5_000


def log_directory() -> Path:
    """The folder of the log's files; losing it loses nothing, the rows rebuild it."""
    return Path(settings.STATE_DIR) / "log"


def include_pending() -> Checkpoint | None:
    """Include every committed entry; the newest checkpoint, None on an empty journal.

    Called outside any transaction. LogMismatch where files and rows disagree: nothing is written then.
    """
    if connection.in_atomic_block:
        raise RuntimeError("journal.include_pending is called after commit")
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(%s)", [_LOCK])
    try:
        return _include()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(%s)", [_LOCK])


def _include() -> Checkpoint | None:
    size = _number_pending()
    last = Checkpoint.objects.order_by("-size").first()
    if size == 0 or (last is not None and last.size == size):
        return last
    log = open_log()
    try:
        _append_missing(log, size)
        root = log.root(size)
    except TileError as error:
        raise LogMismatch("journal.log_mismatch", detail=str(error)) from error
    note = checkpoint_signer()(size, root)
    log.write_checkpoint(note)
    with transaction.atomic():
        return Checkpoint.objects.create(size=size, root=root.hex(), note=note.decode(), at=clock.now())


@transaction.atomic
def _number_pending() -> int:
    """Give committed entries their numbers in the order of their keys, which is that of each chain; the log's size."""
    last = Place.objects.order_by("-index").values_list("index", flat=True).first()
    size = 0 if last is None else last + 1
    pending = Entry.objects.filter(place__isnull=True).order_by("pk").values_list("pk", flat=True)
    rows = [Place(index=size + offset, entry_id=entry) for offset, entry in enumerate(pending)]
    Place.objects.bulk_create(rows, batch_size=BATCH)
    return size + len(rows)


def open_log() -> TileLog:
    """The log's files, checked against the last checkpoint row; LogMismatch where they say otherwise."""
    log = TileLog(log_directory())
    known = Checkpoint.objects.filter(size=log.size).first()
    # A crash between the file and its row leaves a checkpoint that the rows do not know: the leaves decide.
    agrees = log.root(log.size).hex() == known.root if known else log.read_entries() == _leaves(0, log.size)
    if not agrees:
        raise LogMismatch("journal.log_mismatch", size=log.size)
    return log


def _append_missing(log: TileLog, size: int) -> None:
    """Write the leaves the files lack, from the rows: all of them where the files were lost."""
    while log.size < size:
        log.append(_leaves(log.size, min(size, log.size + BATCH)))


def _leaves(start: int, end: int) -> list[bytes]:
    rows = Place.objects.filter(index__gte=start, index__lt=end).order_by("index")
    return [bytes(leaf) for leaf in rows.values_list("entry__leaf", flat=True)]


def place_of(entry: Entry | int) -> int:
    """The number of an entry in the log; NotIncluded where it has none yet."""
    pk = entry if isinstance(entry, int) else entry.pk
    index = Place.objects.filter(entry_id=pk).values_list("index", flat=True).first()
    if index is None:
        raise NotIncluded("journal.not_included")
    return index
