"""Pages of help, drawn with Rich on a terminal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from paycli.console.drawn import drawn
from paycli.console.manual import UNBROKEN, Entries, Heading, Literal, name_columns, table_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from rich.console import RenderableType

    from paycli.console.manual import Block

# Longer lines than this are hard to read.
PROSE_COLUMNS_MOST = 100
# On less a column of names leaves no room for what is said about them.
ENTRIES_COLUMNS_LEAST = 60
_INLINE = re.compile(r"\*\*(?P<loud>[^*]+)\*\*|`(?P<code>[^`]+)`")


def page(blocks: Iterable[Block], columns: int, *, encoding: str, color: bool) -> list[str]:
    """Draw a page of help."""
    columns = min(columns, PROSE_COLUMNS_MOST)
    lines = drawn(_page(blocks, columns, color=color), columns, encoding=encoding, color=color)
    return [line.replace(UNBROKEN, " ") for line in lines]


def _page(blocks: Iterable[Block], columns: int, *, color: bool) -> Iterator[RenderableType]:
    before: Block | None = None
    for block in blocks:
        if before is not None and not (isinstance(before, Heading) and before.level > 1):
            yield Text("")
        if isinstance(block, Heading):
            yield Text(block.text, style="bold")
        elif isinstance(block, Entries):
            yield from _entries(block.rows, columns, color=color)
        elif isinstance(block, Literal):
            yield from _literal(block, columns, color=color)
        else:
            yield Padding(_inline(block.text, color=color), (0, 0, 0, block.indent))
        before = block


def _entries(rows: Iterable[tuple[str, str]], columns: int, *, color: bool) -> Iterator[RenderableType]:
    """Draw names beside what is said about each, or above it where there is no room."""
    rows = tuple(rows)
    if columns < ENTRIES_COLUMNS_LEAST:
        for name, about in rows:
            yield Text(f"  {name}", style="green", no_wrap=True, overflow="ignore")
            yield Padding(_inline(about, color=color), (0, 0, 0, 4))
        return
    grid = Grid.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=name_columns(rows), overflow="fold")
    grid.add_column()
    for name, about in rows:
        grid.add_row(Text(name, style="green"), _inline(about, color=color))
    yield Padding(grid, (0, 0, 0, 2))


def _literal(block: Literal, columns: int, *, color: bool) -> Iterator[RenderableType]:
    """Draw lines as they are; a table among them that is too wide becomes entries, a command stays whole."""
    rows = table_in(block)
    if rows and max(map(len, block.lines)) + 2 > columns:
        yield from _entries(rows, columns, color=color)
        return
    for line in block.lines:
        style = "green" if line.startswith("paycli ") else ""
        yield Text(f"  {line}", style=style, no_wrap=True, overflow="ignore")


def _inline(text: str, *, color: bool) -> Text:
    """Read `code` and **loud words** in a text of ours; without colour code keeps its quotes."""
    out, done = Text(), 0
    for match in _INLINE.finditer(text):
        out.append(text[done : match.start()])
        if match["loud"]:
            out.append(match["loud"], "bold")
        else:
            out.append(match["code"] if color else match[0], "green")
        done = match.end()
    return out.append(text[done:])
