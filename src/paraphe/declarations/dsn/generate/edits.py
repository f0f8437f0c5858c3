"""Small edits of one block, from which faults are made. A block named "" holds raw lines, written as they are."""

from collections.abc import Callable

from paraphe.declarations.dsn.generate.blocks import Block, write_block

Edit = Callable[[Block], list[Block]]
RAW = ""


def change(number: str, value: str) -> Edit:
    """Give a rubric another value, or add it in the order of numbers."""

    def edit(block: Block) -> list[Block]:
        name, rubrics = block
        others = [pair for pair in rubrics if pair[0] != number]
        return [(name, sorted([*others, (number, value)]))]

    return edit


def drop(*numbers: str) -> Edit:
    """Remove rubrics."""
    return lambda block: [(block[0], [pair for pair in block[1] if pair[0] not in numbers])]


def chain(*edits: Edit) -> Edit:
    """One edit after the other, on the same block."""

    def edit(block: Block) -> list[Block]:
        blocks = [block]
        for step in edits:
            blocks = [made for before in blocks for made in step(before)]
        return blocks

    return edit


def remove(_: Block) -> list[Block]:
    """No block."""
    return []


def repeat(block: Block) -> list[Block]:
    """Twice the block."""
    return [block, block]


def put_before(*added: Block) -> Edit:
    """Blocks before this one."""
    return lambda block: [*added, block]


def put_after(*added: Block) -> Edit:
    """Blocks after this one."""
    return lambda block: [block, *added]


def repeat_rubric(number: str) -> Edit:
    """Write one line twice."""

    def edit(block: Block) -> list[Block]:
        name, rubrics = block
        position = next(rank for rank, pair in enumerate(rubrics) if pair[0] == number)
        return [(name, [*rubrics[: position + 1], *rubrics[position:]])]

    return edit


def move_last(number: str) -> Edit:
    """Write one rubric after all the others of its block."""

    def edit(block: Block) -> list[Block]:
        name, rubrics = block
        moved = [pair for pair in rubrics if pair[0] == number]
        return [(name, [pair for pair in rubrics if pair[0] != number] + moved)]

    return edit


def rewrite(old: str, new: str) -> Edit:
    """Replace text in the lines of the block, without any care for the grammar."""

    def edit(block: Block) -> list[Block]:
        return [(RAW, [("", write_block(block).decode("latin-1").replace(old, new, 1))])]

    return edit
