"""Whose clock ran ahead of the ledger's time, as far as the log tells.

On a file everybody's clock makes the ledger's time: whoever posts with a clock ahead carries all of them there, until
the operator sets it back. The log tells afterwards whose orders were made at times that had not come yet.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.kinds import KINDS
from paycli.domain.orders import read_unchecked
from paycli.domain.rules.ledger import CLOCK_TOLERANCE_MS
from paycli.errors import PaycliError
from paycli.services.engine.signed_texts import handle_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.domain.ports import Entry, View

# So many entries behind a jump are looked at.
_LOOKED_AT_MOST = 1_000


class RanAhead(NamedTuple):
    """Somebody whose clock was ahead: their first entry then, who they are, and by how much (ms) it was.

    `set_n` is the entry that set the ledger's time back; None where it is this machine's clock that is behind. `wallet`
    is None where the operator or a rail signed.
    """

    n: int
    time: int
    wallet: str | None
    who: str
    ahead_ms: int
    set_n: int | None


def ran_ahead(view: View, ledger: str, now: int | None = None) -> tuple[RanAhead, ...]:
    """Name, for each time that the ledger's time was set back, whose clock ran ahead; with `now` also who does today.

    Reads what tells of the ledger itself and a few entries around each jump. Where entries are missing it names nobody.
    """
    found: list[RanAhead] = []
    before = 0
    for entry in view.entries_about(ledger):
        if KINDS[read_unchecked(entry.order).kind].sets_clock:
            found += _between(view, before, entry.n, entry.time, entry.n)
            before = entry.n
    if now is not None:
        found += _between(view, before, view.head().size + 1, now, None)
    return tuple(found)


def _between(view: View, after: int, end: int, time: int, set_n: int | None) -> Iterator[RanAhead]:
    """Name whose orders between two entries were made later than a time, each once; at least who made the jump."""
    limit = time + CLOCK_TOLERANCE_MS
    first = _first_later(view, after, end, limit)
    seen: set[str | None] = set()
    signed = [
        (entry, order)
        for entry in _entries(view, first, min(end, first + _LOOKED_AT_MOST))
        if KINDS[(order := read_unchecked(entry.order)).kind].is_signed
    ]
    # The door settles what is due in front of an order, by the same clock. An order says when its maker thought it was.
    for entry, order in [pair for pair in signed if pair[1].at > limit] or signed[:1]:
        if order.wallet not in seen:
            seen.add(order.wallet)
            who = _who(view, order.wallet, KINDS[order.kind].signed_by)
            yield RanAhead(
                n=entry.n,
                time=entry.time,
                wallet=order.wallet,
                who=who,
                ahead_ms=max(order.at, entry.time) - time,
                set_n=set_n,
            )


def _first_later(view: View, after: int, end: int, limit: int) -> int:
    """Give the first entry behind one whose time is past a limit, else `end`: time only grows in between."""
    low, high = after + 1, end
    while low < high:
        middle = (low + high) // 2
        entry = view.entry(middle)
        if entry is None or entry.time <= limit:
            low = middle + 1
        else:
            high = middle
    return low


def _entries(view: View, first: int, end: int) -> Iterator[Entry]:
    for n in range(first, end):
        entry = view.entry(n)
        if entry is None:
            return
        yield entry


def _who(view: View, wallet: str | None, signed_by: tuple[str, ...]) -> str:
    if wallet is None:
        return "the operator" if "operator" in signed_by else "the signer for a rail"
    try:
        return handle_of(view, wallet)
    except PaycliError:
        return wallet[:8]
