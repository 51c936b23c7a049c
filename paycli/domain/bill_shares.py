"""A share of a bill: what each of several guests pays, to the smallest unit. Pure integers; no ledger, no clock.

All shares of a bill together come to exactly what it comes to: in all, line by line, and of each class of tax.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.rounding import even_parts, part_of, spread

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from paycli.domain.cart import Bill, BillLine, TaxRow
    from paycli.domain.till_bodies import TaxLine

SHARES_MOST = 20
_AND = " and "
_title = re.compile(r".+, [0-9]{1,2}(?: and [0-9]{1,2})* of ([0-9]{1,2})").fullmatch
_part = re.compile(r"[0-9]{1,2}/[0-9]{1,2} of .+").fullmatch


class Share(NamedTuple):
    """Which of so many equal shares of a bill somebody pays, counted from one, and the name of that bill."""

    name: str
    parts: tuple[int, ...]
    among: int

    @property
    def title(self) -> str:
        """Say which share of which bill it is: `Table 4, 1 of 3`."""
        return f"{self.name}, {_AND.join(map(str, self.parts))} of {self.among}"

    @property
    def label(self) -> str:
        """Say the same shorter, as the name of a parked cart: `Table 4 1/3`."""
        return f"{self.name} {'+'.join(map(str, self.parts))}/{self.among}"


def is_title(text: str) -> bool:
    """Tell whether a text is the title of a share."""
    return _title(text) is not None


def is_part(name: str) -> bool:
    """Tell whether a name is that of a line on the bill of a share: `1/3 of 2x Flat white`."""
    return _part(name) is not None


def shared(bill: "Bill", share: Share) -> "Bill":
    """Give the bill of a share. Its lines are parts of those of the whole bill, with every discount in them.

    Where something does not come out even, the first of the shares have one unit more. What is left over of a line or
    a class goes on behind the share that had the last unit, so that all shares are equal but for one unit.
    """
    count, numbers = share.among, range(1, share.among + 1)
    # Classes stand together, so that the parts of each class are even too.
    order = sorted(range(len(bill.lines)), key=lambda place: bill.lines[place].line.tax_class)
    found = dict(zip(order, even_parts([bill.lines[place].gross_minor for place in order], count), strict=True))
    parts = [found[place] for place in range(len(bill.lines))]
    gross = [sum(each[number - 1] for number in share.parts) for each in parts]
    letters = [each.line.tax_class for each in bill.lines]
    rows: list[TaxRow] = []
    for row in bill.tax:
        of_class = [each for each, letter in zip(parts, letters, strict=True) if letter == row.letter]
        sums = [sum(each[number - 1] for each in of_class) for number in numbers]
        # A unit of tax goes with a unit of gross, so that no share has more tax than gross.
        ranked = sorted(numbers, key=lambda number: (-sums[number - 1], number))
        tax = {number: part_of(row.tax_minor, count, place) for place, number in enumerate(ranked, 1)}
        whole = sum(sums[number - 1] for number in share.parts)
        if whole:
            rows.append(row._replace(gross_minor=whole, tax_minor=sum(tax[number] for number in share.parts)))
    taxes = line_taxes(letters, gross, rows)
    return bill._replace(
        lines=tuple(map(_line, bill.lines, gross, taxes, [f"{len(share.parts)}/{count} of "] * len(gross))),
        discount=None,
        bill_discount_minor=0,
        amount_minor=sum(gross),
        discount_minor=sum(part_of(bill.discount_minor, count, number) for number in share.parts),
        tax=tuple(rows),
        title=share.title,
    )


def _line(each: "BillLine", gross_minor: int, tax_minor: int, fraction: str) -> "BillLine":
    line = each.line
    what = line.name if line.quantity == 1 else f"{line.quantity}x {line.name}"
    part = line._replace(quantity=1, name=f"{fraction}{what}", unit_minor=gross_minor, code="", discount=None)
    return each._replace(line=part, discount_minor=0, share_minor=0, gross_minor=gross_minor, tax_minor=tax_minor)


def line_taxes(letters: "Sequence[str]", gross: "Sequence[int]", rows: "Iterable[TaxLine]") -> list[int]:
    """Spread the tax of each class over the lines that have it, by what they come to."""
    taxes = [0] * len(gross)
    for letter, _, _, tax_minor in rows:
        places = [place for place, each in enumerate(letters) if each == letter]
        for place, tax in zip(places, spread(tax_minor, [gross[place] for place in places]), strict=True):
            taxes[place] = tax
    return taxes


def come_to(letters: "Sequence[str]", gross: "Sequence[int]", rows: "Sequence[TaxLine]") -> bool:
    """Tell whether lines come to the sums of all classes; without any class, whatever they come to."""
    sums: dict[str, int] = {}
    for letter, minor in zip(letters, gross, strict=True):
        sums[letter] = sums.get(letter, 0) + minor
    if not rows:
        return not any(letter and minor for letter, minor in sums.items())
    stated: Mapping[str, int] = {letter: minor for letter, _, minor, _ in rows}
    return {letter: minor for letter, minor in sums.items() if minor} == stated
