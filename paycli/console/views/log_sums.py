"""The view of the log added up: what came and went by month, by day or by person, with a chart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from paycli.console.charts import Bar, Chart
from paycli.console.documents import log_sums as documents
from paycli.console.output import Document, Line
from paycli.console.times import day_of, month_of
from paycli.console.views.log import other_side, sum_texts
from paycli.console.views.wording import decimal, joined, play, utc
from paycli.domain.money import Money, format_minor
from paycli.services.reading.log_sums import LogSum

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paycli.domain.registry import Registry
    from paycli.services.reading.log_records import LogLine
    from paycli.services.reading.places import Period

By: TypeAlias = Literal["month", "who", "day"]
BY: tuple[By, ...] = ("month", "who", "day")

NOBODY = "nobody"


def key_of(by: By, registry: Registry) -> Callable[[LogLine], str]:
    """Give what lines of the log are added up by: a month, a day, or the other side."""
    if by == "who":
        return lambda line: other_side(line) or NOBODY
    name = month_of if by == "month" else day_of
    return lambda line: name(line.time, registry.zone)


def log_sums(found: Sequence[LogSum], registry: Registry, by: By, period: Period) -> Document:
    """Show sums of the log: two bars for each key, on one scale for each currency, and what all came to."""
    lines: list[Line | str | Chart] = []
    for currency in sorted({each.currency for each in found}):
        mine = _ordered([each for each in found if each.currency == currency], by)
        lines.append(Line(f"{currency} by {by}{play(registry)}", "head"))
        bars = [bar for each in mine for bar in _bars(each, registry)]
        lines += [Chart(tuple(bars))] if bars else []
        total = LogSum(
            key="",
            currency=currency,
            in_minor=sum(each.in_minor for each in mine),
            out_minor=sum(each.out_minor for each in mine),
            drawer_minor=sum(each.drawer_minor for each in mine),
            entries=sum(each.entries for each in mine),
        )
        count = f"{total.entries} {'entry' if total.entries == 1 else 'entries'}"
        lines.append(Line(joined((count, *sum_texts(total, registry))), "dim"))
    if not found:
        lines.append(Line("No money came or went in that time.", "dim"))
    return Document(_data(found, registry, by, period), tuple(lines), None)


def _ordered(found: Sequence[LogSum], by: By) -> list[LogSum]:
    """Put times in their order, and people by how much moved."""
    if by != "who":
        return sorted(found, key=lambda each: each.key)
    return sorted(found, key=lambda each: (-each.in_minor - each.out_minor, each.key))


def _bars(each: LogSum, registry: Registry) -> list[Bar]:
    exponent = registry.currencies.get(each.currency, 0)
    moved = [("in", each.in_minor), ("out", each.out_minor)]
    shown = [(way, minor) for way, minor in moved if minor]
    return [
        Bar(
            "" if place else each.key,
            way,
            format_minor(minor, exponent),
            max(minor, 0),
            came_in=way == "in",
        )
        for place, (way, minor) in enumerate(shown)
    ]


def sum_data(found: LogSum, registry: Registry) -> documents.LogSum:
    """Give a sum of the log as JSON."""
    return documents.LogSum(
        heading=found.key,
        currency=found.currency,
        came_in=decimal(Money(found.in_minor, found.currency), registry),
        went_out=decimal(Money(found.out_minor, found.currency), registry),
        in_drawers=decimal(Money(found.drawer_minor, found.currency), registry),
        entries=found.entries,
    )


def _data(found: Sequence[LogSum], registry: Registry, by: By, period: Period) -> documents.LogSums:
    return documents.LogSums(
        by=by,
        since=utc(period.since),
        until=utc(period.until),
        added_up=tuple(
            sum_data(each, registry)
            for currency in sorted({each.currency for each in found})
            for each in _ordered([each for each in found if each.currency == currency], by)
        ),
    )
