"""What is drawn with Rich: only on a terminal, and imported only when something is drawn there.

All text goes in as `Text`, so that no markup and no emoji name in it means anything; it was made safe before. Rich
gives lines, in which every escape is one of ours.
"""

from __future__ import annotations

import re
from io import StringIO
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from paycli.console.sanitise import isolated, printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from rich.console import RenderableType


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
    lines = out.getvalue().rstrip("\n").split("\n")
    return [isolated(_encodable(_without_margin(line), encoding), encoding) for line in lines]


def _without_margin(line: str) -> str:
    """Take away the blanks that Rich fills a line with, also where a style ends behind them."""
    return re.sub(r" +((?:\x1b\[[0-9;]*m)*)$", r"\1", line)


def _encodable(line: str, encoding: str) -> str:
    if line.isascii() or printable("…", encoding) == "…":
        return line
    return printable(line.replace("…", "."), encoding)
