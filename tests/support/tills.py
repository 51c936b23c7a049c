"""Tills with a journal: what is typed there, and how it comes into the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.records import Profile
from paycli.home.till_journal import TillJournal
from paycli.terminal.till import effects
from paycli.terminal.till.events import heard
from paycli.terminal.till.model import begun, resumed, typed
from paycli.terminal.till.state import Shop
from tests.support.shop import MUG, ListedGoods

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from paycli.domain.carts import Carts
    from paycli.terminal.till.state import TillState, Turn

CAFE = Profile(
    name="cafe", address="/x.db", ledger="ab" * 16, wallet="cd" * 20, vault="sealed", operator=False, cards=(),
    default_card=None,
)  # fmt: skip
SHOP = Shop(ListedGoods())
LINES = (
    "fw", "2x cake", MUG, "3x", "2.50 tée B", "-10% regular", "total", "undo", "void", "+1", "park Li", "recall Li",
    "nonsense", "sold", "unsold", "park Bo", "split 3", "split p1 2", "split p1 1x1", "move 1 p1", "merge p1 p2",
    "merge Li", "merge Bo", "merge p1",
)  # fmt: skip
SOLD = effects.SalePaid("1-000001", "cash", "", "17:00", 350)


def turns(state: TillState, line: str) -> list[Turn]:
    """Type a line, or sell what is rung up, and give the turns that come of it."""
    if line not in {"sold", "unsold"}:
        return [typed(state, line, SHOP)]
    event = SOLD if line == "sold" else effects.SaleUnpaid("1-000001", "its time is over")
    first = begun(state, "key")
    return [first, heard(first.state, event, SHOP)]


def after(carts: Carts, line: str) -> list[Carts]:
    """Give the carts after each turn of a line."""
    return [turn.state.carts for turn in turns(resumed(carts), line)]


def type_at(home: Path, lines: Iterable[str], acknowledge: Callable[[], object] = lambda: None) -> Carts:
    """Type lines at a till that restores its journal first; each turn is acknowledged once it is kept."""
    journal = TillJournal(home, CAFE, 1)
    for line in lines:
        # Only what is in the journal counts, as behind a restart.
        for turn in turns(resumed(journal.restore()), line):
            journal.record(turn.changes, turn.state.carts)
            acknowledge()
    journal.close()
    return journal.restore()


def restored(home: Path) -> Carts:
    """Give what a till that starts now has rung up."""
    journal = TillJournal(home, CAFE, 1)
    journal.close()
    return journal.restore()
