"""The state table of a ticket: (state, verb) gives the next state, the rest is refused. Pure.

`assign`, `ask` and `answer` are the desk's; `reply` and `reopen` the author's; `close` is of both, and of time. Source:
domain.md W15.
"""

from paraphe.kernel.machine import Machine

TICKET = Machine(
    "helpdesk.ticket",
    {
        ("new", "assign"): "assigned",
        ("new", "reply"): "new",
        ("new", "close"): "closed",
        ("assigned", "assign"): "assigned",
        ("assigned", "ask"): "waiting_user",
        ("assigned", "answer"): "answered",
        ("assigned", "reply"): "assigned",
        ("assigned", "close"): "closed",
        ("waiting_user", "assign"): "waiting_user",
        ("waiting_user", "answer"): "answered",
        ("waiting_user", "reply"): "assigned",
        ("waiting_user", "close"): "closed",
        ("answered", "assign"): "answered",
        ("answered", "reopen"): "assigned",
        ("answered", "close"): "closed",
        ("closed", "reopen"): "assigned",
    },
)
"""A ticket is opened `new`. An answer is not the end: its author closes it, reopens it, or thirty days close it."""
