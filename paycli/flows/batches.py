"""The file of a batch, and what is told of its rows while they are paid."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from paycli.console.options import options
from paycli.console.output import json_line
from paycli.console.stream import write_out
from paycli.errors import PartlyDone
from paycli.flows.files import not_read

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

    from paycli.domain.registry import Registry
    from paycli.services.batches.results import BatchPaid, RowResult


@contextmanager
def opened_file(typed: str) -> Iterator[BinaryIO]:
    """Open the file of a batch, `-` for stdin; raises FileNotRead."""
    if typed == "-":
        # Who runs us inside of another program may have laid a text there.
        yield getattr(sys.stdin, "buffer", None) or BytesIO(sys.stdin.read().encode())
        return
    try:
        file = open(typed, "rb")  # noqa: SIM115, PTH123  it is closed below, and a FIFO is one too
    except OSError as error:
        raise not_read(typed, error, money="Nothing was sent.") from None
    with file:
        yield file


def row_teller(registry: Registry) -> Callable[[RowResult], None] | None:
    """Give what tells of each row: a line of JSON for programs that want lines, nothing for others."""
    from paycli.console.views.batches import row_data

    def tell(row: RowResult) -> None:
        write_out(json_line(row_data(row, registry)))

    return tell if options().mode == "jsonl" else None


def refuse_partly(result: BatchPaid) -> None:
    """Raise PartlyDone where rows of a batch were refused: what was shown says which."""
    if result.refused_rows:
        reason = f"{result.refused_rows} {'was' if result.refused_rows == 1 else 'were'} refused"
        raise PartlyDone(paid=result.paid, rows=result.rows, reason=reason)
