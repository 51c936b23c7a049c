"""The log as a wallet sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.kinds import KINDS
from paycli.domain.known import moves
from paycli.domain.lives import LIVES, MADE_BY
from paycli.domain.money import Money
from paycli.domain.orders import Order, read_unchecked
from paycli.domain.subjects import object_of
from paycli.errors import Broken, OrderMalformed
from paycli.services.reading.lookup import may_see, takes_part
from paycli.services.reading.names import group_of
from paycli.services.reading.reader import Reader, reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.accounts import Transfer
    from paycli.domain.ports import App, Entry


class LogLine(NamedTuple):
    """One entry of the log as the wallet sees it: what, with whom, how much came (+) or went (-). Times in ms.

    `moved` is false where the amount is only named by the order, and no money moved with it. `of` is the kind of object
    that another order made and this one is about.
    """

    n: int
    time: int
    id: str
    short: str
    kind: str
    amount: Money | None
    moved: bool
    other: str | None
    note: str | None
    of: str | None


def log_line(reader: Reader, n: int, time: int, order: bytes, transfers: Sequence[Transfer]) -> LogLine:
    """Describe an entry; raises Broken for one that no paycli wrote."""
    try:
        return _describe(reader, n, time, read_unchecked(order), transfers)
    except (OrderMalformed, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise Broken(reason=f"entry {n} cannot be read") from error


def _describe(reader: Reader, n: int, time: int, order: Order, transfers: Sequence[Transfer]) -> LogLine:
    mine = f"w:{reader.own}:"
    amount, other = None, None
    for transfer in transfers:
        sign = transfer.credit.startswith(mine) - transfer.debit.startswith(mine)
        if sign:
            amount = Money(sign * transfer.amount_minor, transfer.currency)
            other = _account_name(reader, transfer.debit if sign > 0 else transfer.credit)
        elif amount is None:
            amount = Money(transfer.amount_minor, transfer.currency)
            other = f"{_account_name(reader, transfer.debit)} -> {_account_name(reader, transfer.credit)}"
    body, kind = order.body, KINDS[order.kind]
    amount_minor = getattr(body, "amount_minor", None)
    if amount is None and isinstance(amount_minor, int):
        amount = Money(amount_minor, body.currency)
    if kind.noun is not None and LIVES[kind.noun].has_handle:
        other = _group_name(reader, str(object_of(order)))
    elif not kind.tells_named and order.wallet == reader.own:
        other = reader.handle(body.wallet)
    note = reader.text(n, "note", body) if "note" in kind.texts else None
    return LogLine(
        n=n,
        time=time,
        id=order.name,
        short=reader.short(order.name),
        kind=order.kind,
        amount=amount,
        moved=bool(transfers),
        other=other,
        note=note,
        of=_kind_of(reader, order),
    )


def _kind_of(reader: Reader, order: Order) -> str | None:
    """Give the kind of the object that an order ends: the entry that made it says so."""
    about = object_of(order)
    if about is None or KINDS[order.kind].noun is not None:
        return None
    made = (MADE_BY.get(read_unchecked(entry.order).kind) for entry in reader.view.entries_about(about))
    return next((life.kind for life in made if life is not None), None)


def _group_name(reader: Reader, group: str) -> str | None:
    """Give a group's handle to who is in it, and to nobody else."""
    item = reader.find_object(group)
    return group_of(reader, group) if item is not None and reader.own in item.detail.members else None


def _account_name(reader: Reader, name: str) -> str:
    """Say whose account it is, in people's words."""
    kind, owner, _, _ = name.split(":")
    if kind == "w":
        return reader.handle(owner)
    if kind == "x":
        return owner
    item = reader.find_object(owner)
    return f"{item.kind} {reader.short(owner)}" if item else "hold"


def log(app: App, since: int | None, until: int | None, limit: int | None, *, everyone: bool = False) -> list[LogLine]:
    """List the wallet's entries newest first; with `everyone` the whole ledger's. Times in ms, no hidden limit.

    What others wrote to each other is left out of everybody's entries, but for the operator.
    """
    wallet = None if everyone else app.profile.wallet
    places = app.reports.log(wallet, since, until, limit)
    with reading(app) as reader:
        entries = proven_entries(reader, places, wallet, (since, until), is_cut=len(places) == limit)
        lines = [log_line(reader, each.n, each.time, each.order, each.transfers) for each in entries]
        if not everyone:
            return lines
        return [line if line.note is None or _is_ours(reader, line) else line._replace(note=None) for line in lines]


def proven_entries(
    reader: Reader, places: Sequence[int], wallet: str | None, times: tuple[int | None, int | None], *, is_cut: bool
) -> list[Entry]:
    """Give the entries of a list, newest first; raises Broken where one is left out that this client noted before.

    `times` are those from and before which they are. What lies before the last of a list that `is_cut` is left out.
    """
    since, until = times
    listed, last = set(places), min(places) if is_cut and places else 0
    for n in reader.view.noted():
        entry = reader.entry(n) if n not in listed and n > last else None
        if entry is None or (since or 0) > entry.time or (until is not None and entry.time >= until):
            continue
        if wallet is None or moves(entry, wallet) or read_unchecked(entry.order).wallet == wallet:
            raise Broken(reason=f"entry {n} is left out of the log, and it is there")
    return [reader.entry(n) for n in places]


def _is_ours(reader: Reader, line: LogLine) -> bool:
    """Tell whether the wallet takes part in what an entry is about."""
    item = reader.find_object(line.id)
    if item is not None and item.n == line.n:
        return may_see(reader, item)
    entry = reader.view.entry(line.n)
    return reader.operator or (entry is not None and takes_part(reader.own, entry))
