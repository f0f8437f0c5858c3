"""What the parts of a page are given: small frozen values, drawn by the tags of `templatetags/paraphe.py`.

A tone is one of ok, warn, bad, info, proof, off. A moment is text already written for the reader.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Tone = Literal["ok", "warn", "bad", "info", "proof", "off"]
ButtonKind = Literal["solid", "line", "quiet", "sign", "grave", "grave-line"]

ICON_OF_TONE: dict[str, str] = {
    "ok": "check",
    "warn": "bang",
    "bad": "cross",
    "info": "info",
    "proof": "flourish",
    "off": "",
}
LEVEL_WORDS: dict[str, str] = {"consult": "Consulter", "prepare": "Préparer", "sign": "Signer"}
VERDICT_TONES: dict[str, Tone] = {"VALIDE": "ok", "INDÉTERMINÉE": "warn", "INVALIDE": "bad"}


@dataclass(frozen=True)
class Act:
    """A link drawn as a button; `complement` is only heard (« Examiner *la candidature* »)."""

    label: str
    url: str
    kind: ButtonKind = "solid"
    complement: str = ""


@dataclass(frozen=True)
class Mark:
    """A state in words, drawn as a tag."""

    tone: Tone
    label: str
    icon: str | None = None


@dataclass(frozen=True)
class Entry:
    """One dated line of the ledger."""

    when: str
    title: str
    at: str = ""
    url: str = ""
    note: str = ""
    mark: Mark | None = None
    acts: Sequence[Act] = ()
    state: Literal["", "now", "later", "late"] = ""


@dataclass(frozen=True)
class Link:
    """One seal of the chain of authority; the last may bear a signature."""

    title: str
    note: str = ""
    is_broken: bool = False
    signature: str = ""


@dataclass(frozen=True)
class Check:
    """One line of a list of checks; `kind` is "" (passed), bad, warn, off or link."""

    title: str
    note: str = ""
    kind: Literal["", "bad", "warn", "off", "link"] = ""
    url: str = ""
    mark: Mark | None = None


@dataclass(frozen=True)
class Fact:
    """A term and its value; `change_url` draws its *Modifier* link in a check-answers page."""

    term: str
    value: str
    small: str = ""
    change_url: str = ""
    level: str = ""
    is_hash: bool = False


@dataclass(frozen=True)
class Step:
    """One step of a journey."""

    label: str
    state: Literal["done", "current", "later"] = "later"


@dataclass(frozen=True)
class Crumb:
    """One parent of the page; the last has no address."""

    label: str
    url: str = ""


@dataclass(frozen=True)
class Tab:
    """One tab: a link among siblings, with what it counts."""

    label: str
    url: str
    count: int | None = None
    is_current: bool = False


@dataclass(frozen=True)
class Line:
    """One line of a file, numbered from 1; `kind` is "", bad or warn."""

    number: int
    text: str
    kind: Literal["", "bad", "warn"] = ""


@dataclass(frozen=True)
class Point:
    """One point of the error summary; `target` is the identifier of the control."""

    text: str
    target: str = ""
