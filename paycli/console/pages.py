"""Help on a stream: drawn with Rich on a terminal, plain elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.manual import COLUMNS_MOST, plain
from paycli.console.output import styled
from paycli.console.sanitise import printable
from paycli.console.stream import encoding_of, is_dumb, is_tty, size_of, wants_color

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TextIO

    from paycli.console.manual import Block


def draw(blocks: Sequence[Block], stream: TextIO | None) -> tuple[str, ...]:
    """Give the lines of a page for a stream."""
    columns, color, encoding = size_of(stream)[0], wants_color(stream), encoding_of(stream)
    if is_tty(stream) and not is_dumb():
        from paycli.console.drawn_pages import page

        return tuple(page(blocks, columns, encoding=encoding, color=color))
    most = min(columns, COLUMNS_MOST) if is_tty(stream) else COLUMNS_MOST
    lines = plain(blocks, most, loud=lambda text: styled(text, "head", color=color))
    return tuple(printable(line, encoding) for line in lines)
