"""An X and a Z on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.escpos import Paper, receipt_bytes
from paycli.console.paper import text_of
from paycli.console.views.day_paper import day_paper
from tests.support.escpos import printed
from tests.support.papers import HOSTILE, REGISTRY, day_of

if TYPE_CHECKING:
    from paycli.services.sales.paper import PaperDay
    from tests.support.escpos import Printed


def on_paper(day: PaperDay, columns: int) -> Printed:
    return printed(receipt_bytes(day_paper(day, REGISTRY, columns), Paper(columns, "cp858")))


def test_a_z_of_32_letters() -> None:
    assert text_of(day_paper(day_of(), REGISTRY, 32, copy=True), 32) == [
        "            Café Mei",
        "             @cafe",
        "           PLAY MONEY",
        "              COPY",
        "",
        "              Z 12",
        "till 1, day 12, date 2026-11-29",
        "opened 2026-11-29 12:00 UTC",
        "closed 2026-11-29 22:00 UTC",
        "numbers 1-000041 to 1-000083",
        "-" * 32,
        "sales in EUR",
        "28x paid by wallets       597.04",
        "12x paid in cash          165.50",
        "0x gifts of the house       0.00",
        "1x cancelled                3.00",
        "1x expired                  2.50",
        "0x refunded to wallets      0.00",
        "1x refunded in cash        -3.50",
        "tips                       18.00",
        "discounts                   0.00",
        "-" * 32,
        "tax          net     tax   gross",
        "A 7%        6.11    0.43    6.54",
        "B 19%     635.29  120.71  756.00",
        "A 7%       -3.27   -0.23   -3.50",
        "-" * 32,
        "drawer in EUR",
        "counted at the opening    100.00",
        "paid in cash              165.50",
        "refunded in cash           -3.50",
        "rounding                    0.00",
        "put in                      0.00",
        "taken out                   0.00",
        "should be there           215.00",
        "opened without a sale        1 x",
        "counted                   214.50",
        "difference                 -0.50",
        '"a torn note"',
        "-" * 32,
        "paycli is not a certified fiscal",
        "            device.",
        "              COPY",
    ]


def test_an_x_says_as_of_when_it_is_and_what_still_waits() -> None:
    text = on_paper(day_of(closed=None, waiting=("1-000083", "1-000084"), said=None), 42).text
    assert ("as of 2026-11-29 13:00 UTC" in text, "Z 12" in text) == (True, False)
    assert "still open: 1-000083, 1-000084" in text


def test_no_name_and_no_reason_does_anything_to_a_printer() -> None:
    misses = []
    for name in HOSTILE:
        for columns in (32, 42, 48):
            found = on_paper(day_of(said=name, shop=name), columns)
            if (found.cuts, found.pulses, found.resets, found.questions, found.foreign) != (1, 0, 1, 0, []):
                misses.append(f"{name!r} {columns}: {found}")
            misses += [f"{name!r} {columns}: too wide {row}" for row in found.rows if row.across > columns]
    assert not misses, "\n".join(misses)
