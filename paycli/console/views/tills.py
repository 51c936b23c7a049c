"""Views of the day at a till: X, Z, the drawer, and sales that end in cash or as a gift."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import tills
from paycli.console.output import Document, Line
from paycli.console.tables import Table
from paycli.console.times import iso_utc
from paycli.console.views.ordered import id_of, order_fields, repeated
from paycli.console.views.taxes import rate_text, tax_sums
from paycli.console.views.wording import NO_FISCAL_DEVICE, joined, local, money, play, state_word, utc
from paycli.domain.ids import sale_number
from paycli.domain.money import Money, format_minor
from paycli.domain.state import DONE, PENDING
from paycli.domain.till_kinds import CASH

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.console.documents.taxes import TaxSum
    from paycli.console.output import Part
    from paycli.domain.registry import Registry
    from paycli.domain.till_bodies import TaxLine
    from paycli.services.sales.shifts import DrawerMoved, ShiftChanged, ShiftReport
    from paycli.services.sales.take import Taken


class Sums:
    """Writes the sums of one currency."""

    def __init__(self, currency: str, registry: Registry) -> None:
        self._currency, self._exponent = currency, registry.currencies.get(currency, 0)

    def text(self, minor: int) -> str:
        """Write an amount."""
        return format_minor(minor, self._exponent)

    def tender(self, count: int, minor: int) -> tills.Tender:
        """Write a count and its sum."""
        return tills.Tender(count_=count, sum=self.text(minor))

    def taxes(self, rows: Sequence[TaxLine]) -> tuple[TaxSum, ...]:
        """Write sums by tax class."""
        return tax_sums(rows, self._exponent)


def day_data(report: ShiftReport, registry: Registry) -> tills.Day:
    """Give a day at a till as JSON."""
    sums, totals, is_closed = Sums(report.currency, registry), report.totals, report.closed is not None
    last = report.last_number
    return tills.Day(
        id=report.id,
        n=report.n,
        seller=report.shop,
        till=report.till,
        day=report.number,
        date=report.date,
        state=state_word(DONE if is_closed else PENDING),
        opened_at=iso_utc(report.opened),
        closed_at=utc(report.closed),
        currency=report.currency,
        first_number=sale_number(report.till, totals.first_number) if last is not None else None,
        last_number=sale_number(report.till, last) if last is not None else None,
        charged=totals.charged_count,
        by_wallet=sums.tender(totals.wallet_count, totals.wallet_minor),
        by_cash=sums.tender(totals.cash_count, totals.cash_minor),
        gifts=sums.tender(totals.gift_count, totals.gift_minor),
        cancelled=sums.tender(totals.aborted_count, totals.aborted_minor),
        expired=sums.tender(totals.expired_count, totals.expired_minor),
        refunds_wallet=sums.tender(totals.refund_wallet_count, totals.refund_wallet_minor),
        refunds_cash=sums.tender(totals.refund_cash_count, totals.refund_cash_minor),
        tips=sums.text(totals.tips_minor),
        refunded_tips=sums.text(totals.refund_tip_minor),
        discounts=sums.text(totals.discount_minor),
        rounding=sums.text(totals.rounding_minor),
        taxes=sums.taxes(totals.taxes),
        refunded_taxes=sums.taxes(totals.refund_taxes),
        drawer=tills.Drawer(
            float=sums.text(totals.float_minor),
            opening_difference=sums.text(totals.opening_difference_minor),
            put_in=sums.text(totals.drawer_in_minor),
            taken_out=sums.text(totals.drawer_out_minor),
            opened=totals.drawer_opened_count,
            expected=sums.text(report.expected.amount_minor),
            counted=sums.text(totals.counted_minor) if is_closed else None,
            difference=sums.text(totals.closing_difference_minor) if is_closed else None,
        ),
        open_sales=report.waiting,
        note=report.reason,
        play=report.play,
    )


def day(report: ShiftReport, registry: Registry, written: str | None = None) -> Document:
    """Show a day at a till: X while it is open, Z once it is closed; and the file that it was `written` to."""
    lines = _day_lines(report, registry)
    if written is not None:
        lines.append(Line(f"Written: {written}", "good"))
    return Document(day_data(report, registry), tuple(lines), report.id)


def day_letter(report: ShiftReport) -> str:
    """Name a day's paper: X while it is open, and Z with its number."""
    return "X" if report.closed is None else f"Z {report.number}"


def _day_lines(report: ShiftReport, registry: Registry) -> list[Part]:
    sums = Sums(report.currency, registry)
    times = f"since {local(report.opened, registry)}"
    if report.closed is not None:
        times = f"{local(report.opened, registry)} to {local(report.closed, registry)}"
    title = f"{day_letter(report)}{play(registry)}  till {report.till} of {report.shop}  day {report.number}"
    lines: list[Part] = [
        Line(title, "head"),
        joined((f"date {report.date}", times)),
        sale_numbers(report),
        Table((f"SALES IN {report.currency}", "COUNT", "SUM"), sales_rows(report, sums), right=(1, 2)),
        *_tax_lines(report, sums),
        Table((f"DRAWER IN {report.currency}", "SUM"), drawer_rows(report, sums), right=(1,)),
    ]
    if report.waiting:
        lines.append(Line(f"still open: {', '.join(report.waiting)}", "warn"))
    if report.reason:
        lines.append(f'"{report.reason}"')
    if report.closed is not None:
        lines.append(Line(NO_FISCAL_DEVICE, "dim"))
    return lines


def sales_rows(report: ShiftReport, sums: Sums) -> list[tuple[str, str, str]]:
    """Give what a day came to: what it is, how many, the sum."""
    totals = report.totals
    rows = [
        ("paid by wallets", str(totals.wallet_count), sums.text(totals.wallet_minor)),
        ("paid in cash", str(totals.cash_count), sums.text(totals.cash_minor)),
        ("gifts of the house", str(totals.gift_count), sums.text(totals.gift_minor)),
        ("cancelled", str(totals.aborted_count), sums.text(totals.aborted_minor)),
    ]
    if report.closed is not None:
        rows.append(("expired", str(totals.expired_count), sums.text(totals.expired_minor)))
    return [
        *rows,
        ("refunded to wallets", str(totals.refund_wallet_count), sums.text(-totals.refund_wallet_minor)),
        ("refunded in cash", str(totals.refund_cash_count), sums.text(-totals.refund_cash_minor)),
        ("tips", "", sums.text(totals.tips_minor - totals.refund_tip_minor)),
        ("discounts", "", sums.text(-totals.discount_minor)),
    ]


def sale_numbers(report: ShiftReport) -> str:
    """Say which numbers the sales of a day have."""
    last = report.last_number
    if last is None:
        return "no sale yet" if report.closed is None else "no sale"
    first = sale_number(report.till, report.totals.first_number)
    return f"numbers {first} to {sale_number(report.till, last)}"


def _tax_lines(report: ShiftReport, sums: Sums) -> list[Part]:
    """Give the sums of each class, and below zero what of them was refunded: on a half of a till's screen, too."""
    rows = [(each, 1) for each in report.totals.taxes] + [(each, -1) for each in report.totals.refund_taxes]
    if not rows:
        return []
    cells = [
        (f"{name} {rate_text(rate)}%", *(sums.text(sign * minor) for minor in (gross, gross - tax, tax)))
        for (name, rate, gross, tax), sign in rows
    ]
    return [Table(("TAX", "GROSS", "NET", "TAX"), cells, right=(1, 2, 3), keep=(0,))]


def drawer_rows(report: ShiftReport, sums: Sums) -> list[tuple[str, str]]:
    """Give the drawer as a column that adds up, from the last count to the next."""
    totals = report.totals
    off = _off_at_opening(report)
    rows = [
        ("left at the last closing", sums.text(totals.float_minor - off)),
        ("difference at the opening", sums.text(off)),
        ("counted at the opening", sums.text(totals.float_minor)),
    ][0 if off else 2 :]
    rows += [
        ("paid in cash", sums.text(totals.cash_minor)),
        ("refunded in cash", sums.text(-totals.refund_cash_minor)),
        ("rounding", sums.text(totals.rounding_minor)),
        ("put in", sums.text(totals.drawer_in_minor)),
        ("taken out", sums.text(-totals.drawer_out_minor)),
        ("should be there", sums.text(report.expected.amount_minor)),
    ]
    if totals.drawer_opened_count:
        rows.append(("opened without a sale", f"{totals.drawer_opened_count} x"))
    if report.closed is not None:
        rows += [
            ("counted", sums.text(totals.counted_minor)),
            ("difference", sums.text(totals.closing_difference_minor)),
        ]
    return rows


def _off_at_opening(report: ShiftReport) -> int:
    """Give by how much a drawer differed from the closing before; before the first day nobody has counted."""
    return report.totals.opening_difference_minor if report.number > 1 else 0


def day_changed(result: ShiftChanged, registry: Registry) -> Document:
    """Show a day that was opened, or the Z of one that was closed."""
    report = result.report
    data = tills.DayChanged(
        **order_fields(result, DONE if report.closed is not None else PENDING),
        kind=result.kind,
        report=day_data(report, registry),
    )
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    if report.closed is not None:
        lines = _day_lines(report, registry)
        return Document(data, (Line(f"{again}{_closed_line(report, registry)}", "good"), *lines), id_of(result))
    counted = Money(report.totals.float_minor, report.currency)
    off = _off_at_opening(report)
    head = f"{again}Till {report.till} is open for {report.date}{play(registry)}: day {report.number}"
    said = f"{money(counted, registry)} in the drawer"
    wrong = f"{_signed(off, report, registry)} against the last closing" if off else ""
    return Document(data, (Line(joined((head, said, wrong)), "good"),), id_of(result))


def _closed_line(report: ShiftReport, registry: Registry) -> str:
    off = report.totals.closing_difference_minor
    difference = f"difference {_signed(off, report, registry)}" if off else "the drawer is right"
    return joined((f"Till {report.till} is closed: Z {report.number}", difference))


def _signed(minor: int, report: ShiftReport, registry: Registry) -> str:
    text = money(Money(minor, report.currency), registry)
    return text if minor < 0 else f"+{text}"


def drawer_moved(result: DrawerMoved, registry: Registry) -> Document:
    """Show what was put into a drawer, taken out, or that it was opened."""
    sums = Sums(result.money.currency, registry)
    data = tills.DrawerMoved(
        **order_fields(result, DONE),
        kind=result.kind,
        till=result.till,
        amount=sums.text(result.money.amount_minor),
        currency=result.money.currency,
        moved_to="opened" if not result.money.amount_minor else "out" if result.out else "in",
        note=result.reason,
        expected=sums.text(result.expected.amount_minor),
    )
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    what = f"{money(result.money, registry)} {'taken out of' if result.out else 'put into'} the drawer"
    if not result.money.amount_minor:
        what = "Drawer opened without a sale"
    reason = f'"{result.reason}"' if result.reason else ""
    left = f"{money(result.expected, registry)} should be there"
    return Document(data, (Line(joined((f"{again}{what}{play(registry)}", reason, left)), "good"),), id_of(result))


def taken(result: Taken, registry: Registry) -> Document:
    """Show a sale that was paid in cash, with the change, or that was a gift."""
    sums = Sums(result.due.currency, registry)
    data = tills.Taken(
        **order_fields(result, DONE),
        of=result.receipt.id,
        kind=result.kind,
        receipt=result.number,
        tender=result.tender,
        amount=sums.text(result.receipt.money.amount_minor),
        currency=result.due.currency,
        rounding=sums.text(result.rounding.amount_minor),
        given=sums.text(result.given.amount_minor),
        change=sums.text(result.change.amount_minor),
        note=result.reason,
    )
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    if result.tender == CASH:
        change = f"change {money(result.change, registry)}" if result.change.amount_minor else "no change"
        rounded = f"rounded from {money(result.receipt.money, registry)}" if result.rounding.amount_minor else ""
        what = joined((f"{again}{money(result.due, registry)} in cash{play(registry)}", rounded, change))
    else:
        what = joined((f"{again}{money(result.receipt.money, registry)} is a gift of the house{play(registry)}",))
    return Document(data, (Line(joined((what, f"sale {result.number}")), "good"),), id_of(result))
