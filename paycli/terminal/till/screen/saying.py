"""What a till said last, on the screen: a row below the total, or more of them, which the cart gives up."""

from __future__ import annotations

from paycli.console.sanitise import cut
from paycli.terminal.till.screen.pages import chopped

ROWS_MOST = 4


def said_rows(text: str, columns: int, most: int) -> list[str]:
    """Break what was said into rows, at most so many of them, and never more than ROWS_MOST."""
    most = min(most, ROWS_MOST)
    rows = chopped(text, columns)
    if len(rows) <= most:
        return rows
    last = " ".join(row.strip() for row in rows[most - 1 :])
    indent = len(rows[most - 1]) - len(rows[most - 1].lstrip(" "))
    return [*rows[: most - 1], cut(f"{' ' * indent}{last}", columns)]
