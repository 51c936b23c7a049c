"""The tax in sums: as JSON, and in a line for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents.taxes import TaxSum
from paycli.domain.money import format_minor

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.till_bodies import TaxLine


def tax_sums(rows: Sequence[TaxLine], exponent: int) -> tuple[TaxSum, ...]:
    """Give sums by tax class as JSON."""
    return tuple(
        TaxSum(
            tax_class=letter,
            rate=f"{rate_text(rate_ppm)}%",
            gross=format_minor(gross_minor, exponent),
            net=format_minor(gross_minor - tax_minor, exponent),
            tax=format_minor(tax_minor, exponent),
        )
        for letter, rate_ppm, gross_minor, tax_minor in rows
    )


def tax_line(rows: Sequence[TaxLine], exponent: int) -> str:
    """Say in one line what tax a sum has in it: `tax A 7% 0.46, B 19% 1.44`; empty where none is stated."""
    parts = (f"{letter} {rate_text(rate)}% {format_minor(tax, exponent)}" for letter, rate, _, tax in rows)
    return f"tax {', '.join(parts)}" if rows else ""


def rate_text(rate_ppm: int) -> str:
    """Write a rate of millionths in percent, as short as it can be: `7`, `2.5`."""
    text = format_minor(rate_ppm, 4)
    return text.rstrip("0").rstrip(".")
