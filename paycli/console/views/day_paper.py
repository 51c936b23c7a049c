"""A day at a till on paper, its X or its Z: the report as lines of 32, 42 or 48 letters. Pure, as a receipt is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.paper import PaperLine, large, pair, rule, words
from paycli.console.sanitise import safe
from paycli.console.times import paper_time
from paycli.console.views.paper import COPY, tax_table
from paycli.console.views.tills import Sums, day_letter, drawer_rows, sale_numbers, sales_rows
from paycli.console.views.wording import NO_FISCAL_DEVICE, PLAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from paycli.domain.registry import Registry
    from paycli.services.sales.paper import PaperDay

# These stand out, since somebody counts by them.
_BOLD = frozenset({"should be there", "counted", "difference"})


def day_paper(day: PaperDay, registry: Registry, columns: int, *, copy: bool = False) -> tuple[PaperLine, ...]:
    """Give the lines of an X or a Z. A `copy` says so."""
    return tuple(_lines(day, registry, columns, copy=copy))


def _lines(day: PaperDay, registry: Registry, columns: int, *, copy: bool) -> Iterator[PaperLine]:
    report = day.report
    sums, totals = Sums(report.currency, registry), report.totals
    yield from _head(day, registry, columns, copy=copy)
    yield rule(columns)
    yield from words(f"sales in {report.currency}", columns, bold=True)
    for what, count, amount in sales_rows(report, sums):
        yield from pair(f"{count}x {what}" if count else what, amount, columns)
    if totals.taxes or totals.refund_taxes:
        yield rule(columns)
        yield from tax_table(totals.taxes, totals.refund_taxes, columns, registry.currencies.get(report.currency, 0))
    yield rule(columns)
    yield from words(f"drawer in {report.currency}", columns, bold=True)
    for what, amount in drawer_rows(report, sums):
        yield from pair(what, amount, columns, bold=what in _BOLD)
    if report.waiting:
        yield from words(f"still open: {', '.join(report.waiting)}", columns)
    if report.reason:
        yield from words(f'"{report.reason}"', columns)
    yield rule(columns)
    yield from words(NO_FISCAL_DEVICE, columns, align="centre")
    if copy:
        yield from large(COPY, columns)


def _head(day: PaperDay, registry: Registry, columns: int, *, copy: bool) -> Iterator[PaperLine]:
    report, zone = day.report, registry.zone
    if day.shop_name:
        yield from large(safe(day.shop_name), columns)
    yield from words(report.shop, columns, align="centre")
    if report.play:
        yield from large(f"{PLAY} MONEY", columns)
    if copy:
        yield from large(COPY, columns)
    yield PaperLine()
    yield from large(day_letter(report), columns)
    yield from words(f"till {report.till}, day {report.number}, date {report.date}", columns, bold=True)
    yield from words(f"opened {paper_time(report.opened, zone)}", columns)
    ended = (
        f"as of {paper_time(day.time, zone)}" if report.closed is None else f"closed {paper_time(report.closed, zone)}"
    )
    yield from words(ended, columns)
    yield from words(sale_numbers(report), columns)
