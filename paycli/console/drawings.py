"""What we drew ourselves, such as a QR code, and lines beside it; `output` puts them together."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from paycli.console.output import Line


class Drawing(NamedTuple):
    """Lines that we drew ourselves, with colours in them, such as a QR code; never made from foreign text.

    `text` is shown instead where a terminal has not the rows for all of them and the line behind: a code whose top has
    scrolled away cannot be read.
    """

    lines: tuple[str, ...]
    text: str = ""

    @property
    def rows_needed(self) -> int:
        """How many rows a terminal must have."""
        return len(self.lines) + 1


class Beside(NamedTuple):
    """A drawing of so many columns with lines on its right; without room for both, other lines stand below it.

    Without rows for these they stand above it, where they may scroll away.
    """

    drawing: Drawing
    columns: int
    right: "tuple[Line, ...]"
    below: "tuple[Line, ...]"
