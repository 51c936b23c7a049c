"""What waits for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.kinds import KINDS
from paycli.domain.lives import RAIL_TRANSFERS
from paycli.domain.money import Money
from paycli.domain.parties import CASH
from paycli.domain.state import PENDING
from paycli.errors import Step, step
from paycli.services.engine.signed_texts import opening_handle
from paycli.services.reading.lookup import may_take

if TYPE_CHECKING:
    from paycli.domain.state import LedgerObject
    from paycli.services.reading.log_line import LogLine
    from paycli.services.reading.reader import Reader


class Waiting(NamedTuple):
    """Something that waits: what it is, its id, what to type. Times in ms.

    `at` is when it happened, for what came back or in, and `line` the line of the log of what came in. `opens` is from
    when it can be taken, for an envelope that is not open.
    """

    what: str
    id: str | None
    short: str | None
    text: str
    money: Money | None
    try_this: Step
    at: int | None = None
    opens: int | None = None
    line: LogLine | None = None


# For how long money that came back is news.
_NEWS_MS = 7 * 86_400_000


def inbox(reader: Reader, *, news: bool = True) -> list[Waiting]:
    """List what waits: envelopes, money due back, what is in flight; for the operator also who wants in.

    With `news` also what came back from own envelopes within the last seven days, and what came in. Both stay until
    they are read.
    """
    waiting: list[Waiting] = []
    time, wallet = reader.time, reader.own
    for item in reader.view.objects_of(None, lives.ENVELOPE, pending=True):
        money, short = Money(item.held_minor, str(item.currency)), reader.short(item.id)
        over = item.is_over(time)
        if item.maker == wallet and over:
            waiting.append(
                Waiting(
                    what="due back",
                    id=item.id,
                    short=short,
                    text="the rest comes back",
                    money=money,
                    try_this=step("settle_due"),
                )
            )
        elif may_take(reader, item, max(time, item.body.opens_at or 0)):
            later = item.body.opens_at if item.body.opens_at is not None and item.body.opens_at > time else None
            text = f"envelope from {reader.handle(str(item.maker))}"
            note = reader.text(item.n, "note", item.body)
            text += f': "{note}"' if note else ""
            waiting.append(
                Waiting(
                    what="envelope" if later is None else "not open yet",
                    id=item.id,
                    short=short,
                    text=text,
                    money=None,
                    try_this=step("grab", envelope=short) if later is None else step("look_at_thing", thing=short),
                    opens=later,
                )
            )
    for kind in RAIL_TRANSFERS:
        for item in reader.view.objects_of(None, kind, pending=True):
            waiting.extend(_flying(reader, item))
    if reader.operator:
        for row in reader.view.wallets():
            if row.is_asking(time):
                handle = opening_handle(reader.view, row)
                text = f"@{handle} wants in, key {reader.fingerprint(row.id)}"
                waiting.append(
                    Waiting(
                        what="wallet",
                        id=row.id,
                        short=None,
                        text=text,
                        money=None,
                        try_this=step("admit", name=handle),
                    )
                )
    return waiting + (_news(reader, time) if news else [])


def _news(reader: Reader, time: int) -> list[Waiting]:
    from paycli.services.envelopes.board import came_back
    from paycli.services.reading.news import came_in, is_envelope

    unread = reader.view.unread(reader.own)
    lines = came_in(reader, reversed(unread.entries))
    return [
        Waiting(
            what="came in",
            id=line.id,
            short=line.short,
            text="",
            money=line.amount,
            try_this=step("look_at_thing", thing=line.short),
            at=line.time,
            line=line,
        )
        for line in lines
        # Envelopes are listed as what waits, and what time brought back as such.
        if not is_envelope(line) and KINDS[line.kind].is_signed
    ] + [
        Waiting(
            what="came back",
            id=each.id,
            short=each.short,
            text=f"envelope {each.state}",
            money=each.money,
            try_this=step("look_at_thing", thing=each.short),
            at=each.at,
        )
        for each in came_back(reader, max(time - _NEWS_MS, unread.read_at + 1))
    ]


def _flying(reader: Reader, item: LedgerObject) -> list[Waiting]:
    money, short = Money(item.amount_minor, str(item.currency)), reader.short(item.id)
    if item.state != PENDING:
        return []
    if item.rail == CASH and reader.operator:
        text = f"cash for {reader.handle(str(item.maker))}"
        return [
            Waiting(
                what="cash",
                id=item.id,
                short=short,
                text=text,
                money=money,
                try_this=step("pay_out_cash", withdrawal=short),
            )
        ]
    if item.maker != reader.own:
        return []
    text = f"{item.kind} in flight" if item.rail != CASH else "cash that the operator pays out"
    return [
        Waiting(
            what=item.kind,
            id=item.id,
            short=short,
            text=text,
            money=money,
            try_this=step("look_at_thing", thing=short),
        )
    ]
