"""Lists in parts: where one begins, how much it is to have, and where the list goes on behind it.

A place in a list of entries is the number of an entry. Entries only come behind the last one, so a list goes on at the
same place while others write, and shows each entry once.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeAlias, TypeVar

from paycli.errors import CursorUnknown
from paycli.services.reading.places import Period, stretches

if TYPE_CHECKING:
    from paycli.domain.state import LedgerObject, Wallet
    from paycli.services.reading.reader import Reader

Row = TypeVar("Row")
Cursor: TypeAlias = int | str

LOOKED_AT_MOST = 1_000
"""Places that one page looks at: behind it all that was read and proven for it may be forgotten."""

_AT_ONCE_LEAST, _AT_ONCE_MOST = 32, 256


class Part(NamedTuple):
    """Which part of a list is wanted: `limit` rows of what comes behind `after`; None where there is no bound."""

    after: int | None = None
    limit: int | None = None


class Page(NamedTuple, Generic[Row]):
    """Rows of a list in its order, and the place behind which it goes on; None where nothing comes any more.

    A page may have fewer rows than were wanted, and none at all, although the list goes on.
    """

    rows: tuple[Row, ...]
    next: int | None


def page_of(reader: "Reader", part: Part, places: Iterable[tuple[int, Row | None]]) -> Page[Row]:
    """Gather rows out of places that are looked at in order; a place whose row does not fit has None.

    Raises CursorUnknown where the part begins behind an entry that this ledger does not have.
    """
    if part.after is not None and part.after > reader.view.head().size:
        raise CursorUnknown(cursor=part.after)
    rows: list[Row] = []
    for looked_at, (place, row) in enumerate(places, 1):
        if row is not None:
            rows.append(row)
        if len(rows) == part.limit or looked_at == LOOKED_AT_MOST:
            return Page(tuple(rows), place)
    return Page(tuple(rows), None)


def objects(
    reader: "Reader", kind: str, period: Period, *, maker: str | None = None, pending: bool
) -> "Iterator[LedgerObject]":
    """Give the objects of a kind that were made in a period, newest first; with `maker` only that wallet's."""
    for first, end in stretches(reader, period):
        before, count = end, _AT_ONCE_LEAST
        while before > first:
            found = reader.view.objects_of(maker, kind, pending=pending, before=before, limit=count)
            yield from (item for item in found if item.n >= first)
            before = found[-1].n if len(found) == count else first
            count = min(2 * count, _AT_ONCE_MOST)


def wallets(reader: "Reader", after: int | None) -> "Iterator[Wallet]":
    """Give the wallets that were opened behind an entry, all if None, in the order in which they were opened."""
    place, count, more = after or 0, _AT_ONCE_LEAST, True
    while more:
        found = reader.view.wallets(place, count)
        yield from found
        more = len(found) == count
        if more:
            place, count = found[-1].n, min(2 * count, _AT_ONCE_MOST)


class NamedPart(NamedTuple):
    """The same of a list of names: what comes behind the row of the name `after`."""

    after: str | None = None
    limit: int | None = None


class NamedPage(NamedTuple, Generic[Row]):
    """Rows of such a list, and the name behind which it goes on; None where nothing comes any more."""

    rows: tuple[Row, ...]
    next: str | None


def named_page(rows: Sequence[Row], part: NamedPart, name: Callable[[Row], str]) -> NamedPage[Row]:
    """Cut a part out of a list that is no list of entries; raises CursorUnknown where no row has the name `after`."""
    names = [name(row) for row in rows]
    first = 0
    if part.after is not None:
        if part.after not in names:
            raise CursorUnknown(cursor=part.after)
        first = names.index(part.after) + 1
    end = len(rows) if part.limit is None else min(first + part.limit, len(rows))
    return NamedPage(tuple(rows[first:end]), names[end - 1] if first < end < len(rows) else None)
