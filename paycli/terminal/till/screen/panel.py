"""What stands around the cart: whose till it is, how its day stands, its last sales, and what was paid meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.times import clock_local
from paycli.console.views.till_lines import till_head
from paycli.console.views.wording import local
from paycli.domain.money import format_minor
from paycli.errors import PaycliError
from paycli.services.reading.reader import reading
from paycli.services.sales.at_till import AtTill, open_shifts
from paycli.services.sales.last_sales import last_sales
from paycli.services.sales.shifts import report_of
from paycli.terminal.till.grid import RIGHT, Around, two_ends

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.app.opened import OpenedApp
    from paycli.services.sales.receipt import Receipt
    from paycli.services.sales.shifts import ShiftReport

_COLUMNS = RIGHT - 3
_LAST_MOST = 3
_HEAD_COLUMNS_MOST = 60


class Panel:
    """Looks around a till; what cannot be read now is shown as it was."""

    def __init__(self, app: OpenedApp, till: int) -> None:
        self._app, self._till = app, till
        self._now = Around()
        # What was paid while no till ran is shown until another sale is through.
        self.news: Sequence[str] = ()
        self._first: list[str] | None = None

    def look(self) -> Around:
        """Give what stands around the cart now."""
        try:
            with reading(self._app) as reader:
                shift = open_shifts(reader).get(self._till)
                head = till_head(reader, AtTill(self._till, shift))
                report = None if shift is None else report_of(reader, shift)
                last = last_sales(reader, self._till, _LAST_MOST)
        except PaycliError:
            return self._now
        newest = [each.number for each in last[:1]]
        if self._first is not None and newest != self._first:
            self.news = ()
        self._first = newest if self._first is None else self._first
        side = ("NO DAY IS OPEN", "Count the drawer, then: open 200") if report is None else self._day(report)
        self._now = Around(head=head, side=side, below=(*self.news, *self._last(last)))
        return self._now

    def _day(self, report: ShiftReport) -> tuple[str, ...]:
        registry, totals = self._app.registry, report.totals
        exponent = registry.currencies.get(report.currency, 0)

        def row(name: str, minor: int, count: int | None = None) -> str:
            counted = "" if count is None else f"{count:>5}"
            return two_ends(name, f"{counted} {format_minor(minor, exponent):>12}", _COLUMNS)

        sales = totals.wallet_minor + totals.cash_minor
        refunds = totals.refund_wallet_minor + totals.refund_cash_minor
        rows = [
            f"DAY {report.number} since {local(report.opened, registry)}",
            row("sales", sales, totals.wallet_count + totals.cash_count),
        ]
        if totals.gift_count:
            rows.append(row("gifts", totals.gift_minor, totals.gift_count))
        rows += [
            row("refunds", -refunds, totals.refund_wallet_count + totals.refund_cash_count),
            row("tips", totals.tips_minor - totals.refund_tip_minor),
            row("in the drawer", report.expected.amount_minor),
        ]
        return tuple(rows)

    def _last(self, found: Sequence[Receipt]) -> tuple[str, ...]:
        if not found:
            return ()
        return ("LAST", *map(self._one, found))

    def _one(self, receipt: Receipt) -> str:
        zone, exponent = self._app.registry.zone, self._app.registry.currencies.get(receipt.money.currency, 0)
        at = clock_local(receipt.paid or 0, zone)[:5]
        who = receipt.payer or receipt.tender
        amount = format_minor(receipt.money.amount_minor + receipt.tip.amount_minor, exponent)
        return two_ends(f"{receipt.number} {at} {who}", amount, _COLUMNS)
