"""The first line of a till in lines: whose it is, and the day that is open there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.views.wording import PLAY, joined, local

if TYPE_CHECKING:
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.at_till import AtTill


def till_head(reader: Reader, at: AtTill) -> str:
    """Name the shop, its till and its open day; balances are nobody's business at a counter."""
    whose = f"{PLAY} {reader.handle(reader.own)}" if reader.registry.play else reader.handle(reader.own)
    day = ""
    if at.shift is not None:
        day = f"day {at.shift.number} since {local(reader.entry_time(at.shift.n), reader.registry)}"
    return joined((whose, f"till {at.till}", day, "help"))
