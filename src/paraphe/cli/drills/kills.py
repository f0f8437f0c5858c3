"""The kill drill: server and database die during filings; every receipt shown must still be there, and verify.

A declarant files by the pages while the web server, the worker and PostgreSQL are killed by SIGKILL, at random instants
of the filing or at the very instant the receipt is shown. What this shows: nothing is promised before PostgreSQL has
written it. What it does not show: a power cut, since the system's own cache survives a killed process.

Sabotage `flush`: PostgreSQL answers before it writes; a receipt shown is then lost, and the drill must fail.
"""

import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from paraphe.cli.drills.stage import play_inside, run_apart

if TYPE_CHECKING:
    from paraphe.cli.drills.arena import Arena
    from paraphe.cli.drills.filer import Filer, Receipt

SABOTAGES = ("flush",)
AT_RECEIPT, DURING = "at the receipt", "during the filing"
KINDS = (
    ("database", AT_RECEIPT),
    ("server", DURING),
    ("database and server", DURING),
    ("database", DURING),
    ("server", AT_RECEIPT),
    ("database and server", AT_RECEIPT),
)
FEWEST = 3
WAIT_SECONDS = 90.0


@dataclass
class Tally:
    """What was done and what was found."""

    killed: Counter[str] = field(default_factory=Counter)
    without_receipt: Counter[str] = field(default_factory=Counter)
    receipts: "list[Receipt]" = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def run(*, count: int, seed: int, sabotage: str | None) -> int:
    """Run the drill in a process, a folder and a database of its own; 0 when everything held."""
    return run_apart("kills", count=count, seed=seed, sabotage=sabotage, known=SABOTAGES)


def run_inside(count: int, seed: int, sabotage: str) -> int:
    """Prepare the arena, kill `count` times, then look at every receipt that was shown."""
    from paraphe.cli.drills.arena import Arena

    arena, tally = Arena(), Tally()
    try:
        arena.prepare()
        arena.start()
        filer, usual = settle_filer(arena)
        if sabotage == "flush":
            arena.delay_flush()
        draw = random.Random(seed)  # noqa: S311
        for number in range(max(count, FEWEST)):
            _kill_once(arena, filer, tally, number, draw.uniform(0.0, usual))
        _check_receipts(filer, tally)
    finally:
        arena.stop()
    return _tell(tally, max(count, FEWEST), seed)


def settle_filer(arena: "Arena") -> "tuple[Filer, float]":
    """Enrol the declarant's passkey and file once in peace; how long that took bounds the random instants."""
    from paraphe.accounts import totp
    from paraphe.accounts.services import current_totp
    from paraphe.cli.demo.seed import department
    from paraphe.cli.drills.filer import SIGNER, Filer

    filer = Filer(arena.origin)
    code = current_totp(SIGNER)
    time.sleep(totp.STEP - time.time() % totp.STEP + 1)
    filer.enrol(code, department()["password"], current_totp(SIGNER))
    filer.log_in()
    filer.file_next()
    started = time.monotonic()
    filer.file_next()
    return filer, time.monotonic() - started


def _kill_once(arena: "Arena", filer: "Filer", tally: Tally, number: int, delay: float) -> None:
    """One filing, one killing, one return; a filing that dies without a receipt has promised nothing."""
    target, instant = KINDS[number % len(KINDS)]
    kind = f"{target}, {instant}"
    outcome: list[Receipt | BaseException] = []
    thread = threading.Thread(target=_file, args=(filer, outcome), daemon=True)
    thread.start()
    if instant == AT_RECEIPT:
        while thread.is_alive() and not filer.shown.is_set():
            time.sleep(0.001)
    else:
        time.sleep(delay)
    for victim, kill in (("database", arena.kill_database), ("server", arena.kill_server)):
        if victim in target:
            kill()
    tally.killed[kind] += 1
    thread.join(WAIT_SECONDS)
    _take(outcome, tally, kind)
    arena.start()
    _patiently(filer.log_in)


def _file(filer: "Filer", outcome: "list[Receipt | BaseException]") -> None:
    try:
        outcome.append(filer.file_next())
    except (OSError, RuntimeError, LookupError, ValueError) as failure:
        outcome.append(failure)
    except Exception as failure:  # http.client tells a cut answer by its own family
        outcome.append(failure)


def _take(outcome: "list[Receipt | BaseException]", tally: Tally, kind: str) -> None:
    from paraphe.cli.drills.filer import Receipt

    if outcome and isinstance(outcome[0], Receipt):
        tally.receipts.append(outcome[0])
    else:
        tally.without_receipt[kind] += 1


def _patiently(act: Callable[[], object]) -> None:
    """Do it, again if the first connections of the pool were those of the dead."""
    for _ in range(4):
        try:
            act()
        except (OSError, RuntimeError, LookupError):
            time.sleep(0.5)
        else:
            return
    act()


def _check_receipts(filer: "Filer", tally: Tally) -> None:
    """Every receipt shown is still shown, and its file is VALIDE with the declaration."""
    from paraphe.signatures.services import trust_document
    from paraphe_proof.trust import read_trust
    from paraphe_proof.verify import verify_container

    trust = read_trust(trust_document())
    for receipt in tally.receipts:
        page, file = filer.browser.get(receipt.page), filer.browser.get(receipt.file)
        if page.status != 200 or file.status != 200:
            tally.faults.append(f"{receipt.page}: a receipt was shown, now {page.status} and {file.status}")
            continue
        verdict = verify_container(file.content, trust, content=receipt.declaration)
        if verdict.outcome.name != "VALIDE":
            tally.faults.append(f"{receipt.page}: {verdict.outcome.name} {verdict.findings}")


def _tell(tally: Tally, count: int, seed: int) -> int:
    """Print the tally; 1 for any fault, for a kind without a case, or where nothing was at stake."""
    executed = sum(tally.killed.values())
    print(f"graine {seed}")
    for target, instant in KINDS[: max(count, FEWEST)]:
        kind = f"{target}, {instant}"
        print(f"  {kind}: {tally.killed[kind]} mises à mort, {tally.without_receipt[kind]} sans reçu montré")
        if not tally.killed[kind]:
            tally.faults.append(f"no case of kind {kind}")
    if not tally.receipts:
        tally.faults.append("no receipt was shown: nothing was at stake")
    if executed != count:
        tally.faults.append(f"{executed} executed, {count} asked")
    for fault in tally.faults:
        print(f"  FAUTE {fault}")
    print(
        f"{executed} mises à mort, {len(tally.receipts)} reçus montrés puis revérifiés, {len(tally.faults)} fautes"
    )
    return 1 if tally.faults else 0


if __name__ == "__main__":
    play_inside(run_inside)
