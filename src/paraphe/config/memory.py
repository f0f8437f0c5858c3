"""How a process that serves keeps its memory."""

import gc


def settle_memory() -> None:
    """Set aside what loading made, which lives as long as the process, so that no collection walks it again.

    A page of a large body makes thousands of small objects; each full collection they caused walked the whole program,
    and took as long as the page.
    """
    gc.collect()
    gc.freeze()
