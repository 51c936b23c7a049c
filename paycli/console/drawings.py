"""What we drew ourselves, such as a QR code, and lines beside it; `output` puts them together."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from paycli.console.output import Line


class Drawing(NamedTuple):
    """Lines that we drew ourselves, with colours in them, such as a QR code; never made from foreign text."""

    lines: tuple[str, ...]


class Beside(NamedTuple):
    """A drawing of so many columns with lines on its right; without room for both, other lines stand below it."""

    drawing: Drawing
    columns: int
    right: "tuple[Line, ...]"
    below: "tuple[Line, ...]"
