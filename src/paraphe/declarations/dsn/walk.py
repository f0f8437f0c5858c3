"""The walk through the tree of blocks: order, cardinality, mandatory and forbidden rubrics.

`turn` is called once per block instance; everything costly happens only when something is wrong.
"""

from paraphe.declarations.dsn.context import Context, Values
from paraphe.declarations.dsn.controls import CLOSING, ENTERING, LEAVING
from paraphe.declarations.dsn.ledger import Fault
from paraphe.declarations.dsn.norm import Norm

_REMEMBERED_MASKS = 4096
Hit = tuple[int, int, int, bytes | None]


class Walk:
    """Follows block instances; a child belongs to the nearest preceding instance of its parent (dsn.md, section 2)."""

    def __init__(self, norm: Norm, context: Context) -> None:
        self.norm = norm
        self.context = context
        self.pending: list[Fault] = []
        self._steps = norm.steps
        self._declaration = norm.index["S20.G00.05"]
        self._total = norm.index["S90.G00.90"]
        blocks = norm.blocks
        self._closing = [CLOSING.get(block.id, ()) for block in blocks]
        self._leaving = [LEAVING.get(block.id, ()) for block in blocks]
        self._entering = [ENTERING.get(block.id, ()) for block in blocks]
        self._children = [slice(block.children.start, block.children.stop) for block in blocks]
        self._zeros = [[0] * len(block.children) for block in blocks]
        self._absorbed = 0

    def turn(self, line: int, mask: int, values: Values, hit: Hit) -> bool:
        """Close the instance read so far and open the one whose first rubric is `hit`.

        False when the rubric was kept in the open instance, being a duplicate or out of order there.
        """
        context, block = self.context, hit[0]
        if self.pending:
            self.flush(line)
        if hit[1] != 1 and block == context.current and self._is_stray(hit[1], mask):
            self._absorb(line, hit)
            return False
        self._close(mask, values)
        closed = self._steps[context.current].get(block)
        for parent in self._displace(line, block) if closed is None else closed:
            self._leave(parent, line)
        counts = context.counts
        counts[block] += 1
        context.current, context.start, context.starts[block] = block, line, line
        if context.gaps:
            context.gaps = []
        if self._zeros[block]:
            counts[self._children[block]] = self._zeros[block]
        for enter in self._entering[block]:
            enter(context, {})
        if counts[block] > context.plan.high[block]:
            self._exceed(line, block)
        return True

    def flush(self, line: int) -> None:
        """Record the faults of earlier lines, whose instance is the open one; keep those of this line for later."""
        for fault in self.pending:
            if fault.line != line:
                self.context.record(fault)
        self.pending = [fault for fault in self.pending if fault.line == line]

    def finish(self, line: int, mask: int, values: Values) -> None:
        """Close everything at the end of the file; `line` is the last line."""
        context = self.context
        self.flush(0)
        self._close(mask, values)
        for block in reversed((0, *self.norm.path_of(context.current))):
            self._leave(block, line)

    def _is_stray(self, bit: int, mask: int) -> bool:
        """True when a rubric not after the last one cannot start a new instance and the open one is not ended.

        A new instance starts at or before the first mandatory rubric. When the open instance is complete and
        may repeat, the rubric is taken for a new instance whose first rubric is missing.
        """
        context = self.context
        required = context.plan.required[context.current]
        if not required & (bit - 1):
            return False
        seen = mask | self._absorbed
        return bool(required & ~seen) or context.plan.high[context.current] <= 1

    def _absorb(self, line: int, hit: Hit) -> None:
        rubric = self.norm.by_bit[hit[0]][hit[1]]
        self._absorbed |= hit[1]
        self.context.gaps.append(line)
        self.context.record(Fault(rubric.code, "CST-05", line, hit[3] or b""))

    def _close(self, mask: int, values: Values) -> None:
        context = self.context
        block = context.current
        context.mask = mask
        if block == self._declaration:
            nature = values.get(1) or b""
            context.plan = self.norm.plans.get(nature.decode(), self.norm.plans[""])
        known = context.plan.known_good[block]
        if mask not in known:
            self._judge_mask(block, mask)
        for control in self._closing[block]:
            control(context, values)
        self._absorbed = 0

    def _judge_mask(self, block: int, mask: int) -> None:
        plan = self.context.plan
        if not plan.high[block]:
            return
        missing = plan.required[block] & ~(mask | self._absorbed)
        forbidden = plan.forbidden[block] & mask
        if not missing and not forbidden and not self._absorbed:
            if len(plan.known_good[block]) < _REMEMBERED_MASKS:
                plan.known_good[block].add(mask)
            return
        for bit, rubric in self.norm.by_bit[block].items():
            if missing & bit:
                self.context.record(Fault(rubric.code, "CST-03", self.context.start))
            elif forbidden & bit:
                self.context.record(Fault(rubric.code, "CST-04", self.context.line_of(rubric.num)))

    def _leave(self, block: int, line: int) -> None:
        """A parent closes: its mandatory children must have come (S90 is missed at the end of the file)."""
        context = self.context
        for child, low in context.plan.needs[block]:
            if context.counts[child] < low:
                where = line if child == self._total else context.starts[block]
                context.record(Fault(self.norm.blocks[child].id, "CST-08", where))
        for control in self._leaving[block]:
            control(context, {})

    def _displace(self, line: int, block: int) -> tuple[int, ...]:
        """A block that cannot follow the open one: say why, and give the parents it closes.

        Absent ancestors are supposed present from there on, so that one fault gives one finding.
        """
        context = self.context
        target = self.norm.path_of(self.norm.blocks[block].parent)
        closed = tuple(step for step in reversed(self.norm.path_of(context.current)) if step not in target)
        absent = [step for step in target if not context.counts[step]]
        if not absent:
            context.record(Fault(self.norm.blocks[block].id, "CST-06", line))
        elif context.plan.low[absent[0]]:
            context.record(Fault(self.norm.blocks[absent[0]].id, "CST-08", line))
        else:
            detail = f" ({self.norm.blocks[absent[0]].id})"
            context.record(Fault(self.norm.blocks[block].id, "CST-07", line, detail=detail))
        for step in absent:
            context.counts[step] = 1
            context.starts[step] = line
            context.counts[self._children[step]] = self._zeros[step]
        return tuple(step for step in closed if self._zeros[step])

    def _exceed(self, line: int, block: int) -> None:
        context = self.context
        high = context.plan.high[block]
        if high:
            detail = f" ({high} au plus)"
            context.record(Fault(self.norm.blocks[block].id, "CST-09", line, detail=detail))
        elif context.plan.high[self.norm.blocks[block].parent]:
            context.record(Fault(self.norm.blocks[block].id, "CST-10", line))
