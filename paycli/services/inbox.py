"""What waits for somebody, and what came in."""

from __future__ import annotations

from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.kinds import KINDS
from paycli.domain.lives import MADE_BY, RAIL_TRANSFERS, WALLET_OPENED_BY
from paycli.domain.money import Money
from paycli.domain.orders import read_unchecked
from paycli.domain.parties import CASH
from paycli.domain.state import DONE, EXPIRED, PENDING
from paycli.errors import Step, step
from paycli.services.engine.signed_texts import opening_handle
from paycli.services.payments.open_between import open_between
from paycli.services.reading.lookup import may_take
from paycli.services.reading.pages import Page, Part, objects, page_of
from paycli.services.reading.places import Period

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from paycli.domain.state import LedgerObject, Wallet
    from paycli.services.payments.open_between import Open
    from paycli.services.reading.log_records import LogLine
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.left_behind import LeftBehind

    _Place = tuple[int, "Waiting | None"]


class Waiting(NamedTuple):
    """Something that waits: what it is, its id, what to type. Times in ms.

    `n` is the entry that made it or brought it in, `kind` that of its order, and `state` how it stands. `wallet` is one
    that wants in, and has no `id`. `at` is when it happened, for what came back or in, and `line` the
    line of the log of what came in. `opens` is from when it can be taken, for an envelope that is not open. `open` is
    what is open between people: a request, or a transfer that waits.
    """

    n: int
    what: str
    kind: str
    id: str | None
    short: str | None
    text: str
    money: Money | None
    try_this: Step
    at: int | None = None
    opens: int | None = None
    line: LogLine | None = None
    state: str = PENDING
    wallet: str | None = None
    open: Open | None = None


# For how long money that came back is news.
_NEWS_MS = 7 * 86_400_000
_SENT_BY = lives.LIVES[lives.ENVELOPE].made_by


def inbox(reader: Reader, part: Part, left: Sequence[LeftBehind] = ()) -> Page[Waiting]:
    """List what waits, newest first, and behind it what came in and came back, newest first; raises CursorUnknown.

    What a till has `left` behind waits too. What came back from own envelopes is news for seven days, and all news
    stays until it is read.
    """
    return page_of(reader, part, _places(reader, part.after, left))


def waiting(reader: Reader) -> list[Waiting]:
    """Give what waits alone, newest first: what asks, envelopes, money due back, what is in flight, who wants in."""
    return [row for _, row in _waits(reader, None, ()) if row is not None]


def _places(reader: Reader, after: int | None, left: Sequence[LeftBehind]) -> Iterator[_Place]:
    if after is None or after > reader.view.head().size or _makes_what_waits(reader, after):
        yield from _waits(reader, after, left)
        after = None
    unseen = {each.receipt.id for each in left}
    yield from ((each.n, each) for each in _news(reader, after) if each.line is None or each.line.sale not in unseen)


def _makes_what_waits(reader: Reader, n: int) -> bool:
    """Tell in which half of the list an entry has its place: what made something stands above the news."""
    kind = read_unchecked(reader.entry(n).order).kind
    return kind in MADE_BY or kind == WALLET_OPENED_BY


# --- what waits ------------------------------------------------------------------------------------------------------
def _waits(reader: Reader, before: int | None, left: Sequence[LeftBehind]) -> Iterator[_Place]:
    made = Period(before=before)
    between = open_between(reader, made)
    sources: list[Iterable[_Place]] = [
        *(((each.n, _between(each)) for each in one) for one in between),
        ((item.n, _envelope(reader, item)) for item in objects(reader, lives.ENVELOPE, made, pending=True)),
        *_flights(reader, made),
        ((each.n, _left(each)) for each in sorted(left, key=lambda each: -each.n) if before is None or each.n < before),
    ]
    if reader.operator:
        asking = reversed(reader.view.asking(reader.time))
        sources.append((row.n, _asks(reader, row)) for row in asking if before is None or row.n < before)
    return merge(*sources, key=lambda place: -place[0])


def _flights(reader: Reader, made: Period) -> list[Iterable[_Place]]:
    found = [objects(reader, kind, made, pending=True) for kind in RAIL_TRANSFERS]
    return [((item.n, _flying(reader, item)) for item in each) for each in found]


def _envelope(reader: Reader, item: lives.Envelope) -> Waiting | None:
    time, money, short = reader.time, Money(item.held_minor, str(item.currency)), reader.short(item.id)
    if item.maker == reader.own and item.is_over(time):
        return Waiting(
            n=item.n,
            what="due back",
            kind=_SENT_BY,
            state=EXPIRED,
            id=item.id,
            short=short,
            text="the rest comes back",
            money=money,
            try_this=step("settle_due"),
        )
    if not may_take(reader, item, max(time, item.body.opens_at or 0)):
        return None
    later = item.body.opens_at if item.body.opens_at is not None and item.body.opens_at > time else None
    text = f"envelope from {reader.handle(str(item.maker))}"
    note = reader.text(item.n, "note", item.body)
    return Waiting(
        n=item.n,
        what="envelope" if later is None else "not open yet",
        kind=_SENT_BY,
        id=item.id,
        short=short,
        text=f'{text}: "{note}"' if note else text,
        money=None,
        try_this=step("grab", envelope=short) if later is None else step("look_at_thing", thing=short),
        opens=later,
    )


def _between(each: Open) -> Waiting:
    """Say what helps: what asks is accepted or declined, what one asks of others is looked at or taken back."""
    answers = not each.own and not each.arrives
    what = each.what if answers else f"own {each.what}" if each.own else "on its way"
    helps = step("say_yes", thing=each.short) if answers else step("look_at_thing", thing=each.short)
    return Waiting(
        n=each.n,
        what="due" if each.over else what,
        kind=each.kind,
        id=each.id,
        short=each.short,
        text="",
        money=each.money,
        try_this=step("settle_due") if each.over else helps,
        open=each,
    )


def _left(each: LeftBehind) -> Waiting:
    receipt = each.receipt
    goods = f": {'; '.join(receipt.lines)}" if receipt.lines else ""
    unseen = f"sale {receipt.number} was paid by {receipt.payer}, and its till has not shown it{goods}"
    return Waiting(
        n=each.n,
        what="open sale" if each.is_open else "payment not shown",
        kind=lives.LIVES[lives.SALE].made_by,
        state=receipt.state,
        id=receipt.id,
        short=receipt.short,
        text=f"sale {receipt.number} is still open{goods}" if each.is_open else unseen,
        money=receipt.money,
        try_this=step("cancel", thing=receipt.number) if each.is_open else step("look_at_receipt", sale=receipt.number),
    )


def _asks(reader: Reader, row: Wallet) -> Waiting:
    handle = opening_handle(reader.view, row)
    return Waiting(
        n=row.n,
        what="wallet",
        kind=WALLET_OPENED_BY,
        id=None,
        wallet=row.id,
        short=None,
        text=f"@{handle} wants in, key {reader.fingerprint(row.id)}",
        money=None,
        try_this=step("admit", name=handle),
    )


def _flying(reader: Reader, item: LedgerObject) -> Waiting | None:
    money, short = Money(item.amount_minor, str(item.currency)), reader.short(item.id)
    if item.rail == CASH and reader.operator:
        return Waiting(
            n=item.n,
            what="cash",
            kind=lives.LIVES[item.kind].made_by,
            id=item.id,
            short=short,
            text=f"cash for {reader.handle(str(item.maker))}",
            money=money,
            try_this=step("pay_out_cash", withdrawal=short),
        )
    if item.maker != reader.own:
        return None
    return Waiting(
        n=item.n,
        what=item.kind,
        kind=lives.LIVES[item.kind].made_by,
        id=item.id,
        short=short,
        text=f"{item.kind} in flight" if item.rail != CASH else "cash that the operator pays out",
        money=money,
        try_this=step("look_at_thing", thing=short),
    )


# --- the news --------------------------------------------------------------------------------------------------------
def _news(reader: Reader, before: int | None) -> Iterator[Waiting]:
    from paycli.services.envelopes.board import came_back
    from paycli.services.reading.news import came_in, is_waiting

    unread = reader.view.unread(reader.own)
    entries = [n for n in reversed(unread.entries) if before is None or n < before]
    came = (
        Waiting(
            n=line.n,
            what="came in",
            kind=line.kind,
            state=DONE,
            id=line.id,
            short=line.short,
            text="",
            money=line.amount,
            try_this=step("look_at_thing", thing=line.short),
            at=line.time,
            line=line,
        )
        for line in came_in(reader, entries)
        # Envelopes are listed as what waits, and what time brought back as such.
        if not is_waiting(line) and (KINDS[line.kind].is_signed or line.of == lives.WAIT)
    )
    back = (
        Waiting(
            n=each.n,
            what="came back",
            kind=_SENT_BY,
            state=each.state,
            id=each.id,
            short=each.short,
            text=f"envelope {each.state}",
            money=each.money,
            try_this=step("look_at_thing", thing=each.short),
            at=each.at,
        )
        for each in came_back(reader, Period(max(reader.time - _NEWS_MS, unread.read_at + 1), before=before))
    )
    return merge(came, back, key=lambda each: -each.n)
