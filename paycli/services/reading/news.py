"""What came in for a wallet since it was last told: the lines of the log, each proven by its signed entry."""

from typing import TYPE_CHECKING

from paycli.domain import lives
from paycli.services.reading.log_line import LineReader
from paycli.services.reading.lookup import may_take

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from paycli.services.reading.log_records import LogLine
    from paycli.services.reading.reader import Reader


def came_in(reader: "Reader", entries: "Iterable[int]") -> "Iterator[LogLine]":
    """Describe entries that came in, in their order; what cannot be taken or answered any more is left out."""
    lines = LineReader(reader)
    found = (lines.line(reader.entry(n)) for n in entries)
    return (line for line in found if not is_waiting(line) or _waits(reader, line.id))


def is_waiting(line: "LogLine") -> bool:
    """Tell whether what came in is an envelope, a request or a transfer that waits: its money is not there yet."""
    return line.kind in lives.MADE_BY


def _waits(reader: "Reader", object_id: str) -> bool:
    item = reader.find_object(object_id)
    if item is not None and lives.LIVES[item.kind].asks:
        row = next((row for row in reader.view.answers(item.id) if row.wallet == reader.own), None)
        return row is not None and row.is_open(reader.time)
    envelope = lives.as_envelope(item)
    return envelope is not None and may_take(reader, envelope, max(reader.time, envelope.body.opens_at or 0))
