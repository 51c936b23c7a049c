"""What help is made of: blocks, out of which the console, docs/ and the man pages draw the same text.

A topic of `paycli help` is read out of its small Markdown file; a command's page comes from the tree of commands.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from paycli.console.sanitise import width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

COLUMNS_MOST = 80
UNBROKEN = "\u00a0"
# A name that is wider than this stands on a line of its own, above what is said about it.
_NAME_COLUMNS_MOST = 26
_INDENT = "  "


class Heading(NamedTuple):
    """The title of a page (`level` 1) or of a part of it (2)."""

    text: str
    level: int = 2


class Prose(NamedTuple):
    """A paragraph, which may be broken anew; with `code` and **loud words** in it, maybe set in."""

    text: str
    indent: int = 0


class Entries(NamedTuple):
    """Names with what is said about each: options, arguments, commands."""

    rows: tuple[tuple[str, str], ...]


class Literal(NamedTuple):
    """Lines whose columns stay as they are, set in."""

    lines: tuple[str, ...]


Block: TypeAlias = "Heading | Prose | Entries | Literal"


def blocks_of(markdown: str) -> Iterator[Block]:
    """Read a topic: headings, paragraphs, and lines that are set in by four spaces."""
    for part in re.split(r"\n\n+(?! )|\n\n+(?=    )", markdown.strip("\n")):
        marks, _, title = part.partition(" ")
        if marks in {"#", "##"}:
            yield Heading(title, len(marks))
        elif part.startswith("    "):
            yield Literal(tuple(line.removeprefix("    ") for line in part.split("\n")))
        else:
            yield Prose(part.replace("\n", " "))


def plain(blocks: Iterable[Block], columns: int = COLUMNS_MOST, *, loud: Callable[[str], str] = str) -> Iterator[str]:
    """Give the lines of a page, at most so wide where its words allow that; `loud` may put a colour around headings."""
    before: Block | None = None
    for block in blocks:
        # What stands under a heading of a part follows it at once, as in most programs' help.
        if before is not None and not (isinstance(before, Heading) and before.level > 1):
            yield ""
        lines = _plain_block(block, columns)
        yield from map(loud, lines) if isinstance(block, Heading) else lines
        before = block


def _plain_block(block: Block, columns: int) -> Iterator[str]:
    if isinstance(block, Heading):
        yield block.text if block.level == 1 else f"{block.text}:"
    elif isinstance(block, Prose):
        yield from wrapped(block.text.replace("**", ""), columns, " " * block.indent)
    elif isinstance(block, Literal):
        yield from (f"{_INDENT}{line}".rstrip() for line in block.lines)
    else:
        yield from _entries(block.rows, columns)


def _entries(rows: Sequence[tuple[str, str]], columns: int) -> Iterator[str]:
    room = min(name_columns(rows), max(columns // 3, 8))
    margin = " " * (len(_INDENT) + room + 2)
    for name, about in rows:
        lines = list(wrapped(about, columns, margin)) or [""]
        if width(name) > room:
            yield f"{_INDENT}{name}"
        else:
            lines[0] = f"{_INDENT}{name}{' ' * (room - width(name))}  {lines[0].strip()}".rstrip()
        yield from (line for line in lines if line)


def name_columns(rows: Iterable[tuple[str, str]]) -> int:
    """Give how wide the column of names is: as wide as the widest that is not too wide."""
    return max((width(name) for name, _ in rows if width(name) <= _NAME_COLUMNS_MOST), default=_NAME_COLUMNS_MOST)


def table_in(block: Literal) -> tuple[tuple[str, str], ...]:
    """Read lines that are a table of names and what they mean; nothing where they are none.

    What begins with spaces goes on with the line above it.
    """
    rows: list[tuple[str, str]] = []
    for line in block.lines:
        name, _, about = line.partition("  ")
        if name:
            rows.append((name, about.strip()))
        elif rows:
            rows[-1] = (rows[-1][0], f"{rows[-1][1]} {about.strip()}")
    return tuple(rows) if all(about for _, about in rows) else ()


def wrapped(text: str, columns: int, margin: str = "") -> Iterator[str]:
    """Break a text between its words; a word that is too long stays whole, so that it can be copied."""
    import textwrap

    lines = textwrap.wrap(
        text,
        max(columns, len(margin) + 20),
        initial_indent=margin,
        subsequent_indent=margin,
        break_long_words=False,
        break_on_hyphens=False,
    )
    # What must stay together has a space that is not broken, which is a plain one once it is shown.
    yield from (line.replace(UNBROKEN, " ") for line in lines)
