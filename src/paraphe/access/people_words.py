"""The French of this family of acts: its errors, by code."""

from paraphe.web.problems import Problem

PROBLEMS: dict[str, Problem] = {}
