"""Background work of declarations, run by the worker: name -> (seconds between runs, function)."""

from collections.abc import Callable

from paraphe.declarations.services import resume_inclusions

PERIODIC: dict[str, tuple[float, Callable[[], object]]] = {
    "declarations.resume_inclusions": (5.0, resume_inclusions),
}
