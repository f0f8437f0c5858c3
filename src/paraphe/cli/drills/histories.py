"""The drill of histories: random histories of rights, played by the verbs and by a small model of plain Python.

Rights are given, replaced, closed, undone; people are suspended, woken, removed, and come back; places move, open and
close; services open and close; time passes and rights end. After each act: the verb did it or refused it as the model
says, and wrote its entries or none. After each history, now, at some instant, and at some instant as known after some
act: every person × place × service × level gets the model's answer from `decide` and from `explain`, gate by gate, and
so do the two listings, `whom_may_act` and `who_may`. Each history is rolled back.

Each sabotage takes one guard of the decision away; the drill must then fail.
"""

import os
import random
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from paraphe.cli.drills.stage import empty_database, play_inside, run_apart

if TYPE_CHECKING:
    from paraphe.cli.drills.histories_play import Stage

SABOTAGES = (
    "expiry", "closing", "known-at", "suspension", "membership", "subscription", "establishment", "late",
    "prerequisite", "level", "everywhere", "undo", "moved-on", "overlap", "listing",
)  # fmt: skip
MOST_ACTS = 8
ENOUGH = 500
"""From so many histories on, every kind of act must have been done, and refused where it can be."""
NEVER_REFUSED = ("join", "many", "move", "use")


def run(*, count: int, seed: int, sabotage: str | None) -> int:
    """Run the drill in processes and databases of its own; 0 when both sides always agreed.

    Many histories are shared between the cores, each part with its own seed and its own table at the end.
    """
    parts = max(1, min(os.cpu_count() or 1, count // ENOUGH))
    counts = [count // parts + (number < count % parts) for number in range(parts)]

    def play(number: int) -> int:
        told = {"count": counts[number], "seed": seed + number, "sabotage": sabotage}
        return run_apart("histories", **told, known=SABOTAGES)  # type: ignore[arg-type]

    with ThreadPoolExecutor(parts) as pool:
        return max(pool.map(play, range(parts)))


def run_inside(count: int, seed: int, sabotage: str) -> int:
    """Prepare the database, play `count` histories, tell what was done, asked and found."""
    with empty_database():
        from paraphe.cli.drills.histories_play import Stage
        from paraphe.cli.drills.histories_sabotage import weaken

        stage = Stage()
        if sabotage:
            weaken(sabotage)
        return _tell(stage, _play(stage, count, seed), count)


def _play(stage: "Stage", count: int, seed: int) -> int:
    for number in range(count):
        draw = random.Random(f"{seed}/{number}")  # noqa: S311
        stage.play_history(draw, acts=draw.randint(3, MOST_ACTS))
        if len(stage.faults) >= 20:
            return number + 1
    return count


def _tell(stage: "Stage", played: int, count: int) -> int:
    """The table of what was executed, refused and asked by kind; 1 on any fault, and on a kind never met."""
    missing = _missing(stage) if count >= ENOUGH else []
    lines = [f"{played} histoires, {stage.done.total()} actes faits, {stage.refused.total()} refusés"]
    lines += [
        f"  {kind:14} faits {stage.done[kind]:>7}  refusés {stage.refused[kind]:>7}" for kind in stage.kinds
    ]
    lines.append(f"{stage.asked.total()} réponses comparées, {stage.allowed} oui par cellule")
    lines += [f"  {way:14} {asked:>9}" for way, asked in sorted(stage.asked.items())]
    lines += [f"fautes : {len(stage.faults)}", *(f"  FAUTE {fault}" for fault in stage.faults[:20]), *missing]
    print("\n".join(lines), flush=True)
    return int(bool(stage.faults or missing) or played != count)


def _missing(stage: "Stage") -> list[str]:
    refusable = [kind for kind in stage.kinds if kind not in NEVER_REFUSED]
    never_done = [f"jamais fait : {kind}" for kind in stage.kinds if not stage.done[kind]]
    return never_done + [f"jamais refusé : {kind}" for kind in refusable if not stage.refused[kind]]


if __name__ == "__main__":
    play_inside(run_inside)
