"""Check a DSN file: one pass, constant memory, never an exception on content.

The loop costs about one dictionary look-up a line: lines that repeat are remembered with their verdict, the
others are judged by one compiled test. Structure is decided once per block instance, by tables (`walk.py`).
"""

import re
from collections.abc import Iterable
from io import BytesIO
from itertools import chain
from typing import BinaryIO

from paraphe.declarations.dsn.context import Context, Values
from paraphe.declarations.dsn.controls import IMPLEMENTED
from paraphe.declarations.dsn.controls.envelope import judge_file
from paraphe.declarations.dsn.controls.reading import build_envelope
from paraphe.declarations.dsn.ledger import Fault, Ledger
from paraphe.declarations.dsn.limits import list_limits, list_not_implemented
from paraphe.declarations.dsn.norm import LIVE, VERSIONS, Norm, load_norm
from paraphe.declarations.dsn.reader import BOMB, CUT, DAMAGED, TOO_BIG, TOO_FAULTY, Reader
from paraphe.declarations.dsn.report import Report
from paraphe.declarations.dsn.syntax import diagnose
from paraphe.declarations.dsn.walk import Hit, Walk

MAX_SIZE = 1 << 30
FAULT_BOUND = 1_000_000
LINE_LIMIT = 256
CHANNELS = ("screen", "machine")
_MEMO_BOUND = 20_000
_VERSION = re.compile(rb"S10\.G00\.00\.006,'(P\d\dV\d\d)'")
_GRAMMAR = re.compile(rb"(S\d\d\.G\d\d\.\d\d\.\d{3})(?:\.\d{3})?,'(.*)'", re.DOTALL)
_STOPS = {
    TOO_BIG: "il dépasse la taille acceptée.",
    BOMB: "une fois décompressé, il grossit de façon anormale.",
    DAMAGED: "la compression est abîmée.",
    TOO_FAULTY: "il contient plus d’un million d’anomalies. Corrigez les premières, puis recommencez.",
    CUT: "la compression est incomplète. Déposez le fichier entier.",
}


def check(
    stream: BinaryIO | bytes, *, channel: str = "screen", limit: int = 1000, max_size: int = MAX_SIZE
) -> Report:
    """Check the bytes of a DSN and say everything found.

    `stream` is read once, by blocks. `channel` is "screen" or "machine" (which accepts one declaration a
    file). `limit` bounds the findings kept, never the counts. `max_size` bounds the expanded size in bytes.
    Raises only what reading the stream raises, and `ValueError` for another channel.
    """
    if channel not in CHANNELS:
        raise ValueError(channel)
    reader = Reader(BytesIO(stream) if isinstance(stream, bytes) else stream, max_size=max_size)
    batches = reader.read_batches()
    first = next(batches, [])
    norm = load_norm(_find_version(first))
    context = Context(norm, Ledger(norm, limit=limit), channel=channel)
    recognised = bool(first) and first[0].startswith(b"S10")
    if not recognised:
        start = first[0][:40] if first else b""
        context.record(Fault("S10.G00.00", "CST-12", 1, start, _explain_unreadable(start)))
    run = _Check(norm, context, reader)
    lines = run.read(chain([first], batches)) if recognised else _drain(batches)
    if recognised and not reader.stopped:
        run.finish()
    if reader.stopped:
        context.record(Fault("S10.G00.00", "CST-14", max(lines, 1), detail=_STOPS[reader.stopped]))
    return _build_report(context, reader, lines=lines, recognised=recognised)


class _Check:
    """One run: the hot loop, and the slow path of refused lines."""

    def __init__(self, norm: Norm, context: Context, reader: Reader) -> None:
        self._norm = norm
        self._reader = reader
        self._context = context
        self._walk = Walk(norm, context)
        self._memo: dict[bytes, Hit] = {}
        self._last: tuple[int, int, Values] = (0, 0, {})

    def read(self, batches: Iterable[list[bytes]]) -> int:
        """Read every line; return how many there are. Call `finish` after, if the file was read to its end.

        Written out in one function because it runs once a line. A line is remembered with its verdict,
        unless its rubric hardly repeats; the memory is emptied when full, so that it follows what the file
        repeats just now.
        """
        memo, rules, turn = self._memo, self._norm.judges, self._walk.turn
        remembered, find_rule = memo.get, rules.get
        line = mask = current = 0
        values: Values = {}
        for batch in batches:
            if self._must_stop():
                break
            for text in batch:
                line += 1
                hit = remembered(text)
                if hit is None:
                    rule = find_rule(text[:14])
                    if rule is not None and rule[0](text[16:-1]) and text[14:16] == b",'" and text[-1] == 39:
                        hit = (rule[1], rule[2], rule[3], text[16:-1])
                        if rule[4]:
                            memo[text] = hit
                    else:
                        hit = self._refuse(text, line)
                        if hit is None:
                            continue
                block, bit, num, value = hit
                if block == current and bit > mask:
                    mask |= bit
                    values[num] = value
                elif turn(line, mask, values, hit):
                    current, mask, values = block, bit, {num: value}
        self._last = (line, mask, values)
        return line

    def _must_stop(self) -> bool:
        """Between batches: empty a full memory; stop at a file made of faults."""
        if len(self._memo) > _MEMO_BOUND:
            self._memo.clear()
        if self._context.ledger.total > FAULT_BOUND:
            self._reader.stopped = TOO_FAULTY
        return self._reader.stopped == TOO_FAULTY

    def finish(self) -> None:
        """Close what is open and judge what needs the whole file."""
        self._walk.finish(*self._last)
        judge_file(self._context, self._last[0])

    def _refuse(self, text: bytes, line: int) -> Hit | None:
        """Say what is wrong with a line; its rubric still counts for the structure, without its value."""
        if len(text) > LINE_LIMIT:
            return self._refuse_long(text, line)
        parts = _GRAMMAR.fullmatch(text)
        if not parts or text[14:15] != b",":
            self._lose(Fault("ligne", "CST-01", line, text))
            return None
        rubric = self._norm.rubrics.get(parts[1])
        if rubric is None:
            self._lose(Fault(parts[1].decode(), "CST-02", line, parts[2]))
            return None
        control = diagnose(
            parts[2], nature=rubric.nature, codes=rubric.codes, bounds=rubric.bounds, pattern=rubric.pattern
        )
        self._walk.pending.append(Fault(rubric.code, control, line, parts[2]))
        return rubric.block, rubric.bit, rubric.num, None

    def _refuse_long(self, text: bytes, line: int) -> Hit | None:
        rubric = self._norm.rubrics.get(text[:14])
        if rubric is None:
            self._lose(Fault("ligne", "CSL-07", line, text))
            return None
        self._walk.pending.append(Fault(rubric.code, "CSL-07", line, text[16:]))
        return rubric.block, rubric.bit, rubric.num, None

    def _lose(self, fault: Fault) -> None:
        """Record a line that holds no rubric of the norm."""
        self._context.gaps.append(fault.line)
        self._context.record(fault)


def _find_version(first: list[bytes]) -> str:
    """The version the first lines announce, if its tables are here; else the live one (the value itself is judged)."""
    for text in first[:20]:
        found = _VERSION.match(text)
        if found and found[1].decode() in VERSIONS:
            return found[1].decode()
    return LIVE


def _explain_unreadable(start: bytes) -> str:
    if not start:
        return "il est vide."
    if start.startswith(b"\xef\xbb\xbf"):
        return "il commence par une marque UTF-8. Enregistrez-le en ISO-8859-1."
    return "il doit commencer par la rubrique S10.G00.00.001. Vérifiez que vous déposez le bon fichier."


def _drain(batches: Iterable[list[bytes]]) -> int:
    """Read to the end, for size and digest only; no line is counted."""
    for _ in batches:
        pass
    return 0


def _build_report(context: Context, reader: Reader, *, lines: int, recognised: bool) -> Report:
    ledger = context.ledger
    return Report(
        envelope=build_envelope(context),
        declarations=tuple(context.declarations),
        findings=tuple(sorted(ledger.kept, key=lambda finding: finding.line)),
        blocking_count=ledger.count_blocking(),
        warning_count=ledger.total - ledger.count_blocking(),
        counts_by_kind=ledger.count_by_kind(),
        counts_by_code=ledger.count_by_code(),
        recognised=recognised,
        complete=not reader.stopped,
        lines=lines,
        sha256=reader.text_sha256,
        size=reader.text_size,
        received_sha256=reader.raw_sha256,
        received_size=reader.raw_size,
        compressed=reader.compressed,
        table=context.norm.version,
        channel=context.channel,
        implemented=tuple(sorted(IMPLEMENTED)),
        not_implemented=list_not_implemented(context.norm),
        limits=list_limits(context),
    )
