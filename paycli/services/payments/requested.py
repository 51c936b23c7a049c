"""Requests as their maker sees them, and as those see them whom they ask: who paid, who declined, who has not yet."""

from __future__ import annotations

from heapq import merge
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.lives import REQUEST, as_request
from paycli.domain.money import Money
from paycli.domain.orders import read_unchecked
from paycli.domain.state import PENDING, Needs
from paycli.services.payments.requests import KIND
from paycli.services.reading.pages import Page, Part, objects, page_of
from paycli.services.reading.places import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.domain.lives import Request
    from paycli.domain.state import Asked, LedgerObject
    from paycli.services.reading.reader import Reader


class ShareShown(NamedTuple):
    """What a request asks of one wallet and how that stands; `at` (ms) is when they answered, `note` what they said."""

    handle: str
    money: Money
    state: str
    at: int | None = None
    note: str | None = None


class RequestShown(NamedTuple):
    """A request as a wallet sees it: its maker sees all `shares`, whom it asks only the own one. Times in ms.

    `money` is what these shares come to, `open_money` what of that nobody has answered yet, `asked` how many are asked.
    `of` is the id of what it is about, `late` for how long (ms) it should be paid by now.
    """

    n: int
    time: int
    id: str
    short: str
    state: str
    by: str
    own: bool
    money: Money
    open_money: Money
    asked: int
    paid: int
    declined: int
    note: str | None
    of: str | None
    pay_by: int | None
    late: int | None
    due: int
    shares: tuple[ShareShown, ...]
    kind: str = KIND


def requests(reader: Reader, part: Part, *, open_only: bool = False) -> Page[RequestShown]:
    """List the requests that the wallet made, and those that ask it and that it can still answer, newest first.

    Raises CursorUnknown.
    """
    made = Period(before=part.after)
    mine = objects(reader, REQUEST, made, maker=reader.own, pending=open_only)
    places = merge(mine, asking(reader, REQUEST, part.after), key=lambda item: -item.n)
    return page_of(reader, part, ((item.n, _row(reader, item, open_only=open_only)) for item in places))


def asking(reader: Reader, kind: str, before: int | None = None) -> Iterator[LedgerObject]:
    """Give the objects of a kind that ask the own wallet and that it can still answer, newest first."""
    ids = tuple(row.object for row in reader.view.asks(reader.own, kind, reader.time))
    found = reader.view.load(Needs(objects=ids)).objects.values() if ids else ()
    for item in sorted(found, key=lambda item: -item.n):
        if before is None or item.n < before:
            yield item


def _row(reader: Reader, item: LedgerObject, *, open_only: bool) -> RequestShown | None:
    request = as_request(item)
    if request is None or (open_only and request.is_over(reader.time)):
        return None
    return request_shown(reader, request)


def request_shown(reader: Reader, request: Request) -> RequestShown:
    """Describe a request as far as the own wallet may see it."""
    own, time, currency = request.maker == reader.own, reader.time, str(request.currency)
    rows = [row for row in reader.view.answers(request.id) if own or reader.operator or row.wallet == reader.own]
    said, place = _said(reader, request), {share.wallet: at for at, share in enumerate(request.body.shares)}
    shares = tuple(
        ShareShown(
            handle=reader.handle(row.wallet),
            money=Money(row.amount_minor, currency),
            state=state_of(row, request, time),
            at=said[row.wallet].at if row.wallet in said else None,
            note=said[row.wallet].note if row.wallet in said else None,
        )
        for row in sorted(rows, key=lambda row: place[row.wallet])
    )
    pay_by, is_open = request.body.due_at, not request.is_over(time)
    return RequestShown(
        n=request.n,
        time=reader.entry_time(request.n),
        id=request.id,
        short=reader.short(request.id),
        state=request.state_at(time),
        by=reader.handle(str(request.maker)),
        own=own,
        money=Money(sum(row.amount_minor for row in rows), currency),
        open_money=Money(sum(share.money.amount_minor for share in shares if share.state == PENDING), currency),
        asked=len(request.body.shares),
        paid=request.detail.paid,
        declined=request.detail.declined,
        note=reader.text(request.n, "note", request.body),
        of=request.body.about,
        pay_by=pay_by,
        late=time - pay_by if is_open and pay_by is not None and pay_by < time else None,
        due=int(request.due or 0),
        shares=shares,
    )


class _Said(NamedTuple):
    """When somebody answered (ms), and what they said."""

    at: int
    note: str | None


def _said(reader: Reader, request: Request) -> dict[str, _Said]:
    """Give what each wallet answered: a share is paid or declined once, and its entry tells of the request."""
    found = {}
    for entry in reader.view.entries_about(request.id)[1:]:
        order = read_unchecked(entry.order)
        if order.wallet is not None and order.wallet != request.maker:
            note = reader.text(entry.n, "note", order.body) if hasattr(order.body, "note") else None
            found[order.wallet] = _Said(entry.time, note)
    return found


def state_of(row: Asked, item: LedgerObject, time: int) -> str:
    """Say how one answer stands: what was not answered ends with the whole."""
    return item.state_at(time) if row.state == PENDING and item.is_over(time) else row.state
