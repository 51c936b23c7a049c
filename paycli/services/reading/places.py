"""Which entries of the log a list has: newest first, a piece at a time, and none left out that this client noted.

Which they are is the rows' own word; what they say is proven, and so is their time.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.kinds import KINDS
from paycli.domain.known import moves
from paycli.domain.orders import read_unchecked
from paycli.errors import Broken

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from paycli.domain.ports import Entry
    from paycli.services.reading.reader import Reader

_AT_ONCE_LEAST, _AT_ONCE_MOST = 32, 512


class Period(NamedTuple):
    """From which time on and before which (ms), and before which entry; None where there is no bound."""

    since: int | None = None
    until: int | None = None
    before: int | None = None


def entries(
    reader: Reader, wallet: str | None, period: Period, kinds: Collection[str] | None = None
) -> Iterator[Entry]:
    """Give the entries of a period, newest first: those that a wallet ordered or that moved its money, all if None.

    With `kinds` those of these kinds that the wallet ordered. Raises Broken where one is left out that this client
    noted before, once the list comes to its place.
    """
    noted = reader.view.noted(kinds) if wallet is not None else ()
    for first, end in stretches(reader, period):
        before, count = end, _AT_ONCE_LEAST
        while before > first:
            found = [n for n in _piece(reader, wallet, kinds, before, count) if n >= first]
            low = found[-1] if len(found) == count else first
            if wallet is not None:
                seen = noted[bisect_left(noted, low) : bisect_left(noted, before)]
                _check_whole(reader, wallet, set(seen).difference(found), ordered_only=kinds is not None)
            yield from map(reader.entry, found)
            before, count = low, min(2 * count, _AT_ONCE_MOST)


def _piece(reader: Reader, wallet: str | None, kinds: Collection[str] | None, before: int, count: int) -> Sequence[int]:
    """Give the last `count` places before one: of all entries, or those of a wallet."""
    if wallet is None:
        return range(before - 1, max(before - 1 - count, 0), -1)
    ordered = reader.view.ordered(wallet, KINDS if kinds is None else kinds, before, count)
    if kinds is not None:
        return ordered
    return sorted({*ordered, *reader.view.moved(wallet, before, count)}, reverse=True)[:count]


def _check_whole(reader: Reader, wallet: str, not_listed: set[int], *, ordered_only: bool) -> None:
    """Raise Broken where an entry that a list does not have is one of the wallet's after all."""
    for n in sorted(not_listed):
        entry = reader.entry(n)
        if read_unchecked(entry.order).wallet == wallet or (moves(entry, wallet) and not ordered_only):
            raise Broken(reason=f"entry {n} is left out of the log, and it is there")


def stretches(reader: Reader, period: Period) -> list[tuple[int, int]]:
    """Give the stretches of the log that lie in a period, newest first, each as its first entry and the one behind.

    Times only go up, but where the operator set the clock back: so there are as many stretches as settings, and one.
    """
    end = reader.view.head().size + 1
    starts = [1, end] if period.since is None and period.until is None else _ascents(reader, end)
    found = []
    for first, behind in pairwise(starts):
        low = first if period.since is None else _first_at(reader, period.since, first, behind)
        high = behind if period.until is None else _first_at(reader, period.until, first, behind)
        high = high if period.before is None else min(high, period.before)
        if low < high:
            found.append((low, high))
    return found[::-1]


def _ascents(reader: Reader, end: int) -> list[int]:
    about = reader.view.entries_about(reader.registry.ledger)
    sets = [entry.n for entry in about if KINDS[read_unchecked(entry.order).kind].sets_clock]
    return [1, *(n for n in sets if n > 1), end]


def _first_at(reader: Reader, time: int, first: int, end: int) -> int:
    """Give the first entry of a stretch that is of a time or later; the end where there is none."""
    return bisect_left(range(end), time, first, end, key=reader.entry_time)
