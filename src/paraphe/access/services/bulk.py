"""Rights by file: received, checked in the background, ordered, applied as one act; or dropped.

Receiving, ordering and dropping are the sender's own draft: saved, not recorded. The check is recorded; what is applied
is recorded by the entry of `change_rights`. Why in the worker: docs/decisions/0015-rights-by-file.md.
"""

import hashlib
from datetime import timedelta

from django.db import transaction

from paraphe.access import events
from paraphe.access.bulk.columns import recognise
from paraphe.access.bulk.directory import load_directory
from paraphe.access.bulk.files import LIMITS, PADDED, change_of, pack_table, unpack_table
from paraphe.access.bulk.findings import pack
from paraphe.access.bulk.planning import Plan, count_changes, plan_change
from paraphe.access.bulk.reading import read_asks
from paraphe.access.changes import pack_change
from paraphe.access.errors import FileUnreadable, UnknownAct
from paraphe.access.jobs import apply_file_job, check_file_job
from paraphe.access.models import BulkChange
from paraphe.access.services.changes import change_rights
from paraphe.access.services.guard import hold_body, require
from paraphe.access.transitions import BULK
from paraphe.access.vocabulary import Action
from paraphe.accounts import services as accounts
from paraphe.accounts.selectors import Person
from paraphe.journal import services as journal
from paraphe.kernel import clock
from paraphe.kernel.errors import PortalError, WrongState
from paraphe.registry.selectors import Organisation
from paraphe.web.tables import Table, read_table

KEPT_FOR = timedelta(days=30)
"""How long what a file held is kept once nothing more can be done with it."""


@transaction.atomic
def receive_file(
    organisation: Organisation, *, content: bytes, filename: str, complete: bool, actor: Person
) -> BulkChange:
    """Keep a file to be checked; the job that checks it is in the same transaction. Changes no right.

    `complete`: the file says everything, what it does not name is to be closed. Refused for who administers nothing
    here; TableUnreadable, FileUnreadable for a file that is none of rights.
    """
    _require_administrator(organisation, actor)
    table = read_table(content, filename, limits=LIMITS, padded=PADDED)
    layout = recognise(table).layout
    if complete and layout != BulkChange.Layout.RIGHTS:
        raise FileUnreadable("access.bulk_not_complete", field="complete")
    row = BulkChange(
        organisation=organisation,
        made_by=actor,
        filename=_plain_name(filename),
        layout=layout,
        content_sha256=hashlib.sha256(content).hexdigest(),
        report={"complete": complete},
    )
    return _keep(row, table)


@transaction.atomic
def repeat_file(file: BulkChange, *, actor: Person) -> BulkChange:
    """Check again what a file held, as a new file; WrongState where what it held is no longer kept."""
    _require_sender(file, actor)
    _require_administrator(file.organisation, actor)
    if not file.lines:
        raise WrongState("access.bulk_forgotten")
    row = BulkChange(
        organisation=file.organisation,
        made_by=actor,
        filename=file.filename,
        layout=file.layout,
        content_sha256=file.content_sha256,
        report={"complete": file.report.get("complete", False)},
    )
    return _keep(row, unpack_table(file.lines))


def _keep(row: BulkChange, table: Table) -> BulkChange:
    row.lines, row.total, row.made_at = pack_table(table), len(table.rows), clock.now()
    row.save(force_insert=True)
    check_file_job.defer(ref=row.ref)
    return row


def _plain_name(filename: str) -> str:
    """The file's own name, without folders or invisible signs."""
    bare = filename.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in bare if sign.isprintable())[-120:] or "fichier"


def _require_administrator(organisation: Organisation, actor: Person) -> None:
    """Who administers the body or some of it may send a file; each right is decided where it is given or closed."""
    require(Action.PERSON_INVITE, organisation, actor=actor)


def _require_sender(file: BulkChange, actor: Person) -> None:
    if file.made_by_id != actor.pk:
        raise UnknownAct("access.act_unknown")


def check_file(ref: str) -> None:
    """Compare a received file with what is, and keep the whole difference; nothing else is written but the entry.

    Called by the worker. A file already checked, or gone, is left alone.
    """
    file = _begin(ref, "check")
    if file is None:
        return
    try:
        _require_administrator(file.organisation, file.made_by)
        plan = _plan(file)
    except PortalError as error:
        _reject(file, error)
        return
    _note_check(file, plan)


def _begin(ref: str, verb: str) -> BulkChange | None:
    """The file with the sign that a worker is on it; None where it no longer waits for this verb."""
    file = BulkChange.objects.select_related("organisation", "made_by").filter(ref=ref).first()
    if file is None or (file.state, verb) not in BULK.table:
        return None
    now = clock.now()
    BulkChange.objects.filter(pk=file.pk).update(started_at=file.started_at or now, heartbeat_at=now)
    return file


def _plan(file: BulkChange) -> Plan:
    directory = load_directory(file.organisation, actor=file.made_by)
    reading = read_asks(unpack_table(file.lines), directory)

    def beat(done: int) -> None:
        progress = {"done": min(done, file.total), "heartbeat_at": clock.now()}
        BulkChange.objects.filter(pk=file.pk).update(**progress)

    return plan_change(reading, directory, complete=file.report["complete"], beat=beat)


@transaction.atomic
def _note_check(file: BulkChange, plan: Plan) -> None:
    chain = hold_body(file.organisation)
    row = _held(file)
    if (row.state, "check") not in BULK.table:
        return
    row.state, row.done, row.finished_at = BULK.next(row.state, "check"), row.total, clock.now()
    row.report = {
        "complete": row.report["complete"],
        "change": pack_change(plan.change),
        "counts": count_changes(plan.differences),
        "invited": len(plan.change.invitees),
        "differences": [pack(found) for found in plan.differences],
        "faults": [pack(found) for found in plan.faults],
        "notes": [pack(found) for found in plan.notes],
    }
    row.save()
    journal.record(
        event=events.BULK_CHECKED,
        chains=[chain],
        at=row.finished_at,
        body={
            **_named(row),
            "actor": row.made_by.ref,
            "lines": row.total,
            "faults": len({fault.line for fault in plan.faults}),
        },
    )


def _named(file: BulkChange) -> dict[str, object]:
    return {"v": 1, "siren": file.organisation.siren, "bulk": file.ref, "person": file.made_by.ref}


def _held(file: BulkChange) -> BulkChange:
    rows = BulkChange.objects.select_for_update(of=("self",)).select_related("organisation", "made_by")
    return rows.get(pk=file.pk)


@transaction.atomic
def order_file(file: BulkChange, *, mode: str, actor: Person) -> BulkChange:
    """The sender orders the file applied, at once, by the worker; the proof of presence already given waits for it.

    `mode` atomic: refused by WrongState if a line is at fault. WrongState where it changes nothing, or was ordered.
    """
    _require_sender(file, actor)
    row = _held(file)
    row.state = BULK.next(row.state, "queue")
    if mode == BulkChange.Mode.ATOMIC and row.report["faults"]:
        raise WrongState("access.bulk_faulty")
    if change_of(row).is_empty:
        raise WrongState("access.bulk_empty")
    row.mode, row.started_at, row.finished_at = mode, None, None
    row.heartbeat_at = clock.now()
    row.save()
    apply_file_job.defer(ref=row.ref)
    return row


def apply_file(ref: str) -> None:
    """Apply an ordered file as one act with one entry, or reject it whole, saying why. Called by the worker.

    The proof of presence of the order is spent here, and lives five minutes: an order found later is rejected.
    """
    file = _begin(ref, "apply")
    if file is None:
        return
    try:
        _apply(file)
    except PortalError as error:
        _reject(file, error)
        return
    _compare_names(file)


@transaction.atomic
def _apply(file: BulkChange) -> None:
    hold_body(file.organisation)
    row = _held(file)
    state = BULK.next(row.state, "apply")
    row.act = change_rights(row.organisation, change=change_of(row), actor=row.made_by)
    row.state, row.finished_at = state, clock.now()
    row.save()


def _compare_names(file: BulkChange) -> None:
    """Leave a doubt where somebody invited has an account by plainly other names, as an invitation alone does."""
    from paraphe.accounts.selectors import persons_by_email

    invitees = {email: (given, family) for email, given, family in file.report["change"]["invitees"]}
    for email, person in persons_by_email(invitees).items():
        given, family = invitees[email.lower()]
        accounts.compare_name(person, given_name=given, family_name=family, actor=file.made_by)


@transaction.atomic
def _reject(file: BulkChange, error: PortalError) -> None:
    row = _held(file)
    row.state, row.finished_at = BULK.next(row.state, "reject"), clock.now()
    told = {name: value for name, value in error.data.items() if isinstance(value, str | int)}
    row.report = {**row.report, "refused": {"code": error.code, "data": told}}
    row.save(update_fields=["state", "finished_at", "report"])


@transaction.atomic
def fail_file(file: BulkChange, *, reason: str) -> None:
    """End a file that no worker could finish, and tell its sender; nothing of it was applied.

    One whose state moved meanwhile is left alone.
    """
    chain = hold_body(file.organisation)
    row = _held(file)
    if (row.state, "fail") not in BULK.table:
        return
    row.state, row.finished_at = BULK.next(row.state, "fail"), clock.now()
    row.save(update_fields=["state", "finished_at"])
    body = {**_named(row), "actor": "portal", "reason": reason}
    journal.record(event=events.BULK_FAILED, chains=[chain], at=row.finished_at, body=body)


@transaction.atomic
def drop_file(file: BulkChange, *, actor: Person) -> None:
    """The sender gives a checked file up: what it held is forgotten. WrongState where it was ordered."""
    _require_sender(file, actor)
    row = _held(file)
    row.state, row.lines, row.report = BULK.next(row.state, "drop"), [], {}
    row.save(update_fields=["state", "lines", "report"])


def forget_files() -> int:
    """Forget what old files held: names and addresses have no more use there; how many."""
    old = BulkChange.objects.filter(made_at__lt=clock.now() - KEPT_FOR).exclude(lines=[])
    return old.exclude(state__in=("received", "queued")).update(lines=[], report={})
