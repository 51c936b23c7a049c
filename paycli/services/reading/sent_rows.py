"""The rows of a batch that is one order, as far as a wallet may see them: all for whoever paid, else the own ones."""

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.commitments import row_note
from paycli.domain.money import Money
from paycli.services.engine.signed_texts import opened_text
from paycli.services.reading.came_back import CAME

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paycli.domain.batch_bodies import BatchSendBody, SentRow
    from paycli.domain.orders import Order
    from paycli.domain.ports import Entry
    from paycli.services.reading.log_records import LogLine
    from paycli.services.reading.reader import Reader

NAMED_MOST = 3


class RowPaid(NamedTuple):
    """A row that was paid: to whom, how much, what for."""

    to: str
    money: Money
    note: str | None


class RowsOf(NamedTuple):
    """What the rows of an order come to for a wallet: how much came (+) or went (-), and to which wallets.

    `came` says that they are those that paid the wallet. `note` is what stands beside these, `label` the name of it all
    for whoever may know that.
    """

    money: Money
    payees: tuple[str, ...]
    came: bool
    note: str | None
    label: str | None


def rows_seen(reader: "Reader", entry: "Entry", order: "Order[BatchSendBody]") -> "Iterator[RowPaid]":
    """Give the rows that the wallet may see: the operator and who paid see all, anybody else their own."""
    for at, row in _rows_for(reader, order):
        note = opened_text(reader.view, entry.n, row_note(at), row.note)
        yield RowPaid(reader.handle(row.to), Money(row.amount_minor, order.body.currency), note)


def _rows_for(reader: "Reader", order: "Order[BatchSendBody]") -> "list[tuple[int, SentRow]]":
    sees_all = reader.operator or order.wallet == reader.own
    return [(at, row) for at, row in enumerate(order.body.rows) if sees_all or row.to == reader.own]


def rows_of(reader: "Reader", entry: "Entry", order: "Order[BatchSendBody]") -> RowsOf:
    """Add the rows up: those that paid the wallet where some did, else all."""
    own = [(at, row) for at, row in enumerate(order.body.rows) if row.to == reader.own]
    paid = order.wallet == reader.own
    rows = [row for _, row in own] or order.body.rows
    notes = (opened_text(reader.view, entry.n, row_note(at), row.note) for at, row in own)
    total_minor = sum(row.amount_minor for row in rows)
    return RowsOf(
        money=Money(-total_minor if paid else total_minor, order.body.currency),
        payees=tuple(dict.fromkeys(row.to for row in rows)),
        came=bool(own),
        note=", ".join(dict.fromkeys(note for note in notes if note)) or None,
        label=reader.text(entry.n, "label", order.body) if paid or reader.operator else None,
    )


def with_rows(
    line: "LogLine", reader: "Reader", entry: "Entry", order: "Order[BatchSendBody]", handle: "Callable[[str], str]"
) -> "LogLine":
    """Say in a line of the log what the rows come to, from whom and to whom; `handle` names a wallet."""
    rows, payer = rows_of(reader, entry, order), str(order.wallet)
    handles, more = tuple(map(handle, rows.payees)), len(rows.payees) - NAMED_MOST
    others = f" and {more} other{'s' if more > 1 else ''}" if more > 0 else ""
    return line._replace(
        amount=rows.money,
        moved=True,
        sender=handle(payer),
        receiver=f"{', '.join(handles[:NAMED_MOST])}{others}",
        giver=handle(payer),
        takers=handles,
        turn=CAME if rows.came else None,
        note=rows.note,
        message=rows.label,
        concerns=line.concerns.union(rows.payees, (payer,)),
    )
