r"""The one sanitiser: text that came from somebody else is made harmless before it reaches a screen or a printer.

What could steer a terminal or turn the order of characters around becomes a visible escape (`\x1b`, `\u202e`), so
that a trick shows itself. What is merely invisible (zero-width characters, tags) is dropped: it is common in emoji and
in pasted text, and means no harm once it is gone. Nothing here knows any markup, so none can be alive.
"""

from __future__ import annotations

import re

# More marks than any living script stacks on one letter; more only floods the rows above and below.
MARKS_MOST = 4
# A longer run of spaces pushes what follows to the start of another row, where it looks like a line of ours.
SPACES_MOST = 16
_LONG_GAP = " " * (SPACES_MOST + 1)

# First strong isolate, and pop directional isolate: ours are the only ones, since those of others become escapes.
_FIRST_STRONG, _POP = "\u2068", "\u2069"
FROM_RIGHT = frozenset({"R", "AL", "AN"})
# The fields of a line or a table stand two spaces apart at least.
FIELDS = "( {2,})"
_TURNING = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Invisible though Unicode files them under letters, marks or symbols: fillers, joiners, variation selectors.
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u3164\uffa0")
_BLANKS = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029\u2800")


def safe(text: str, most: int | None = None) -> str:
    """Make foreign text fit for one line of a terminal; cut to `most` columns with an ellipsis if given.

    Line breaks, tabs and odd spaces become plain spaces, of which at most 16 follow each other. Never raises. What
    comes out holds no C0 or C1 control, DEL, bidi control, surrogate, private-use or zero-width character.
    """
    if not (text.isascii() and text.isprintable()):
        text = _clean(text)
    if _LONG_GAP in text:
        text = re.sub(f"{_LONG_GAP} *", " " * SPACES_MOST, text)
    return text if most is None else cut(text, most)


def _clean(text: str) -> str:
    from unicodedata import category

    out: list[str] = []
    marks = 0
    for character in text:
        kind = category(character)
        # What is dropped does not end a run of marks, or it could be used to build a flood.
        if _is_invisible(character, kind):
            continue
        marks = marks + 1 if kind[0] == "M" else 0
        if marks > MARKS_MOST:
            continue
        if character in _BLANKS or kind == "Zs":
            out.append(" ")
        elif _is_harmful(character, kind):
            out.append(_escape(character))
        else:
            out.append(character)
    return "".join(out)


def _is_invisible(character: str, kind: str) -> bool:
    if kind == "Cf":
        return character not in _TURNING
    point = ord(character)
    # The first and last two variation selectors choose how a sign or an emoji looks; the others can smuggle data.
    selector = 0xFE00 <= point <= 0xFE0D or 0xE0100 <= point <= 0xE01EF
    return selector or character in _FILLERS or 0xE0000 <= point <= 0xE0FFF


def _is_harmful(character: str, kind: str) -> bool:
    if kind == "Cn":
        # Emoji newer than this Python's tables are fine; other unassigned characters may do anything.
        return not 0x1F000 <= ord(character) <= 0x1FAFF
    return kind[0] == "C"


def _escape(character: str) -> str:
    point = ord(character)
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"


def printable(text: str, encoding: str) -> str:
    r"""Replace what a stream's encoding cannot say by an escape (`\u2713`), and an ellipsis by three dots.

    An encoding that Python does not know counts as ASCII. Never raises.
    """
    if text.isascii():
        return text
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return text.replace("…", "...").encode(encoding, "backslashreplace").decode(encoding)
    except LookupError:
        return printable(text, "ascii")
    return text


def isolated(text: str, encoding: str) -> str:
    """Set apart what is written from right to left in a line that is otherwise ready, for a terminal that turns it.

    Without that it would take the numbers, ids and fingerprints behind it along. Nothing but such text stands between
    the two marks, which take no column. Two fields of a line, wide apart, are never put into one. Never raises.
    """
    if text.isascii() or printable(_FIRST_STRONG, encoding) != _FIRST_STRONG:
        return text
    return "".join(_isolated(part) for part in re.split(FIELDS, text))


def _isolated(field: str) -> str:
    out: list[str] = []
    done = 0
    for start, end in runs_from_right(field):
        out += (field[done:start], _FIRST_STRONG, field[start:end], _POP)
        done = end
    return "".join((*out, field[done:]))


def runs_from_right(field: str) -> list[tuple[int, int]]:
    """Find what of a field is written from right to left, each with the figures and spaces inside of it."""
    from unicodedata import bidirectional

    runs: list[tuple[int, int]] = []
    start, end = -1, -1
    for place, character in enumerate(field):
        kind = bidirectional(character)
        if kind in FROM_RIGHT:
            start, end = place if start < 0 else start, place + 1
        elif kind == "NSM" and end == place:
            end = place + 1
        elif kind == "L" and start >= 0:
            runs.append((start, end))
            start = -1
    return [*runs, (start, end)] if start >= 0 else runs


def width(text: str) -> int:
    """Give how many terminal columns a text takes: two for East Asian wide characters, none for marks."""
    if text.isascii():
        return len(text)
    from unicodedata import category, east_asian_width

    total = 0
    for character in text:
        if category(character) in ("Mn", "Me", "Cf") or "\u1160" <= character <= "\u11ff":
            continue
        total += 2 if east_asian_width(character) in "WF" else 1
    return total


def cut(text: str, most: int) -> str:
    """Cut a text to at most `most` columns, ending it with an ellipsis where something is missing."""
    if width(text) <= most:
        return text
    left = most - 1
    out: list[str] = []
    for character in text:
        left -= width(character)
        if left < 0:
            break
        out.append(character)
    return "".join(out) + "…" if most > 0 else ""
