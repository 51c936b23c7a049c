"""One thing in full, by its id."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.errors import Misconfigured, PaycliError, Unavailable, Unreadable
from paycli.services.envelopes.describe import envelope_of
from paycli.services.reading.log import LogLine, log_line
from paycli.services.reading.lookup import find
from paycli.services.reading.reader import reading
from paycli.services.sales.receipt import receipt_of

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.domain.state import LedgerObject
    from paycli.services.envelopes.describe import Envelope
    from paycli.services.sales.receipt import Receipt


class Shown(NamedTuple):
    """One thing in full: an envelope, a sale, a top-up or withdrawal, or any other entry of the log."""

    kind: str
    line: LogLine
    state: str
    envelope: Envelope | None
    receipt: Receipt | None
    item: LedgerObject | None
    trouble: PaycliError | None


def show(app: App, typed: str) -> Shown:
    """Show one thing by its id; what is in flight is asked about at its rail first. Raises NotFound.

    Where its rail cannot be asked, it is shown as the ledger has it, with the `trouble`.
    """
    with reading(app) as reader:
        found = find(reader, typed)
    trouble = None
    if found.subject is not None and found.subject.maker == app.profile.wallet and found.subject.rail is not None:
        from paycli.services.rails.in_flight import refresh

        try:
            refresh(app, found.subject)
        except (Misconfigured, Unavailable, Unreadable) as error:
            trouble = error
    with reading(app) as reader:
        entry = reader.view.entry(found.n)
        if entry is None:
            raise AssertionError("an entry that was found is there")
        item = reader.find_object(found.id)
        item = item if item is not None and item.n == found.n else None
        envelope, sale = lives.as_envelope(item), lives.as_sale(item)
        line = log_line(reader, entry.n, entry.time, entry.order, entry.transfers)
        state = item.state_at(reader.time) if item else "done"
        return Shown(
            kind=found.kind,
            line=line,
            state=state,
            envelope=envelope_of(reader, envelope) if envelope else None,
            receipt=receipt_of(reader, sale) if sale else None,
            item=item,
            trouble=trouble,
        )
