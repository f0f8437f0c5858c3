"""The drill of races: signatures against the end of the right to sign, and fifty writers of one right.

Each signature and each end of its right (right closed, lowered, person suspended, removed, act undone) run at once on
two connections: the signature is committed before, or refused; the journal never shows it after. Then fifty writers at
once give one person overlapping rights on one key, by the verb and by bare rows: exactly one wins, each time.

Sabotages: `recheck` (the right is not asked again when signing), `lock` (the signature does not hold the body's chain),
`overlap` (the database lets overlapping rights in). The drill must then fail.
"""

import importlib
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from paraphe.cli.drills.stage import empty_database, play_inside, run_apart

SABOTAGES = ("recheck", "lock", "overlap")
DESKS, A_DESK = 12, 60
"""So many bodies in turn, each for so many races."""
A_ROUND = 50
ENOUGH = 50
"""From so many races on, each kind must have been won by the signature, and lost."""


@dataclass
class Tally:
    """What was done and what was found."""

    signed: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    writers: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def run(*, count: int, seed: int, sabotage: str | None) -> int:
    """Run the drill in a process, a folder and a database of its own; 0 when everything held."""
    return run_apart("races", count=count, seed=seed, sabotage=sabotage, known=SABOTAGES)


def run_inside(count: int, seed: int, sabotage: str) -> int:
    """Run `count` races of signatures, and a round of writers for every fifty of them."""
    with empty_database():
        if sabotage:
            WEAKEN[sabotage]()
        tally = Tally()
        _race(tally, count, random.Random(seed))  # noqa: S311
        for number in range(max(2, count // A_ROUND)):
            _compete(tally, by_verb=number % 2 == 0)
        return _tell(tally, count)


def _race(tally: Tally, count: int, draw: random.Random) -> None:
    from paraphe.cli.drills.races_play import DONE, KINDS, Desk

    desks: list[Desk] = []
    for number in range(count):
        if number % (DESKS * A_DESK) == 0:
            desks = [Desk() for _ in range(min(DESKS, count - number))]
        kind = KINDS[number % len(KINDS)]
        race = desks[number % len(desks)].prepare()
        signed, ended = race.run(kind, draw)
        tally.faults += [f"{number} {kind} : {fault}" for fault in race.faults(signed, ended)]
        (tally.signed if signed == DONE else tally.refused)[kind] += 1
        tally.refusals.update({signed} - {DONE})
        if len(tally.faults) >= 20:
            return


def _compete(tally: Tally, *, by_verb: bool) -> None:
    from paraphe.access.testing import make_body
    from paraphe.cli.drills.races_play import DONE, WRITERS, compete, overlapping

    body = make_body()
    person = body.add_declarant()
    found = compete(body, person, by_verb=by_verb)
    way = "verbe" if by_verb else "lignes"
    tally.writers.update({f"{way} : {word}": count for word, count in found.items()})
    if found[DONE] != 1 or found.total() != WRITERS or overlapping(body, person):
        tally.faults.append(
            f"{WRITERS} écrivains par {way} : {dict(found)}, {overlapping(body, person)} ensemble"
        )
    if any(word.startswith(("panne", "sans fin")) for word in found):
        tally.faults.append(f"écrivains en panne : {dict(found)}")


def _tell(tally: Tally, count: int) -> int:
    """The table by kind; 1 on any fault, and where one side of a race never won."""
    from paraphe.cli.drills.races_play import KINDS

    played = tally.signed.total() + tally.refused.total()
    print(f"{played} courses : {tally.signed.total()} signées avant, {tally.refused.total()} refusées")
    for kind in KINDS:
        print(f"  {kind:8} signées avant {tally.signed[kind]:>5}  refusées {tally.refused[kind]:>5}")
        if count >= ENOUGH and not (tally.signed[kind] and tally.refused[kind]):
            tally.faults.append(f"{kind} : un côté n’a jamais gagné, rien n’était en jeu")
    for word, times in sorted(tally.refusals.items()):
        print(f"  refus {word} : {times}")
    for word, times in sorted(tally.writers.items()):
        print(f"  écrivains par {word} : {times}")
    print(f"fautes : {len(tally.faults)}")
    for fault in tally.faults[:20]:
        print(f"  FAUTE {fault}")
    return int(bool(tally.faults) or played != count)


# The sabotages reach into the rooms' own furniture.


def _recheck() -> None:
    """The right is weighed as it was seconds before: what ended since is not seen."""
    from paraphe.kernel import clock

    filing: Any = importlib.import_module("paraphe.declarations.services.filing")
    weigh = filing._decide

    def stale(*asked: Any) -> Any:
        with clock.freeze(clock.now() - timedelta(seconds=2)):
            return weigh(*asked)

    filing._decide = stale


def _lock() -> None:
    """The chains are named, but not held, while the signature is decided."""
    filing: Any = importlib.import_module("paraphe.declarations.services.filing")
    journal: Any = importlib.import_module("paraphe.journal.services")
    filing._hold = lambda organisation, actor: (
        journal.chain_of_body(organisation.siren),
        journal.chain_of_person(actor.ref),
    )


def _overlap() -> None:
    from paraphe.cli.drills.histories_sabotage import weaken

    weaken("overlap")


WEAKEN = {"recheck": _recheck, "lock": _lock, "overlap": _overlap}

if __name__ == "__main__":
    play_inside(run_inside)
