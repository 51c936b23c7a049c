"""What is drawn with Rich: only on a terminal, and imported only when something is drawn there.

All text goes in as `Text`, so that no markup and no emoji name in it means anything; it was made safe before. Rich
gives lines, in which every escape is one of ours.
"""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table as Grid
from rich.text import Text

from paycli.console.charts import BAR_LEAST, BLOCK, knows_blocks
from paycli.console.sanitise import isolated, printable
from paycli.console.tables import GAP, cells_of, fit, flow, widths_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType

    from paycli.console.charts import Chart
    from paycli.console.tables import Table


BAR_COLUMNS_MOST = 24
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_SAME_AGAIN = re.compile(r"(\x1b\[[0-9;]+m)((?:[^\x1b]*\x1b\[0m\1)+)")


def _joined(match: re.Match[str]) -> str:
    return match[1] + match[2].replace(f"\x1b[0m{match[1]}", "")


def drawn(parts: Iterable[RenderableType], columns: int, *, encoding: str, color: bool) -> list[str]:
    """Draw with Rich and give the lines; what the encoding cannot say is replaced, and takes one column."""
    out = StringIO()
    console = Console(
        file=out,
        width=columns,
        force_terminal=True,
        color_system="standard" if color else None,
        no_color=not color,
        markup=False,
        emoji=False,
        highlight=False,
        soft_wrap=False,
    )
    for part in parts:
        # What a text says of itself is lost when Rich puts it together with others.
        whole = isinstance(part, Text) and part.no_wrap
        console.print(part, crop=False, no_wrap=whole or None, overflow="ignore" if whole else None)
    # Rich colours each cell of a row by itself, and the gap between; one colour for all is shorter, and the same.
    lines = _SAME_AGAIN.sub(_joined, out.getvalue()).rstrip("\n").split("\n")
    return [isolated(_encodable(_without_margin(line), encoding), encoding) for line in lines]


def _without_margin(line: str) -> str:
    """Take away the blanks that Rich fills a line with, also where a style ends behind them."""
    return re.sub(r" +((?:\x1b\[[0-9;]*m)*)$", r"\1", line)


def _encodable(line: str, encoding: str) -> str:
    if line.isascii() or printable("…", encoding) == "…":
        return line
    return printable(line.replace("…", "."), encoding)


def table(given: Table, columns: int, *, encoding: str, color: bool) -> list[str]:
    """Draw a table: its header and a line for each row; where it has no room, its rows one after the other."""
    cells = cells_of(given, encoding)
    widths = fit(widths_of(cells), given, columns)
    if not widths:
        return [isolated(line, encoding) for line in flow(cells, given, columns)]
    grid = Grid(box=None, pad_edge=False, padding=(0, len(GAP), 0, 0), header_style="bold")
    for place, (header, room) in enumerate(zip(cells[0], widths, strict=True)):
        grid.add_column(
            Text(header),
            width=room,
            no_wrap=True,
            overflow="ellipsis",
            justify="right" if place in given.right else "left",
        )
    left = min(columns - sum(widths) - len(GAP) * len(widths), BAR_COLUMNS_MOST)
    with_bars = bool(given.bars) and left >= BAR_LEAST and knows_blocks(encoding)
    if with_bars:
        grid.add_column(width=left)
    for number, row in enumerate(cells[1:]):
        texts = (Text(cell, style=_style_of(cell, place, given)) for place, cell in enumerate(row))
        bar = [_bar(given.bars[number] / max(*given.bars, 1), left)] if with_bars else []
        grid.add_row(*texts, *bar, style="green" if number in given.good else "")
    return drawn([grid], columns, encoding=encoding, color=color)


def _bar(part: float, room: int, style: str = "") -> Text:
    """Draw a bar in eighths of a column; what is more than nothing has one, however short."""
    eighths = max(round(part * room * 8), 8) if part else 0
    return Text(BLOCK * (eighths // 8) + _EIGHTHS[eighths % 8], style=style if eighths else "")


def _style_of(cell: str, place: int, given: Table) -> str:
    """Money that came in is seen at once; nothing else has a colour, so that foreign words never have one."""
    return "green" if place in given.right and cell.startswith("+") else ""


def chart(given: Chart, columns: int, *, encoding: str, color: bool) -> list[str]:
    """Draw a chart: bars as long as eighths of a column tell, green for money that came in."""
    grid = Grid(box=None, show_header=False, pad_edge=False, padding=(0, len(GAP), 0, 0))
    for room, side in zip(given.widths(), ("left", "left", "right"), strict=True):
        grid.add_column(width=room, no_wrap=True, justify="right" if side == "right" else "left")
    room = given.room(columns)
    grid.add_column(width=room)
    for bar in given.bars:
        style = "green" if bar.came_in else ""
        grid.add_row(Text(bar.label), Text(bar.word), Text(bar.amount), _bar(bar.value / given.most, room, style))
    return drawn([grid], max(columns, given.needs()), encoding=encoding, color=color)
