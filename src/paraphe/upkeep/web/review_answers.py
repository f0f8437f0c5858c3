"""What the form of a review was sent with: a decision a line, a date where it limits. Nothing typed is lost."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from paraphe.upkeep import reviewing
from paraphe.upkeep.models import ReviewItem
from paraphe.upkeep.services import Decided
from paraphe.upkeep.web.review_shown import Line, PersonBlock, Sheet

KEEP = Decided("keep")


@dataclass(frozen=True)
class Answer:
    """What was sent for one line; `error` says what is wrong with it."""

    decision: str
    limit_on: date | None
    typed: str
    error: str = ""

    @property
    def decided(self) -> Decided:
        """The answer as the verb takes it."""
        limits = self.decision == ReviewItem.Decision.LIMIT
        return Decided(self.decision, self.limit_on if limits else None)


def read_answers(sheet: Sheet, sent: Mapping[str, str]) -> dict[str, Answer]:
    """By line, what was sent; lines that were not, or are not the reader's to decide, are absent."""
    found = {}
    for line in sheet.open_lines:
        decision = sent.get(f"d-{line.key}", "")
        allowed = ReviewItem.Decision.values if line.can_limit else ["keep", "remove"]
        if decision in allowed:
            found[line.key] = _read(line, decision, sent.get(f"l-{line.key}", "").strip())
    return found


def _read(line: Line, decision: str, typed: str) -> Answer:
    limit_on = _day(typed)
    if decision != ReviewItem.Decision.LIMIT:
        return Answer(decision, None, typed)
    if limit_on is None:
        return Answer(decision, None, typed, "Indiquez le dernier jour du droit, par exemple 31/12/2027")
    if limit_on <= reviewing.today():
        return Answer(
            decision, limit_on, typed, "Choisissez un jour à venir ; pour aujourd’hui, retirez le droit"
        )
    return Answer(decision, limit_on, typed)


def _day(typed: str) -> date | None:
    """A day as a browser sends it (2027-12-31), or as a person types it (31/12/2027)."""
    parts = typed.replace("-", "/").split("/")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    year, month, day = parts if len(parts[0]) == 4 else reversed(parts)
    try:
        return date(int(year), int(month), int(day))
    except (ValueError, OverflowError):
        return None


def explicit(sheet: Sheet, answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers that say more than the boxes ticked beforehand: another choice, or one already saved."""
    lines = {line.key: line for line in sheet.open_lines}
    return {
        key: answer
        for key, answer in answers.items()
        if lines[key].is_decided or answer.decision != lines[key].proposal
    }


def decisions_of(sheet: Sheet, answers: Mapping[str, Answer]) -> dict[int, Decided]:
    """The answers as decisions on the lines' rights, those at fault left out."""
    return {
        item.pk: answers[line.key].decided
        for line in sheet.open_lines
        if line.key in answers and not answers[line.key].error
        for item in line.items
    }


def keep_the_rest(sheet: Sheet, answers: Mapping[str, Answer]) -> dict[int, Decided]:
    """Keep every line that nobody decided and that no answer is about."""
    rest = [line for line in sheet.open_lines if not line.is_decided and line.key not in answers]
    return {item.pk: KEEP for line in rest for item in line.items}


def with_answers(blocks: Iterable[PersonBlock], answers: Mapping[str, Answer]) -> list[PersonBlock]:
    """The page's lines as they were sent, to be shown again."""
    return [
        replace(block, lines=[_sent(line, answers.get(line.key)) for line in block.lines]) for block in blocks
    ]


def _sent(line: Line, answer: Answer | None) -> Line:
    if answer is None or line.state != "open":
        return line
    return replace(line, value=answer.decision, typed=answer.typed or line.typed)
