"""DSN check of a generated 100 MB file against the bare loop, side by side in one process, and its peak memory.

The baseline is exactly the loop of the performance rulings: cut the line, look its rubric up, match its pattern; it
verifies nothing else. Its patterns are those of the norm's table, one a rubric; it changes only in a commit that says
so.
Rounds are interleaved and the ratio is the median of the ratios of rounds. A calibration loop before and after
tells whether the machine was quiet. Memory is measured in a process of its own, interpreter included.
"""

import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from paraphe.declarations.dsn.engine import check
from paraphe.declarations.dsn.generate import Spec, write
from paraphe.declarations.dsn.norm import LIVE, load_norm

TARGET_BYTES = 100_000_000
BYTES_A_PERSON = 6_890
ROUNDS = 5
UNFIT = 0.20
GOAL_RATIO, GOAL_MEMORY = 3.0, 200.0
MEMORY_PROBE = """
import resource, sys
from paraphe.declarations.dsn.engine import check
with open(sys.argv[1], "rb") as stream:
    check(stream)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


def build_patterns() -> dict[bytes, re.Pattern[bytes]]:
    """One pattern a rubric: its list of codes, else the norm's expression, else printable characters and length."""
    patterns = {}
    for code, rubric in load_norm(LIVE).rubrics.items():
        if rubric.codes:
            text = b"|".join(sorted(map(re.escape, rubric.codes)))
        elif rubric.pattern:
            text = rubric.pattern.encode("latin-1")
        else:
            text = rb"[\x20-\x7e\xa0-\xff]{%d,%d}" % rubric.bounds
        patterns[code] = re.compile(text)
    return patterns


def run_bare_loop(f: Path, PATTERNS: dict[bytes, re.Pattern[bytes]]) -> None:  # noqa: N803
    """The baseline, word for word."""
    for line in open(f, "rb"):  # noqa: PTH123, SIM115
        m = PATTERNS[line[:14]].fullmatch(line[16:].rstrip(b"\r\n")[:-1])  # noqa: F841


def run_check(path: Path) -> None:
    """The check as a caller does it; the file is valid, so nothing stops it early."""
    with path.open("rb") as stream:
        report = check(stream)
    if not report.accepted:
        raise RuntimeError(report.counts_by_code)


def run_calibration() -> float:
    """Seconds of a fixed loop of integers and dictionary look-ups."""
    start = time.perf_counter()
    table = {number: number * 7 % 1009 for number in range(1009)}
    value = 1
    for number in range(2_000_000):
        value = table[(value + number) % 1009]
    return time.perf_counter() - start


def measure(work: Callable[[], None]) -> tuple[float, float]:
    """Wall and CPU seconds."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def measure_memory(path: Path) -> float:
    """Peak resident MB of a process that checks the file and does nothing else."""
    done = subprocess.run(
        [sys.executable, "-c", MEMORY_PROBE, str(path)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def run() -> dict[str, Any]:
    """Generate, measure, print."""
    with tempfile.TemporaryDirectory() as folder:
        path, small = Path(folder) / "big.dsn", Path(folder) / "small.dsn"
        employees = TARGET_BYTES // BYTES_A_PERSON
        made, _ = measure(lambda: write_file(path, employees))
        write_file(small, employees // 10)
        patterns = build_patterns()
        before = run_calibration()
        rounds = [
            (measure(lambda: run_bare_loop(path, patterns)), measure(lambda: run_check(path)))
            for _ in range(ROUNDS)
        ]
        after = run_calibration()
        figures = summarise(path, rounds, (before, after)) | {
            "generation_s": round(made, 2),
            "peak_mb": round(measure_memory(path), 1),
            "peak_mb_tenth": round(measure_memory(small), 1),
        }
    print_table(figures)
    return figures


def write_file(path: Path, employees: int) -> None:
    """A valid monthly file."""
    with path.open("wb") as stream:
        write(stream, Spec(employees=employees))


def summarise(
    path: Path,
    rounds: list[tuple[tuple[float, float], tuple[float, float]]],
    calibration: tuple[float, float],
) -> dict[str, Any]:
    """Medians over rounds; ratios are taken inside each round."""
    with path.open("rb") as stream:
        lines = sum(chunk.count(b"\n") for chunk in iter(lambda: stream.read(1 << 20), b""))
    ratios = sorted(checked[0] / bare[0] for bare, checked in rounds)
    cpu_ratio = statistics.median(checked[1] / bare[1] for bare, checked in rounds)
    bare, checked = (statistics.median(pair[side][0] for pair in rounds) for side in (0, 1))
    before, after = calibration
    return {
        "bytes": path.stat().st_size,
        "lines": lines,
        "rounds": len(rounds),
        "bare_s": round(bare, 3),
        "check_s": round(checked, 3),
        "check_per_calibration": round(checked / before, 2),
        "ratio": round(statistics.median(ratios), 2),
        "ratio_min_max": [round(ratios[0], 2), round(ratios[-1], 2)],
        "ratio_cpu": round(cpu_ratio, 2),
        "calibration_s": [round(before, 3), round(after, 3)],
        "fit": abs(after - before) / before <= UNFIT,
    }


def print_table(figures: dict[str, Any]) -> None:
    """The table, with the goals beside."""
    size, lines = figures["bytes"] / 1e6, figures["lines"]
    rows = (
        ("file", f"{size:.1f} MB, {lines} lines, written in {figures['generation_s']} s", ""),
        ("bare loop", f"{figures['bare_s']} s", ""),
        ("full check", f"{figures['check_s']} s, {lines / figures['check_s'] / 1e6:.2f} M lines/s", ""),
        ("ratio (median, min, max)", f"{figures['ratio']} {figures['ratio_min_max']}", f"<= {GOAL_RATIO}"),
        ("ratio of CPU time", f"{figures['ratio_cpu']}", ""),
        ("check / calibration", f"{figures['check_per_calibration']}", ""),
        (
            "peak memory",
            f"{figures['peak_mb']} MB (a tenth: {figures['peak_mb_tenth']} MB)",
            f"< {GOAL_MEMORY} MB",
        ),
        ("calibration before, after", f"{figures['calibration_s']} s", "moved < 20 %"),
    )
    for name, value, goal in rows:
        print(f"{name:28} {value:44} {goal}")
    if not figures["fit"]:
        print("UNFIT: the calibration loop moved by more than 20 %, the machine was not quiet.")


if __name__ == "__main__":
    run()
