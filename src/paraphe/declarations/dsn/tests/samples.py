"""Files and streams for the tests of this folder."""

from io import BytesIO
from pathlib import Path

from paraphe.declarations.dsn.engine import check
from paraphe.declarations.dsn.generate import Spec, write
from paraphe.declarations.dsn.report import Report

TINY = (Path(__file__).parent / "samples" / "tiny.dsn").read_bytes()


def make_file(spec: Spec) -> bytes:
    """The bytes of a generated file."""
    stream = BytesIO()
    write(stream, spec)
    return stream.getvalue()


def list_codes(report: Report) -> list[str]:
    """Codes of the findings, in the order of lines."""
    return [finding.code for finding in report.findings]


def list_structure(content: bytes) -> set[str]:
    """Controls of structure (CST-nn) found in a file."""
    report = check(content, limit=100_000)
    return {finding.control for finding in report.findings if finding.kind == "CST"}


class Dribble(BytesIO):
    """A stream that gives at most `step` bytes a read, whatever is asked."""

    def __init__(self, content: bytes, step: int) -> None:
        super().__init__(content)
        self._step = step

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(self._step, size if size and size > 0 else self._step))
