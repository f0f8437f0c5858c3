"""Hostile input: never an exception, bounded time and memory, always a report that says what happened."""

import gzip
import random
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paraphe.declarations.dsn.engine import check
from paraphe.declarations.dsn.generate import Spec
from paraphe.declarations.dsn.reader import BOMB, DAMAGED, MEMBER_BOUND, TOO_BIG, Reader
from paraphe.declarations.dsn.tests.samples import TINY, Dribble, list_codes, make_file

CONTENT = make_file(Spec(employees=4, seed=6))
MEMORY_CODE = """
import re, sys
from paraphe.declarations.dsn.engine import check
report = check(open(sys.argv[1], "rb"))
# The kernel's own mark of this program: getrusage would count the parent that forked it.
peak = re.search("VmHWM:[^0-9]*([0-9]+) kB", open("/proc/self/status").read())
print(report.total, report.complete, int(peak[1]) // 1024)
"""


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400))
def test_check_any_bytes_gives_a_report_that_refuses(content: bytes) -> None:
    report = check(content)
    assert not report.accepted
    assert report.total == report.blocking_count + report.warning_count > 0
    assert report.to_dict()["accepted"] is False


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(CONTENT) - 3))
def test_check_truncated_file_is_refused(size: int) -> None:
    assert not check(CONTENT[:size]).accepted


@settings(max_examples=300, deadline=None)
@given(st.randoms(use_true_random=False))
def test_check_spliced_file_gives_a_report(chance: random.Random) -> None:
    lines = CONTENT.split(b"\r\n")
    for _ in range(chance.randint(1, 6)):
        start, size, target = chance.randrange(len(lines)), chance.randrange(60), chance.randrange(len(lines))
        piece = lines[start : start + size]
        if chance.random() < 0.5:
            del lines[start : start + size]
        lines[target:target] = piece
    content = b"\r\n".join(lines)
    report = check(content)
    assert report.recognised == content.startswith(b"S10")
    assert report.lines == (len(content.removesuffix(b"\r\n").split(b"\n")) if report.recognised else 0)
    assert all(1 <= finding.line <= max(report.lines, 1) for finding in report.findings)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, len(CONTENT) - 1), st.integers(0, 255))
def test_check_one_byte_changed_gives_a_report(position: int, byte: int) -> None:
    changed = CONTENT[:position] + bytes([byte]) + CONTENT[position + 1 :]
    report = check(changed)
    assert report.recognised == changed.startswith(b"S10")
    assert (report.lines > 0) == report.recognised


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(CONTENT.split(b"\r\n")), st.binary(max_size=30)), max_size=30))
def test_check_values_of_noise_give_a_report(pairs: list[tuple[bytes, bytes]]) -> None:
    lines = [line[:16] + noise + b"'" for line, noise in pairs]
    assert not check(b"S10.G00.00.001,'x'\n" + b"\n".join(lines)).accepted


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200), st.integers(1, 300))
def test_check_damaged_gzip_says_incomplete(noise: bytes, cut: int) -> None:
    packed = gzip.compress(CONTENT)
    report = check(packed[:cut] + noise)
    assert not report.accepted
    assert report.complete is False or not report.recognised


def test_check_gzip_of_several_members_reads_them_all() -> None:
    half = len(TINY) // 2
    report = check(Dribble(gzip.compress(TINY[:half]) + gzip.compress(TINY[half:]), 5))
    assert (report.accepted, report.size) == (True, len(TINY))


def test_check_gzip_bomb_of_zeros_stops_at_the_ratio() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    reader = Reader(Dribble(bomb, 4096), max_size=1 << 30)
    kept = sum(len(line) for batch in reader.read_batches() for line in batch)
    assert reader.stopped == BOMB
    assert reader.text_size < 32 << 20
    assert kept < 1 << 20
    assert "S10.G00.00/CST-14" in list_codes(check(bomb))


def test_check_gzip_bomb_of_lines_stops_at_the_ratio() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    lines = b"S21.G00.40.008,'99'\n" * 50_000
    bomb = packer.compress(TINY) + b"".join(packer.compress(lines) for _ in range(60)) + packer.flush()
    report = check(bomb)
    assert (report.complete, report.accepted) == (False, False)
    assert len(report.findings) == 1000


def test_check_gzip_of_countless_members_stops() -> None:
    report = check(gzip.compress(b"S10") + gzip.compress(b"") * (MEMBER_BOUND + 10))
    assert report.complete is False


def test_check_file_past_the_size_bound_stops_and_says_so() -> None:
    report = check(Dribble(CONTENT, 1000), max_size=5000)
    assert list_codes(report)[-1] == "S10.G00.00/CST-14"
    assert report.complete is False
    reader = Reader(Dribble(CONTENT, 1000), max_size=5000)
    assert sum(map(len, reader.read_batches())) > 0
    assert reader.stopped == TOO_BIG


def test_check_damaged_compression_is_named() -> None:
    reader = Reader(Dribble(gzip.compress(CONTENT)[:50] + b"\xff" * 50, 10), max_size=1 << 20)
    assert list(reader.read_batches()) is not None
    assert reader.stopped == DAMAGED


def write_endless_line(path: Path) -> None:
    with path.open("wb") as stream:
        stream.write(TINY[:400])
        for _ in range(64):
            stream.write(b"A" * (1 << 20))


def write_countless_people(path: Path) -> None:
    head = TINY.split(b"S21.G00.30.001")[0]
    with path.open("wb") as stream:
        stream.write(head)
        for rank in range(300_000):
            stream.write(b"S21.G00.30.001,'18505%08d'\n" % rank)


def write_countless_declarations(path: Path) -> None:
    head = TINY.split(b"S20.G00.05.001")[0]
    with path.open("wb") as stream:
        stream.write(head)
        for rank in range(30_000):
            stream.write(b"S20.G00.05.001,'01'\nS21.G00.20.001,'%07d'\n" % rank)


def write_countless_codes(path: Path) -> None:
    with path.open("wb") as stream:
        stream.write(TINY[:300] + b"\n")
        for rank in range(300_000):
            stream.write(b"S%02d.G%02d.%02d.%03d,'x'\n" % (rank % 97, rank % 89, rank % 83, rank % 997))


@pytest.mark.parametrize(
    "write", [write_endless_line, write_countless_people, write_countless_declarations, write_countless_codes]
)
def test_check_file_made_to_fill_memory_stays_under_200_mb(write: object, tmp_path: Path) -> None:
    path = tmp_path / "hostile.dsn"
    assert callable(write)
    write(path)
    done = subprocess.run(
        [sys.executable, "-c", MEMORY_CODE, str(path)], capture_output=True, text=True, check=True
    )
    total, _, peak = done.stdout.split()
    assert int(total) > 0
    assert int(peak) < 200, f"{peak} MB"


def test_check_more_declarations_than_listed_blocks_the_file(tmp_path: Path) -> None:
    path = tmp_path / "many.dsn"
    write_countless_declarations(path)
    with path.open("rb") as stream:
        report = check(stream, limit=0)
    assert len(report.declarations) == 10_000
    assert report.counts_by_code["S20.G00.05/CST-13"] == 1
    assert report.findings == ()


def test_check_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for employees in (200, 4000):
        path = tmp_path / f"{employees}.dsn"
        path.write_bytes(make_file(Spec(employees=employees)))
        done = subprocess.run(
            [sys.executable, "-c", MEMORY_CODE, str(path)], capture_output=True, text=True, check=True
        )
        peaks.append(int(done.stdout.split()[2]))
    assert peaks[1] - peaks[0] < 15
    assert peaks[1] < 200
