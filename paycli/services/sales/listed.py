"""The sales of a shop, and its closed days."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import lives
from paycli.domain.state import DONE, PENDING
from paycli.services.reading.pages import Page, Part, objects, page_of
from paycli.services.reading.places import Period
from paycli.services.sales.receipt import receipt_of
from paycli.services.sales.shifts import report_of

if TYPE_CHECKING:
    from paycli.domain.lives import Sale
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.receipt import Receipt
    from paycli.services.sales.shifts import ShiftReport


class Wanted(NamedTuple):
    """Which sales a list is to have: only those still to be paid, or only the paid ones; made in a period (ms)."""

    open_only: bool = False
    paid_only: bool = False
    till: int | None = None
    since: int | None = None
    until: int | None = None


class SaleRow(NamedTuple):
    """A sale in a list: the entry that made it, and its receipt."""

    n: int
    receipt: Receipt


def sales(reader: Reader, wanted: Wanted, part: Part) -> Page[SaleRow]:
    """List the sales of the own shop, newest first; raises CursorUnknown."""
    period = Period(wanted.since, wanted.until, before=part.after)
    found = objects(reader, lives.SALE, period, maker=reader.own, pending=wanted.open_only)
    return page_of(reader, part, ((item.n, _row(reader, item, wanted)) for item in found))


def _row(reader: Reader, sale: Sale, wanted: Wanted) -> SaleRow | None:
    state = sale.state_at(reader.time)
    if (wanted.open_only and state != PENDING) or (wanted.paid_only and state != DONE):
        return None
    if wanted.till is not None and sale.till != wanted.till:
        return None
    return SaleRow(sale.n, receipt_of(reader, sale))


class DayRow(NamedTuple):
    """A day in a list: the entry that opened it, and how it came out."""

    n: int
    report: ShiftReport


def days(reader: Reader, wanted: Wanted, part: Part) -> Page[DayRow]:
    """List the closed days of the own shop's tills, newest first; raises CursorUnknown."""
    period = Period(wanted.since, wanted.until, before=part.after)
    found = objects(reader, lives.SHIFT, period, maker=reader.own, pending=False)
    shifts = (shift for item in found if (shift := lives.as_shift(item)) is not None)
    return page_of(
        reader,
        part,
        (
            (
                shift.n,
                DayRow(shift.n, report_of(reader, shift)) if _is_wanted(shift.state, shift.till, wanted) else None,
            )
            for shift in shifts
        ),
    )


def _is_wanted(state: str, till: int | None, wanted: Wanted) -> bool:
    return state != PENDING and wanted.till in {None, till}
