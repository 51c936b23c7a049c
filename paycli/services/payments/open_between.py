"""What is open between the own wallet and others: what asks it, what is on its way to it, what it asks of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.lives import LIVES, REQUEST, WAIT, asked_by
from paycli.domain.money import Money
from paycli.domain.state import PENDING
from paycli.services.engine.signed_texts import wallet_name
from paycli.services.payments.requested import asking
from paycli.services.reading.pages import objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.domain.state import LedgerObject
    from paycli.services.reading.places import Period
    from paycli.services.reading.reader import Reader


class Open(NamedTuple):
    """A request or a transfer that waits, as one of the two sides sees it. Times in ms.

    `kind` is that of the order that made it. With `own` the wallet made it, and `who` are those who have not answered
    yet; else it is the maker, with `name` and `fingerprint`. `money` is what is still open for the wallet. `arrives`
    says that nobody need answer: at `due` it is the payee's, and `over` that this time has come, and nobody settled it.
    `pay_by` and `late` (for how long by now) are a request's.
    """

    n: int
    id: str
    short: str
    kind: str
    what: str
    own: bool
    who: tuple[str, ...]
    wallets: tuple[str, ...]
    money: Money
    since: int
    due: int
    note: str | None
    name: str | None = None
    fingerprint: str | None = None
    arrives: bool = False
    pay_by: int | None = None
    late: int | None = None
    paid: int = 0
    asked: int = 1
    over: bool = False


def open_between(reader: Reader, made: Period) -> tuple[Iterator[Open], ...]:
    """Give what asks the own wallet and what it asks of others, each newest first: one list for each kind and side."""
    return (
        (_asks_me(reader, item) for item in asking(reader, REQUEST, made.before)),
        (_asks_me(reader, item) for item in asking(reader, WAIT, made.before)),
        (_mine(reader, item) for item in _own(reader, REQUEST, made)),
        (_mine(reader, item) for item in _own(reader, WAIT, made)),
    )


def _own(reader: Reader, kind: str, made: Period) -> Iterator[LedgerObject]:
    """Give own things that are open; money whose time to wait is over too, until somebody settles it."""
    found = objects(reader, kind, made, maker=reader.own, pending=True)
    return (item for item in found if item.held_minor or not item.is_over(reader.time))


def _asks_me(reader: Reader, item: LedgerObject) -> Open:
    row, maker = reader.wallet(str(item.maker)), str(item.maker)
    amounts = {share.wallet: share.amount_minor for share in item.body.shares} if item.kind == REQUEST else {}
    return _open(reader, item)._replace(
        who=(reader.handle(maker),),
        wallets=(maker,),
        money=Money(amounts.get(reader.own, item.amount_minor), str(item.currency)),
        name=wallet_name(reader.view, row),
        fingerprint=reader.fingerprint(maker),
    )


def _mine(reader: Reader, item: LedgerObject) -> Open:
    rows = [row for row in reader.view.answers(item.id) if row.state == PENDING]
    place = {wallet: at for at, wallet in enumerate(asked_by(item))}
    rows.sort(key=lambda row: place[row.wallet])
    return _open(reader, item)._replace(
        own=True,
        who=tuple(reader.handle(row.wallet) for row in rows),
        wallets=tuple(row.wallet for row in rows),
        money=Money(sum(row.amount_minor for row in rows), str(item.currency)),
        paid=item.detail.paid if item.kind == REQUEST else 0,
        asked=len(place),
        over=item.is_over(reader.time),
    )


def _open(reader: Reader, item: LedgerObject) -> Open:
    pay_by = item.body.due_at if item.kind == REQUEST else None
    return Open(
        n=item.n,
        id=item.id,
        short=reader.short(item.id),
        kind=LIVES[item.kind].made_by,
        what=item.kind,
        own=False,
        who=(),
        wallets=(),
        money=Money(item.amount_minor, str(item.currency)),
        since=reader.entry_time(item.n),
        due=int(item.due or 0),
        note=reader.text(item.n, "note", item.body),
        arrives=item.kind == WAIT and item.body.arrives_ms is not None,
        pay_by=pay_by,
        late=reader.time - pay_by if pay_by is not None and pay_by < reader.time else None,
    )
