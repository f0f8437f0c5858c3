"""The drill of administrators: random histories of a body, played by the verbs and by a small model of plain Python.

After each act: the verb did it or refused it as the model says, and wrote one entry or none; a body with live rights
has an active administrator, or is frozen by a contest. After each history: nobody decided on himself, no key served
twice, every entry is told to somebody or explicitly silent, and the verifier, replaying the body's chain, finds the
same administrators. Each history is rolled back.

Sabotages: `last-administrator` (the last one can go), `protection` (a newcomer by key may remove at once), `any-key`
(any key opens): the drill must then fail.
"""

import random
from collections import Counter
from typing import TYPE_CHECKING

from paraphe.cli.drills.stage import empty_database, play_inside, run_apart

if TYPE_CHECKING:
    from paraphe.cli.drills.administrators_play import Stage

SABOTAGES = ("last-administrator", "protection", "any-key")
MOST_ACTS = 14
ENOUGH = 1000
"""From so many histories on, every kind of act must have been done, and refused."""


def run(*, count: int, seed: int, sabotage: str | None) -> int:
    """Run the drill in a process, a folder and a database of its own; 0 when everything held."""
    return run_apart("administrators", count=count, seed=seed, sabotage=sabotage, known=SABOTAGES)


def run_inside(count: int, seed: int, sabotage: str) -> int:
    """Prepare the database, play `count` histories, tell what was done and found."""
    with empty_database():
        from paraphe.cli.drills.administrators_play import Stage

        stage = Stage()
        if sabotage:
            stage.weaken(sabotage)
        played = _play(stage, count, seed)
        return _tell(stage, played, count)


def _play(stage: "Stage", count: int, seed: int) -> int:
    for number in range(count):
        draw = random.Random(f"{seed}/{number}")  # noqa: S311
        stage.play_history(draw, acts=draw.randint(3, MOST_ACTS))
        if len(stage.faults) >= 20:
            return number + 1
    return count


def _tell(stage: "Stage", played: int, count: int) -> int:
    """The table of what was executed and refused by kind; 1 on any fault, and on a kind never done or never refused."""
    print(
        f"{played} histoires, {sum(stage.done.values())} actes faits, {sum(stage.refused.values())} refusés"
    )
    for kind in stage.kinds:
        print(f"  {kind:12} faits {stage.done[kind]:>6}  refusés {stage.refused[kind]:>6}")
    print(
        f"écritures : {sum(stage.events.values())}, de {len(stage.events)} sortes ; fautes : {len(stage.faults)}"
    )
    for fault in stage.faults[:20]:
        print(f"  FAUTE {fault}")
    missing = _missing(stage.done, stage.kinds, "fait") + _missing(stage.refused, stage.refusable, "refusé")
    if count < ENOUGH:
        missing = []
    for line in missing:
        print(f"  {line}")
    return int(bool(stage.faults) or played != count or bool(missing))


def _missing(counts: Counter[str], kinds: tuple[str, ...], word: str) -> list[str]:
    return [f"jamais {word} : {kind}" for kind in kinds if not counts[kind]]


if __name__ == "__main__":
    play_inside(run_inside)
