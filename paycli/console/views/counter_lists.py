"""Views of a shop's lists: its sales, its closed days; and of tips that are paid out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import tills
from paycli.console.output import Document, Line, Listing
from paycli.console.tables import Table
from paycli.console.views.ordered import id_of, order_fields, repeated
from paycli.console.views.sales import receipt_data
from paycli.console.views.tills import day_data
from paycli.console.views.wording import decimal, fields, joined, local, money, play
from paycli.domain.money import Money, format_minor
from paycli.domain.state import DONE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.registry import Registry
    from paycli.services.sales.listed import DayRow, SaleRow
    from paycli.services.sales.tips import TipsSent


def sales(rows: Sequence[SaleRow], registry: Registry) -> Listing:
    """Show the sales of a shop."""
    cells = [
        (
            each.number,
            local(each.made, registry),
            money(each.money, registry),
            (each.tender or each.state),
            each.payer or "",
            "; ".join(each.lines),
        )
        for each in (row.receipt for row in rows)
    ]
    table = Table(("NUMBER", "MADE", "AMOUNT", "HOW", "WHO", "GOODS"), cells, right=(2,), cut=(5,), keep=(0, 1, 3))
    return Listing(
        [receipt_data(row.receipt, registry) for row in rows],
        table,
        "No sale.",
        [row.receipt.id for row in rows],
    )


def days(rows: Sequence[DayRow], registry: Registry) -> Listing:
    """Show the closed days of a shop's tills, with what they came to."""
    cells = [
        (
            str(report.till),
            str(report.number),
            report.date,
            *(format_minor(minor, registry.currencies.get(report.currency, 0)) for minor in _sums(row)),
            report.currency,
        )
        for row in rows
        for report in (row.report,)
    ]
    headers = ("TILL", "Z", "DATE", "WALLET", "CASH", "REFUNDS", "TIPS", "DIFFERENCE", "IN")
    return Listing(
        [day_data(row.report, registry) for row in rows],
        Table(headers, cells, right=(3, 4, 5, 6, 7), keep=(2,)),
        "No day is closed.",
        [row.report.id for row in rows],
        foot=tuple(_foot(rows, registry)),
    )


def _sums(row: DayRow) -> tuple[int, int, int, int, int]:
    totals = row.report.totals
    return (
        totals.wallet_minor,
        totals.cash_minor + totals.rounding_minor,
        -totals.refund_wallet_minor - totals.refund_cash_minor,
        totals.tips_minor - totals.refund_tip_minor,
        totals.closing_difference_minor,
    )


def _foot(rows: Sequence[DayRow], registry: Registry) -> list[Line]:
    lines: list[Line] = []
    for currency in dict.fromkeys(row.report.currency for row in rows):
        sums = [_sums(row) for row in rows if row.report.currency == currency]
        wallet, cash, back, *_ = (sum(column) for column in zip(*sums, strict=True))
        total = Money(wallet + cash + back, currency)
        words = "1 day" if len(sums) == 1 else f"{len(sums)} days"
        lines.append(Line(joined((words, f"in all {money(total, registry)}{play(registry)}")), "dim"))
    return lines


def tips_sent(result: TipsSent, registry: Registry) -> Document:
    """Show tips that were paid out."""
    data = tills.TipsSent(
        **order_fields(result, DONE),
        kind=result.kind,
        **fields(result.money, registry),
        to=(result.to,),
        note=result.note,
        tips_left=decimal(result.left, registry),
    )
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    line = f"{again}{money(result.money, registry)} of the tips paid out to {result.to}{play(registry)}"
    note = f'"{result.note}"' if result.note else ""
    left = f"{money(result.left, registry)} of tips left"
    return Document(data, (Line(joined((line, note, left)), "good"),), id_of(result))
