"""An answer that counts once it is made: the page was read in a transaction that cannot write (law 5)."""

from collections.abc import Callable

import structlog
from django.db import Error
from django.http import HttpResponse

log = structlog.get_logger("paraphe.helpdesk")


class CountedResponse(HttpResponse):
    """A page with a counter to move when it leaves; a counter that fails is told in the log and loses nothing else."""

    count: Callable[[], None] | None = None

    def close(self) -> None:
        """Move the counter, once, then close as any answer."""
        count, self.count = self.count, None
        if count is not None:
            try:
                count()
            except Error as error:
                log.error("help_not_counted", exc_info=error)
        super().close()
