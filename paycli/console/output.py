"""The one renderer: a result becomes lines for people, one JSON document, JSON lines, or only its id.

Every line is made safe as a whole and then styled, so no escape from the data can survive. JSON is written in ASCII:
nothing of the data is lost, and what could steer a terminal is an escape there too.
"""

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from paycli.console.options import options
from paycli.console.sanitise import isolated, printable, safe, width
from paycli.console.stream import encoding_of, is_tty, size_of, wants_color, write_err, write_out
from paycli.console.surroundings import surroundings
from paycli.errors import OutputFailed

if TYPE_CHECKING:
    from typing import TextIO

    from paycli.console.charts import Chart
    from paycli.console.drawings import Beside, Drawing
    from paycli.console.tables import Table

__all__ = [
    "Document",
    "Line",
    "Listing",
    "json_line",
    "say",
    "show",
    "stream",
    "styled",
    "warn",
    "with_globals",
]

Style = Literal["plain", "good", "bad", "warn", "dim", "head"]
# Only what can be read on dark and on light grounds: a warning in yellow cannot be seen on white.
_SGR: dict[str, str] = {"good": "32", "bad": "31", "warn": "35", "dim": "2", "head": "1"}


class Line(NamedTuple):
    """One line for people, without a line break (one inside becomes a space)."""

    text: str
    style: Style = "plain"


_BESIDE_GAP = "   "
# With less room a command that somebody types would be broken.
_BESIDE_LEAST = 36

# A record of console/documents: each is a NamedTuple of its own.
Record: TypeAlias = "tuple[object, ...]"
Part: TypeAlias = "Line | str | Table | Drawing | Beside | Chart"


class Document(NamedTuple):
    """A result: the record for programs (console/documents), the lines for people, the id for `--quiet`.

    Warnings go to stderr; a program that reads JSON finds what it needs in `data`.
    """

    data: "Record"
    lines: "tuple[Part, ...]"
    quiet: str | None = None
    warnings: tuple[str, ...] = ()


class Listing(NamedTuple):
    """A list, newest first: the records for programs, the table, what to say when it is empty, the ids for `--quiet`.

    `next` is the place behind which the list goes on, where it has more than this page.
    """

    items: "Sequence[Record]"
    table: "Table"
    empty: str
    quiet: Sequence[str] = ()
    foot: "tuple[Part, ...]" = ()
    warnings: tuple[str, ...] = ()
    next: int | str | None = None


def show(view: Document | Listing, *, paged: bool = False) -> None:
    """Write a result to stdout in the mode in force; on a terminal a long list, and what is `paged`, goes to the pager.

    Raises OutputFailed, with the id of the order that stands all the same, when stdout cannot take it, and
    SystemExit(141) when its reader has gone.
    """
    try:
        _show(view, paged=paged)
    except OutputFailed as error:
        error.values["id"] = getattr(view.data, "id", None) if isinstance(view, Document) else None
        raise


def _show(view: Document | Listing, *, paged: bool) -> None:
    mode = options().mode
    if isinstance(view, Listing) and mode in ("jsonl", "quiet"):
        stream(view)
        return
    if mode in ("json", "jsonl"):
        data = view.data if isinstance(view, Document) else {"items": list(view.items), "next": view.next}
        write_out(json_line(data))
        return
    warn(*view.warnings)
    if isinstance(view, Listing):
        parts: tuple[Part, ...] = (view.table, *view.foot) if view.items else (Line(view.empty, "dim"),)
        _write(_render(parts, sys.stdout), paged=True)
    elif mode == "human":
        _write(_render(view.lines, sys.stdout), paged=paged)
    elif view.quiet is not None:
        write_out(f"{_plain(view.quiet, sys.stdout)}\n")


def stream(view: Listing) -> None:
    """Write rows of a list for programs as they come, a line each: JSON, or with `--quiet` the id alone.

    Raises what `show` raises.
    """
    if options().mode == "jsonl":
        write_out(*map(json_line, view.items))
        return
    warn(*view.warnings)
    write_out(*(f"{_plain(text, sys.stdout)}\n" for text in view.quiet))


def say(*parts: "Part") -> None:
    """Write lines for people to stdout ahead of the result (a QR code, then the wait); nothing in any other mode."""
    if options().mode == "human":
        write_out(_render(parts, sys.stdout))


def warn(*texts: str) -> None:
    """Write warnings for people to stderr; nothing where a program reads JSON."""
    if not options().machine:
        write_err(_render([Line(f"warning: {text}", "warn") for text in texts], sys.stderr))


def say_aside(*lines: Line) -> None:
    """Write lines for people to stderr, beside what the command shows; nothing where a program reads."""
    if options().mode == "human":
        aside(*lines)


def aside(*lines: Line) -> None:
    """Write lines to stderr, in whatever mode."""
    write_err(_render(list(lines), sys.stderr))


def with_globals(hint: str) -> str:
    """Keep who acts, unless that is who one is anyway, and on which ledger, in a line that somebody copies."""
    if not hint.startswith("paycli ") or "    " in hint:
        return hint
    import shlex

    profile = options().profile
    if " --as " in hint or (profile is not None and profile.removeprefix("@") == surroundings().current_handle()):
        profile = None
    given = (("--as", profile), ("--ledger", options().ledger))
    line, words, rest = hint.partition(" -- ")
    return line + "".join(f" {name} {shlex.quote(safe(value))}" for name, value in given if value) + words + rest


def json_line(data: "Record | Mapping[str, object]") -> str:
    """Write a document as one line of ASCII JSON with its version in front; raises ValueError for a float NaN."""
    import json

    from paycli.console.documents.plain import plain

    return json.dumps({"paycli": 1, **plain(data)}, ensure_ascii=True, allow_nan=False, separators=(",", ":")) + "\n"


def styled(text: str, style: Style, *, color: bool) -> str:
    """Put a colour around a text that is safe already."""
    return f"\x1b[{_SGR[style]}m{text}\x1b[0m" if color and text and style in _SGR else text


def _write(text: str, *, paged: bool) -> None:
    if paged and is_tty(sys.stdout) and text.count("\n") >= size_of(sys.stdout)[1]:
        from paycli.console.pager import page

        if page(text, encoding_of(sys.stdout)):
            return
    write_out(text)


def _plain(text: str, stream: "TextIO") -> str:
    return printable(safe(text), encoding_of(stream))


def _render(parts: "Sequence[Part]", stream: "TextIO") -> str:
    color = wants_color(stream)
    out: list[str] = []
    for part in parts:
        if isinstance(part, (Line, str)):
            line = Line(part) if isinstance(part, str) else part
            pieces = _pieces(_plain(line.text, stream), stream)
            out += [styled(isolated(piece, encoding_of(stream)), line.style, color=color) for piece in pieces]
        else:
            out += _drawn(part, stream, color=color)
    return "".join(f"{line}\n" for line in out)


def _pieces(text: str, stream: "TextIO") -> list[str]:
    """Break a line where a terminal is too narrow for it."""
    columns = size_of(stream)[0]
    if not is_tty(stream) or width(text) <= columns:
        return [text]
    from paycli.console.tables import broken

    return broken(text, columns)


def _drawn(part: "Table | Drawing | Beside | Chart", stream: "TextIO", *, color: bool) -> "Sequence[str]":
    """Give the lines of what is more than a line; a balance has nothing such, and imports none of it."""
    from paycli.console.drawings import Beside, Drawing
    from paycli.console.tables import Table

    if isinstance(part, Drawing):
        fits = not part.text or _has_rows(stream, part.rows_needed)
        return part.lines if fits else _instead(part, stream)
    if isinstance(part, Beside):
        return _beside(part, stream)
    return _table(part, stream, color=color) if isinstance(part, Table) else _chart(part, stream, color=color)


def _has_rows(stream: "TextIO", needed: int) -> bool:
    return not is_tty(stream) or needed <= size_of(stream)[1]


def _instead(drawing: "Drawing", stream: "TextIO") -> list[str]:
    """Say why a drawing is not shown, and what it would say."""
    why = Line(f"too low for the QR code: {drawing.rows_needed} rows needed", "warn")
    return _render((why, Line(drawing.text)), stream).splitlines()


def _beside(part: "Beside", stream: "TextIO") -> list[str]:
    drawing, below = part.drawing, _render(part.below, stream).splitlines()
    if not _has_rows(stream, drawing.rows_needed):
        return [*_instead(drawing, stream), *below]
    side_by_side = _side_by_side(part, stream)
    if side_by_side is not None:
        return side_by_side
    if _has_rows(stream, drawing.rows_needed + len(below)):
        return [*drawing.lines, *below]
    return [*below, *drawing.lines]


def _chart(chart: "Chart", stream: "TextIO", *, color: bool) -> list[str]:
    from paycli.console import charts

    columns, encoding = size_of(stream)[0], encoding_of(stream)
    if is_tty(stream) and charts.knows_blocks(encoding):
        from paycli.console.drawn import chart as draw

        return draw(chart, columns, encoding=encoding, color=color)
    return charts.lay_out(chart, columns=columns, encoding=encoding)


def _table(table: "Table", stream: "TextIO", *, color: bool) -> list[str]:
    """Draw a table with Rich on a terminal; in a pipe it is laid out plainly, and Rich is not imported."""
    encoding = encoding_of(stream)
    if is_tty(stream):
        from paycli.console.drawn import table as draw

        return draw(table, size_of(stream)[0], encoding=encoding, color=color)
    from paycli.console.tables import lay_out

    head, *rows = (isolated(row, encoding) for row in lay_out(table, encoding=encoding))
    return [styled(head, "head", color=color), *rows]


def _side_by_side(part: "Beside", stream: "TextIO") -> list[str] | None:
    """Put lines beside the middle of a drawing; None where they are too wide or too many, or nobody looks."""
    from paycli.console.tables import broken

    room = size_of(stream)[0] - part.columns - len(_BESIDE_GAP)
    if not is_tty(stream) or room < _BESIDE_LEAST:
        return None
    lines = [Line(piece, line.style) for line in part.right for piece in broken(_plain(line.text, stream), room)]
    above, most = (len(part.drawing.lines) - len(lines)) // 2, max(width(line.text) for line in lines)
    if above < 0 or most > room:
        return None
    color, encoding, rows = wants_color(stream), encoding_of(stream), list(part.drawing.lines)
    for at, line in enumerate(lines, above):
        if line.text:
            rows[at] += _BESIDE_GAP + styled(isolated(line.text, encoding), line.style, color=color)
    return rows
