"""The view of `envelope stats`: numbers, luck, and a chart by month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.charts import Bar, Chart
from paycli.console.documents import envelope_stats as documents
from paycli.console.output import Document, Line
from paycli.console.times import time_local
from paycli.console.views.board import TIES
from paycli.console.views.wording import decimal, fields, joined, money, play, utc
from paycli.domain.money import Money, format_minor

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.envelopes.stats import Month, Stats

_EMPTY = "No envelopes sent or taken: paycli envelope send AMOUNT -n COUNT"


def stats(result: Stats, registry: Registry) -> Document:
    """Show what came of a wallet's documents."""
    lines: list[Line | str | Chart] = [Line(f"Envelopes{_period(result, registry)}{play(registry)}", "head")]
    for sent in result.sent:
        back = f"{money(sent.came_back, registry)} came back" if sent.came_back.amount_minor else ""
        lines.append(joined((f"sent      {sent.number}, {money(sent.money, registry)}", back)))
    lines += [f"received  {each.number}, {money(each.money, registry)}" for each in result.received]
    if result.best is not None:
        times = f"{format_minor(result.best.times, 2)} times the mean"
        lines.append(Line(f"best luck {money(result.best.money, registry)}, {times}, in {result.best.short}", "good"))
    if result.ended:
        ended = "1 lucky envelope that has" if result.ended == 1 else f"{result.ended} lucky envelopes that have"
        lines.append(f"luckiest  {result.luckiest} of {ended} ended ({TIES})")
    if not result.sent and not result.received:
        lines.append(Line("None in this time." if result.since or result.until else _EMPTY, "dim"))
    for currency in sorted({month.currency for month in result.months}):
        lines += _chart([month for month in result.months if month.currency == currency], registry)
    return Document(_data(result, registry), tuple(lines), None)


def _period(result: Stats, registry: Registry) -> str:
    times = (("from", result.since), ("until", result.until))
    # A period may reach far back, so the year is always told.
    return "".join(f" {word} {time_local(ms, registry.zone, now_ms=0)}" for word, ms in times if ms is not None)


def _chart(months: list[Month], registry: Registry) -> tuple[Line | str | Chart, ...]:
    """Draw two bars for each month, on one scale."""
    currency = months[0].currency
    exponent = registry.currencies.get(currency, 0)
    bars = []
    for month in months:
        sent, received = (format_minor(each, exponent) for each in (month.sent_minor, month.received_minor))
        bars += [
            Bar(month.month, "sent", sent, month.sent_minor),
            Bar("", "received", received, month.received_minor, came_in=True),
        ]
    return "", Line(f"{currency} by month", "head"), Chart(tuple(bars))


def _data(result: Stats, registry: Registry) -> documents.Stats:
    best = result.best
    return documents.Stats(
        since=utc(result.since),
        until=utc(result.until),
        sent=tuple(
            documents.SentSum(each.number, **fields(each.money, registry), came_back=decimal(each.came_back, registry))
            for each in result.sent
        ),
        received=tuple(documents.TakenSum(each.number, **fields(each.money, registry)) for each in result.received),
        best=None
        if best is None
        else documents.Best(best.id, **fields(best.money, registry), times_mean=format_minor(best.times, 2)),
        times_luckiest=result.luckiest,
        lucky_ended=result.ended,
        months=tuple(
            documents.Month(
                month=each.month,
                currency=each.currency,
                sent_amount=decimal(Money(each.sent_minor, each.currency), registry),
                received_amount=decimal(Money(each.received_minor, each.currency), registry),
            )
            for each in result.months
        ),
    )
