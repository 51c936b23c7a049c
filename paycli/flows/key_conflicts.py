"""What a key did when it was used before, for whoever uses it for something else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.views.log import other_side, word
from paycli.console.views.wording import local, money
from paycli.errors import PaycliError
from paycli.services.reading.log_line import LineReader
from paycli.services.reading.lookup import find
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp
    from paycli.domain.registry import Registry
    from paycli.errors import IdempotencyConflict
    from paycli.services.reading.log_records import LogLine


def _sum_and_side(line: LogLine, registry: Registry) -> tuple[str, str]:
    if line.amount is None:
        return "", other_side(line)
    whom, came = other_side(line), line.amount.amount_minor > 0
    amount = money(line.amount._replace(amount_minor=abs(line.amount.amount_minor)), registry)
    return amount, f"{'from' if came else 'to'} {whom}" if whom else ""


def say_what_was_ordered(error: IdempotencyConflict, app: OpenedApp) -> None:
    """Add to a conflict the order that stands under the key, as the log shows it."""
    if (first := error.values.get("id")) is None:
        return
    try:
        with reading(app) as reader:
            line = LineReader(reader).line(reader.entry(find(reader, str(first)).n))
            parts = (word(line), *_sum_and_side(line, reader.registry))
            when = local(line.time, reader.registry)
    except PaycliError:
        # What was refused is said in any case.
        return
    error.values["detail"] = f": {' '.join(part for part in parts if part)} ({line.short}, {when})"
