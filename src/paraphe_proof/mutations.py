"""The mutation drill: a container changed by one byte anywhere is never VALIDE, and never makes the verifier
fail.

Cases are spread over every kind: flip, insert or delete one byte, in each region (each file's content, the local
headers, the central directory). In a file, half of the cases are "rewrapped": the archive is written again around
the changed file, as a forger would, so that its checksums and sizes are right and the other checks must answer.

The drill fails if a case passes, if the verifier raises, if a kind has no case, if the number executed is not the
number asked, or if the untouched container is not VALIDE. `sabotage` weakens the verifier; the drill must then fail.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from paraphe_proof import container
from paraphe_proof.trust import Trust, read_trust
from paraphe_proof.verdict import Outcome
from paraphe_proof.verify import Examination, conclude

SABOTAGES = ("digest-not-compared", "zip-not-rebuilt", "inclusion-not-checked")
Region = tuple[str, list[tuple[int, int]]]


def _flip(data: bytes, position: int, draw: random.Random) -> bytes:
    changed = data[position] ^ (1 << draw.randrange(8))
    return data[:position] + bytes([changed]) + data[position + 1 :]


def _insert(data: bytes, position: int, draw: random.Random) -> bytes:
    return data[:position] + bytes([draw.randrange(256)]) + data[position:]


def _delete(data: bytes, position: int, _draw: random.Random) -> bytes:
    return data[:position] + data[position + 1 :]


MUTATORS: dict[str, Callable[[bytes, int, random.Random], bytes]] = {
    "flip": _flip,
    "insert": _insert,
    "delete": _delete,
}


@dataclass
class Tally:
    """Counts by kind, and the faults with what reproduces them."""

    executed: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    indications: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def locate_regions(data: bytes) -> list[Region]:
    """Spans (start, end) of each region of a canonical container, found by its own form."""
    regions: list[Region] = []
    headers: list[tuple[int, int]] = []
    position = 0
    for name, content in container.read_container(data).items():
        start = position + 30 + len(name)
        headers.append((position, start))
        regions.append((name, [(start, start + len(content))]))
        position = start + len(content)
    return [*regions, ("local headers", headers), ("central directory", [(position, len(data))])]


def run(count: int, seed: int, sabotage: str | None, archive: bytes, trust: dict[str, Any]) -> int:
    """Run `count` cases on a dossier VALIDE under `trust`; print the tally; 0 if all are refused, 1 otherwise."""
    if sabotage is not None and sabotage not in SABOTAGES:
        print(f"unknown sabotage {sabotage}; known: {', '.join(SABOTAGES)}")
        return 1
    relaxed = frozenset([sabotage] if sabotage else [])
    believed, at = read_trust(trust), datetime.now(UTC)
    tally = Tally()
    untouched = _judge(archive, believed, at, relaxed)
    if untouched[0] is not Outcome.VALIDE:
        tally.faults.append(f"the untouched container is {untouched[0]} ({untouched[1]})")
    for kind, label, mutant in draw_cases(archive, count, seed):
        _execute(tally, (kind, label), mutant, judge=lambda data: _judge(data, believed, at, relaxed))
    if len(tally.executed) != count_kinds(archive):
        tally.faults.append("a kind of change has no case: ask for more cases")
    return _conclude(tally, count, seed, sabotage)


def draw_cases(data: bytes, count: int, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """Kind, description and bytes of each case; kinds take turns, so each has its share from the first cases on."""
    draw = random.Random(seed)  # noqa: S311  # a drill must be repeatable
    files = container.read_container(data)
    raw = [(mutator, region, False) for region in locate_regions(data) for mutator in MUTATORS]
    kinds = raw + [(mutator, (name, []), True) for name in files for mutator in MUTATORS]
    draw.shuffle(kinds)
    for number in range(count):
        mutator, (name, spans), rewrapped = kinds[number % len(kinds)]
        if rewrapped:
            changed, position = _mutate(files[name], (0, len(files[name])), mutator, draw)
            mutant = container.write_container({**files, name: changed})
        else:
            mutant, position = _mutate(data, draw.choice(spans), mutator, draw)
        kind = f"{mutator} in {name}" + (", rewrapped" if rewrapped else "")
        yield kind, f"case {number}, byte {position}", mutant


def count_kinds(data: bytes) -> int:
    """How many kinds a drill on this container has."""
    return len(MUTATORS) * (len(locate_regions(data)) + len(container.read_container(data)))


def _mutate(data: bytes, span: tuple[int, int], mutator: str, draw: random.Random) -> tuple[bytes, int]:
    """Change, add or take one byte at a place drawn within the span; the result always differs from the data."""
    position = draw.randrange(*span)
    mutant = MUTATORS[mutator](data, position, draw)
    return mutant, position


def _judge(data: bytes, trust: Trust, at: datetime, relaxed: frozenset[str]) -> tuple[Outcome, str]:
    verdict = conclude(Examination(data, trust, None, at, relaxed))
    return verdict.outcome, verdict.findings[0].indication.name if verdict.findings else "-"


def _execute(
    tally: Tally, case: tuple[str, str], mutant: bytes, *, judge: Callable[[bytes], tuple[Outcome, str]]
) -> None:
    kind, label = case
    tally.executed[kind] += 1
    try:
        outcome, indication = judge(mutant)
    except Exception as error:  # a crash of the verifier is exactly what the drill looks for
        tally.faults.append(f"{kind}, {label}: raised {type(error).__name__}")
        return
    if outcome is Outcome.VALIDE:
        tally.faults.append(f"{kind}, {label}: VALIDE")
    else:
        tally.refused[kind] += 1
        tally.indications[indication] += 1


def _conclude(tally: Tally, count: int, seed: int, sabotage: str | None) -> int:
    executed, refused = tally.executed.total(), tally.refused.total()
    print(f"seed {seed}" + (f", sabotage {sabotage}" if sabotage else ""))
    for kind in sorted(tally.executed):
        print(f"  {kind}: {tally.executed[kind]} executed, {tally.refused[kind]} refused")
    print("  reasons: " + ", ".join(f"{name} {n}" for name, n in tally.indications.most_common()))
    if executed != count:
        tally.faults.append(f"{executed} executed, {count} asked")
    for fault in tally.faults[:20]:
        print(f"  FAULT {fault}")
    print(f"{executed} executed, {refused} refused, {len(tally.faults)} faults")
    return 1 if tally.faults else 0
