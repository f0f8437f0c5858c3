"""State tables: (state, verb) gives the next state, anything else is refused."""

from collections.abc import Mapping

from paraphe.kernel.errors import WrongState


class Machine:
    """A table of transitions, refused cells being those absent from it."""

    def __init__(self, name: str, table: Mapping[tuple[str, str], str]) -> None:
        self.name = name
        self.table = dict(table)
        self.states = sorted({state for state, _ in self.table} | set(self.table.values()))
        self.verbs = sorted({verb for _, verb in self.table})

    def next(self, state: str, verb: str) -> str:
        """The state after `verb`; WrongState(`<name>.wrong_state`) where the table has no cell."""
        try:
            return self.table[state, verb]
        except KeyError:
            raise WrongState(f"{self.name}.wrong_state", state=state, verb=verb) from None

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The states, as the choices of a column."""
        return [(state, state) for state in self.states]
