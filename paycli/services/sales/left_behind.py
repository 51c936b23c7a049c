"""What a till left behind when its program ended too early: open sales, and payments that it never showed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.rules.shifts import counter_name
from paycli.domain.state import DONE, PENDING, Needs
from paycli.domain.till_kinds import WALLET
from paycli.services.sales.receipt import Receipt, receipt_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.ports import App
    from paycli.services.reading.reader import Reader


class LeftBehind(NamedTuple):
    """A sale whose end its till has not shown: it waits (`state` of its receipt), or a guest has paid it.

    `n` is the entry that made it.
    """

    n: int
    till: int
    number: int
    receipt: Receipt

    @property
    def is_open(self) -> bool:
        """Tell whether it can still be paid."""
        return self.receipt.state == PENDING


def left_behind(app: App, reader: Reader) -> list[LeftBehind]:
    """List what the tills of the own shop left behind on this account, by their numbers; raises Misconfigured."""
    found = []
    for till, note in app.till_notes.read().items():
        for number in note.not_shown(last_number(reader, till)):
            sale = lives.as_sale(reader.view.numbered(reader.own, lives.SALE, till, number))
            # What ended at the till itself, or came to nothing, was shown there or is nobody's loss.
            if sale is None or sale.state_at(reader.time) not in {PENDING, DONE}:
                continue
            if sale.state != DONE or sale.detail.tender == WALLET:
                found.append(LeftBehind(sale.n, till, number, receipt_of(reader, sale)))
    return found


def last_number(reader: Reader, till: int) -> int:
    """Give the last number that a till of the own shop has given to a sale; 0 before the first."""
    key = (reader.own, counter_name(lives.SALE, till))
    counter = reader.view.load(Needs(counters=(key,))).counters.get(key)
    return 0 if counter is None else counter.value


def begin_note(app: App, reader: Reader, till: int) -> None:
    """Begin to note what a till shows, before its first sale that somebody waits for.

    Raises PermissionRefused, Unavailable.
    """
    if till not in app.till_notes.read():
        app.till_notes.begin(till, last_number(reader, till))


def hand_over(app: App, reader: Reader, sale: str) -> None:
    """Note that the end of a sale was shown, or that whoever opened it looks after it."""
    found = reader.view.number_of(sale)
    if found is not None:
        app.till_notes.shown(*found)


def note_shown(app: App, found: Sequence[LeftBehind]) -> None:
    """Note that payments were shown, so that they are not named once more; what still waits stays noted."""
    for each in found:
        if not each.is_open:
            app.till_notes.shown(each.till, each.number)
