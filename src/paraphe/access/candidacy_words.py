"""What this family of acts says in French: events and errors."""

from paraphe.web.problems import Problem

EVENTS: dict[str, str] = {}

PROBLEMS: dict[str, Problem] = {}
