"""Lines of CSV for spreadsheets, which run a text that begins like a formula: such a text gets a quotation mark."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from paycli.console.sanitise import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

# Some spreadsheets take the wide forms of the signs as well.
FORMULA = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def text_cell(text: str) -> str:
    """Give a text that somebody wrote as a cell: one line, and nothing that a spreadsheet would compute."""
    text = safe(text).strip()
    return f"'{text}" if text.startswith(FORMULA) else text


def csv_lines(rows: Iterable[Sequence[str]]) -> list[str]:
    """Write rows of cells as lines; a text of others is made a cell by `text_cell` before."""
    lines = []
    for row in rows:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerow(row)
        lines.append(out.getvalue())
    return lines
