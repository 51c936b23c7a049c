"""What a sale states: its sums, and its words as they are kept beside it. Pure: no ledger, no clock, no file."""

import json
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.canonical import encode

if TYPE_CHECKING:
    from paycli.domain.cart import Bill
    from paycli.domain.money import Money
    from paycli.domain.till_bodies import TaxLine


class Billed(NamedTuple):
    """What a sale comes to: the sum, what is off it already, the tax in it by class, and what is sold, in lines.

    `codes` are those of the goods, line by line: empty for what is in no list.
    """

    money: "Money"
    discount_minor: int = 0
    tax: "tuple[TaxLine, ...]" = ()
    what: str | None = None
    codes: tuple[str, ...] = ()


class SaleWords(NamedTuple):
    """The words of a sale, and the codes of its goods where they were kept."""

    what: str
    codes: tuple[str, ...] = ()


def codes_of(bill: "Bill") -> tuple[str, ...]:
    """Give the codes of the goods on a bill, line by line; none where none of them has one."""
    codes = tuple(each.line.code for each in bill.lines)
    return codes if any(codes) else ()


def write_words(what: str, amount_minor: int, codes: tuple[str, ...] = ()) -> str:
    """Write the text that a sale commits to, for an amount."""
    line = {"what": what, "amount": amount_minor}
    return encode([{**line, "codes": codes} if codes else line]).decode()


def read_words(text: str) -> SaleWords:
    """Read such a text; the door knows only its hash, so it may be anything, which is given as it is."""
    try:
        rows = [(str(row["what"]), tuple(map(str, row.get("codes", ())))) for row in json.loads(text)]
        codes = rows[0][1] if len(rows) == 1 else ()
        return SaleWords("\n".join(what for what, _ in rows), codes)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return SaleWords(text)
