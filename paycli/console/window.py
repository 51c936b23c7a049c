"""How much room a terminal needs for what is drawn there: the till, the doctor and the docs say the same."""

TILL_COLUMNS, TILL_ROWS = 80, 24
"""The least of a till on the whole screen."""
CODE_COLUMNS, CODE_ROWS = 37, 19
"""A sale's code of half blocks. It stands above a row in which somebody types, so a terminal needs one row more."""


def room_for_code(columns: int = CODE_COLUMNS, rows: int = CODE_ROWS) -> str:
    """Say how large a terminal has to be for a code of so many columns and rows."""
    return f"{columns} columns and {rows + 1} rows"


def has_room_for_code(terminal: tuple[int, int], columns: int = CODE_COLUMNS, rows: int = CODE_ROWS) -> bool:
    """Tell whether a terminal of columns and rows shows a code wholly."""
    return terminal[0] >= columns and terminal[1] > rows
