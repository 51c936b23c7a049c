"""A receipt as a file: plain text, a picture, or the bytes for a printer."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from paycli.app.exports import check_new, exported_bytes
from paycli.console.escpos import Paper, receipt_bytes
from paycli.console.paper import text_of
from paycli.console.paper_files import png, svg
from paycli.console.sanitise import isolated
from paycli.console.views.day_paper import day_paper
from paycli.console.views.paper import receipt_paper
from paycli.domain.printing import Printer, check_columns
from paycli.errors import Usage
from paycli.services.sales.paper import paper_day, paper_receipt
from paycli.terminal.paper import qr_text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from paycli.app.opened import OpenedApp
    from paycli.console.paper import PaperLine
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.shifts import ShiftReport


def write_receipt(app: OpenedApp, reader: Reader, sale: str, name: str, columns: int) -> str:
    """Write the receipt of a sale to a new file, in the form that its name says; gives the path.

    Raises Usage, AlreadyThere, PermissionRefused, and what reading the sale raises.
    """
    draw = _drawn(name, columns)
    # Signing its code may ask for a passphrase.
    check_new(name)
    found = paper_receipt(reader, sale)
    lines = receipt_paper(found, reader.registry, columns, qr_text=qr_text_of(app, reader, found))
    return exported_bytes(name, draw(lines, columns))


def write_day(reader: Reader, report: ShiftReport, name: str, columns: int) -> str:
    """Write the paper of a day at a till to a new file, as `write_receipt` does; raises what that raises."""
    draw = _drawn(name, columns)
    check_new(name)
    return exported_bytes(name, draw(day_paper(paper_day(reader, report), reader.registry, columns), columns))


def _drawn(name: str, columns: int) -> Callable[[Sequence[PaperLine], int], bytes]:
    """Find how a file of this name is drawn; raises Usage for other names, and for papers of no such width."""
    draw = _DRAWN.get(Path(name).suffix.lower())
    if draw is None:
        problem = f"Nothing was written. {Path(name).name[:40]} says no form of a receipt"
        raise Usage(problem=problem, help=f"end it with one of: {', '.join(_DRAWN)}")
    check_columns(columns)
    return draw


def _text(lines: Sequence[PaperLine], columns: int) -> bytes:
    # Where it is read, what is written from right to left would take the amount behind it along.
    return "".join(f"{isolated(row, 'utf-8')}\n" for row in text_of(lines, columns)).encode()


def _bytes(lines: Sequence[PaperLine], columns: int) -> bytes:
    return receipt_bytes(lines, Paper(columns, Printer("").code_page))


_DRAWN: Mapping[str, Callable[[Sequence[PaperLine], int], bytes]] = {
    ".txt": _text, ".svg": svg, ".png": png, ".bin": _bytes,
}  # fmt: skip
