"""What one value may be: compiled tests for the hot path, and the diagnosis of a refused value.

Patterns of the norm are XML-Schema expressions over Latin-1, anchored at both ends. Charset, length and
blanks are folded into the compiled pattern, so that one call judges a good value; only a refused value is
looked at again, to say why.
"""

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache

LETTER = r"A-Za-z\xaa\xb5\xba\xc0-\xd6\xd8-\xf6\xf8-\xff"
PRINTABLE = rb"[\x20-\x7e\xa0-\xff]"
_FORBIDDEN = re.compile(rb"[^\x20-\x7e\xa0-\xff]")
_WORD = f"[{LETTER}]+"

# Types whose rule the norm gives in prose (chapter 3): identities, addresses, electronic addresses.
IDENTITY = f"'?{_WORD}(?:(?:--|[ '-]){_WORD})*"
ADDRESS = r"[^ '.\-](?:(?:\. |[ '.\-])?[^ '.\-])*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
MAIL = rf"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?@(?:{_LABEL}\.)+{_LABEL}"
CONTRACT_NUMBER = f"[0-9{LETTER}.@/_-](?:[0-9{LETTER} .@/_-]*[0-9{LETTER}.@/_-])?"
PROSE_PATTERNS = (("Identite_Base", IDENTITY), ("N4DS_Email", MAIL))
_ADDRESS_TYPE = "N4DS_Adresse"

LENGTH, SHAPE, CODE, CALENDAR, EMPTY, BLANKS, CHARSET = (
    "CSL-01",
    "CSL-00",
    "CSL-02",
    "CSL-03",
    "CSL-04",
    "CSL-05",
    "CSL-06",
)

Accepts = Callable[[bytes], object]


def find_pattern(datatype: str, regex: str) -> str:
    """The pattern of a rubric: that of the norm's table, else the one its type has in the norm's prose, else none."""
    if regex:
        return regex.replace(r"\s", " ")
    if datatype == _ADDRESS_TYPE:
        return ADDRESS
    return next((pattern for prefix, pattern in PROSE_PATTERNS if datatype.startswith(prefix)), "")


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str, low: int, high: int) -> re.Pattern[bytes]:
    """One pattern for charset, length, blanks and shape; use with `fullmatch`."""
    frame = rb"(?! )(?=%b{%d,%d}\Z)" % (PRINTABLE, low, high)
    shape = pattern.encode("latin-1") if pattern else rb".*"
    return re.compile(frame + rb"(?:" + shape + rb")(?<! )", re.DOTALL)


class DateCache(dict[bytes, bool]):
    """Remembers which DDMMYYYY values have the shape of their rubric and exist in the calendar."""

    def __init__(self, shape: re.Pattern[bytes]) -> None:
        super().__init__()
        self._shape = shape

    def __missing__(self, value: bytes) -> bool:
        good = self._shape.fullmatch(value) is not None and is_calendar_date(value)
        if good:
            self[value] = good
        return good


@lru_cache(maxsize=64)
def build_date_cache(pattern: str) -> DateCache:
    return DateCache(compile_pattern(pattern, 8, 8))


def is_calendar_date(value: bytes) -> bool:
    """DDMMYYYY that exists."""
    try:
        date(int(value[4:]), int(value[2:4]), int(value[:2]))
    except ValueError:
        return False
    return True


def build_test(*, nature: str, pattern: str, codes: frozenset[bytes], bounds: tuple[int, int]) -> Accepts:
    """The fastest callable that is true exactly for good values of a rubric."""
    if codes:
        return codes.__contains__
    if nature == "Date":
        return build_date_cache(pattern).__getitem__
    return compile_pattern(pattern, *bounds).fullmatch


def diagnose(
    value: bytes, *, nature: str, codes: frozenset[bytes], bounds: tuple[int, int], pattern: str
) -> str:
    """The first rule a refused value breaks: blank, charset, edges, length, list, calendar, shape."""
    low, high = bounds
    tests = (
        (EMPTY, not value.strip(b" \xa0\t")),
        (CHARSET, _FORBIDDEN.search(value) is not None),
        (BLANKS, value[:1] == b" " or value[-1:] == b" "),
        (LENGTH, not low <= len(value) <= high),
        (CODE, bool(codes)),
        (CALENDAR, nature == "Date" and compile_pattern(pattern, 8, 8).fullmatch(value) is not None),
    )
    return next((control for control, broken in tests if broken), SHAPE)
