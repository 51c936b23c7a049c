"""What stands on a till's screen, as records: a new frame takes the place of the one before."""

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from paycli.terminal.till.grid import Around

if TYPE_CHECKING:
    from paycli.console.output import Style
    from paycli.console.qr import Cell
    from paycli.terminal.till.state import TillState


Block: TypeAlias = "tuple[str, ...]"
"""Rows that stay together, such as a table."""


class Code(NamedTuple):
    """The code of a sale that waits: its cells, and the text that they say, which is shown where they have no room."""

    rows: "tuple[tuple[Cell, ...], ...]"
    text: str

    @property
    def columns(self) -> int:
        """How many columns it needs."""
        return sum(len(cell.text) for cell in self.rows[0])


class Question(NamedTuple):
    """A question, by its number; 0 where none is asked. An answer that is `hidden` shows as stars.

    `warning` says why it is asked once more.
    """

    number: int = 0
    text: str = ""
    hidden: bool = False
    warning: str = ""


class Said(NamedTuple):
    """A line that is said in place of what the till said last."""

    text: str
    style: "Style" = "plain"


class Frame(NamedTuple):
    """A screen but for the line that is typed: `document` is a receipt, an X or a Z, whose rows fit a half of it.

    `answer` counts the lines that were answered, so that a line is brought back once. One that guests watch takes none.
    """

    state: "TillState"
    around: Around = Around()
    said: Said | None = None
    document: tuple[Block, ...] = ()
    code: Code | None = None
    question: Question = Question()
    answer: int = 0
    is_watched: bool = False


class Editing(NamedTuple):
    """The line that is typed: its text, the place of the cursor, and the page of a document that is looked at.

    A line that came back is `marked`: what is typed then takes its place. One that was begun at a locked till is a try
    of its PIN, and is shown to nobody.
    """

    text: str = ""
    at: int = 0
    is_marked: bool = False
    is_try: bool = False
    page: int = 0


class Look(NamedTuple):
    """How large a terminal is, and what it can show."""

    columns: int
    rows: int
    encoding: str = "utf-8"


class Piece(NamedTuple):
    """A part of a row: a text in a style, or in the colours of a code."""

    text: str
    style: "Style" = "plain"
    cell: "Cell | None" = None
    is_reverse: bool = False
