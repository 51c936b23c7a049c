"""The log as a wallet sees it, a page at a time."""

from collections.abc import Callable, Iterator
from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.bodies import EnvelopeGrabBody
from paycli.domain.kinds import KINDS
from paycli.domain.orders import read_unchecked
from paycli.errors import Broken, OrderMalformed
from paycli.services.reading.log_line import LineReader
from paycli.services.reading.log_records import LogLine
from paycli.services.reading.pages import Page, Part, page_of
from paycli.services.reading.places import Period, entries

if TYPE_CHECKING:
    from paycli.domain.book import Entry
    from paycli.domain.money import Money
    from paycli.services.reading.reader import Reader


class Wanted(NamedTuple):
    """Which entries a list is to have: those of a period that fit.

    `everyone` are all of the ledger, else those that the wallet ordered or that moved its money. `kinds` are kinds of
    order, and `fits` looks at their lines once more. `wallet` is one that they concern, `text` stands in what was
    written. The amounts are bounds that count too, and only amounts of their currency fit them.
    """

    everyone: bool = False
    period: Period = Period()
    kinds: frozenset[str] = frozenset()
    fits: Callable[[LogLine], bool] | None = None
    wallet: str | None = None
    text: str | None = None
    least: "Money | None" = None
    most: "Money | None" = None


def log(reader: "Reader", wanted: Wanted, part: Part) -> Page[LogLine]:
    """List the wallet's entries, newest first; with `everyone` the whole ledger's.

    What others wrote to each other is left out of everybody's entries, but for the operator, and is not looked for in
    them either. Raises Broken for an entry that no paycli wrote, and for one that this client saw and that is left out,
    and CursorUnknown.
    """
    return page_of(reader, part, _looked_at(reader, wanted, part))


def whole_log(reader: "Reader", wanted: Wanted) -> Iterator[LogLine]:
    """Give all lines that fit, newest first, as `log` does; what is forgotten on the way is the caller's choice."""
    return (line for _, line in _looked_at(reader, wanted, Part()) if line is not None)


def _looked_at(reader: "Reader", wanted: Wanted, part: Part) -> Iterator[tuple[int, LogLine | None]]:
    """Give the places of a list with their lines, None where it does not fit; what needs no line is looked at first."""
    lines = LineReader(reader, everyone=wanted.everyone)
    period = wanted.period._replace(before=part.after)
    for entry in _entries(reader, wanted, period):
        if wanted.kinds:
            try:
                kind = read_unchecked(entry.order).kind
            except OrderMalformed as error:
                raise Broken(reason=f"entry {entry.n} cannot be read") from error
            if kind not in wanted.kinds:
                yield entry.n, None
                continue
        line = lines.line(entry)
        yield entry.n, line if _fits(line, wanted) else None


# What others take out of a thing that somebody made: it moves no money of the maker's any more.
_TAKING = frozenset(kind for kind, row in KINDS.items() if row.body is EnvelopeGrabBody)


def _entries(reader: "Reader", wanted: Wanted, period: Period) -> "Iterator[Entry]":
    """Give the entries to look at, newest first; with somebody too what they took out of the own envelopes."""
    own = entries(reader, None if wanted.everyone else reader.own, period)
    other = wanted.wallet
    if wanted.everyone or other is None or other == reader.own:
        return own
    taken = (entry for entry in entries(reader, other, period, _TAKING) if _is_of_own(reader, entry))
    # None is in both: what somebody else ordered and what moved the own money are two things here.
    return merge(own, taken, key=lambda entry: -entry.n)


def _is_of_own(reader: "Reader", entry: "Entry") -> bool:
    item = reader.find_object(read_unchecked(entry.order).body.envelope)
    return item is not None and item.maker == reader.own


def _fits(line: LogLine, wanted: Wanted) -> bool:
    if wanted.fits is not None and not wanted.fits(line):
        return False
    if wanted.wallet is not None and wanted.wallet not in line.concerns:
        return False
    if wanted.text is not None:
        written = (line.note, line.message, *line.goods)
        if not any(wanted.text.casefold() in each.casefold() for each in written if each):
            return False
    for bound, sign in ((wanted.least, 1), (wanted.most, -1)):
        if bound is None:
            continue
        amount = line.amount
        if amount is None or amount.currency != bound.currency:
            return False
        if sign * abs(amount.amount_minor) < sign * bound.amount_minor:
            return False
    return True
