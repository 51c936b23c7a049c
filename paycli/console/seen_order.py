"""The order in which letters stand on paper from left to right, for what draws each of them by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import bidirectional

from paycli.console.sanitise import FIELDS, runs_from_right

if TYPE_CHECKING:
    from collections.abc import Sequence

_DIGIT = "[0-9\u0660-\u0669\u06f0-\u06f9]"
_PARTS = re.compile(f"{_DIGIT}+(?:[.,:/-]{_DIGIT}+)*|.", re.DOTALL)
_TURNED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


def as_seen(text: str) -> str:
    """Turn around what of a line is written from right to left, as a terminal does that turns it.

    Figures stay as they are, brackets look the other way, marks stay behind their letter. Each field of the line stays
    in its place, and so does what is written from left to right.
    """
    return text if text.isascii() else "".join(_field_as_seen(part) for part in re.split(FIELDS, text))


def _field_as_seen(field: str) -> str:
    out: list[str] = []
    done = 0
    for start, end in runs_from_right(field):
        out += (field[done:start], *(part.translate(_TURNED) for part in reversed(_with_marks(field[start:end]))))
        done = end
    return "".join((*out, field[done:]))


def _with_marks(run: str) -> Sequence[str]:
    """Give the figures and letters of a run, each with its marks."""
    parts: list[str] = []
    for part in _PARTS.findall(run):
        if parts and bidirectional(part[0]) == "NSM":
            parts[-1] += part
        else:
            parts.append(part)
    return parts
