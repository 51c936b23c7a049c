"""The rows above the columns of a file of items: currency, tax, what the prices have in them, and coins."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paycli.domain.cart import CLASSES_MOST, Pricing, TaxClass
from paycli.domain.money import format_minor, parse_money
from paycli.domain.rounding import PPM
from paycli.domain.till_kinds import ROUNDING_MOST_MINOR
from paycli.errors import PaycliError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

SETTINGS = ("currency", "tax", "prices", "cash")
_WITH_TAX = {"with tax": True, "without tax": False}
_rate = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,4}))?%").fullmatch


class PricingRows:
    """What the rows so far say of prices; what is wrong with one is told to `problem` (line, column, reason)."""

    def __init__(
        self, currencies: Mapping[str, int], default: str, problem: Callable[[int, str | None, str], None]
    ) -> None:
        self._currencies, self._problem = currencies, problem
        self._lines: dict[str, int] = {}
        self.pricing = Pricing(default, currencies[default])

    def add(self, line: int, cells: Sequence[str]) -> None:
        """Take a row whose first cell is one of SETTINGS."""
        name, *values = cells
        first = self._lines.setdefault(name, line)
        if first != line:
            self._problem(line, name, f"it is on line {first} already")
        elif name == "tax":
            self._tax(line, values)
        elif len(values) != 1:
            self._problem(line, name, f"it needs one field behind it, and has {len(values)}")
        elif name == "currency":
            self._currency(line, values[0])
        elif name == "prices":
            self._prices(line, values[0])
        else:
            self._cash(line, values[0])

    def _currency(self, line: int, code: str) -> None:
        if "cash" in self._lines:
            self._problem(line, "currency", "it stands above the line cash")
        elif code in self._currencies:
            self.pricing = self.pricing._replace(currency=code, exponent=self._currencies[code])
        else:
            self._problem(line, "currency", f"this ledger has no {code[:20]}; it has {', '.join(self._currencies)}")

    def _tax(self, line: int, values: Sequence[str]) -> None:
        if not values or len(values) % 2 or len(values) > 2 * CLASSES_MOST:
            self._problem(line, "tax", f"letters and rates come in pairs, {CLASSES_MOST} at most: tax,A,7%,B,19%")
            return
        classes: list[TaxClass] = []
        for letter, text in zip(values[::2], values[1::2], strict=True):
            rate = _rate_ppm(text)
            if not re.fullmatch("[A-Z]", letter):
                self._problem(line, "tax", f"{letter[:20]!r} is not a class: that is one capital letter")
            elif letter in {each.letter for each in classes}:
                self._problem(line, "tax", f"the class {letter} is there twice")
            elif rate is None:
                self._problem(line, "tax", f"{text[:20]!r} is not a rate: write it like 7% or 2.5%")
            else:
                classes.append(TaxClass(letter, rate))
        self.pricing = self.pricing._replace(classes=tuple(classes))

    def _prices(self, line: int, text: str) -> None:
        if text in _WITH_TAX:
            self.pricing = self.pricing._replace(with_tax=_WITH_TAX[text])
        else:
            self._problem(line, "prices", f"{text[:20]!r} is not known: with tax, or without tax")

    def _cash(self, line: int, text: str) -> None:
        currency = self.pricing.currency
        try:
            step = parse_money(text, {currency: self.pricing.exponent}, currency).amount_minor
        except PaycliError as error:
            self._problem(line, "cash", str(error).rstrip("."))
            return
        if step > ROUNDING_MOST_MINOR:
            # A sale would be rounded by more than an order may say, and refused where a guest stands with the money.
            most = format_minor(ROUNDING_MOST_MINOR, self.pricing.exponent)
            self._problem(line, "cash", f"{text[:20]} is too much: the smallest coin is at most {most}")
            return
        self.pricing = self.pricing._replace(cash_step_minor=step)


def _rate_ppm(text: str) -> int | None:
    """Read a rate of at most 100 % with at most four decimals, which is exact in millionths; None for anything else."""
    match = _rate(text)
    if match is None:
        return None
    rate = int(match[1]) * 10_000 + int((match[2] or "").ljust(4, "0"))
    return rate if rate <= PPM else None
