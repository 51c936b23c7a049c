"""The words of a typed line, and the forms that they have: quantities, amounts, percents, numbers of sales."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from paycli.console.sanitise import cut
from paycli.domain.cart import QUANTITY_MOST
from paycli.domain.goods import LONG_NUMBER, has_check_digit
from paycli.domain.money import format_minor
from paycli.domain.rounding import PPM
from paycli.terminal.till.actions import Amount

if TYPE_CHECKING:
    from paycli.domain.cart import Pricing

LINE_LENGTH_MOST = 300
WHOLE_DIGITS_MOST = 6
"""An amount has so many digits before its decimals at most: more are a scan."""
NAME_COLUMNS = 20
"""A name in a notice has so many columns at most, so that the reason has room."""
NOTICE_COLUMNS = 77
"""A refusal has so many columns at most, since the screen has one row of 80 for it."""

_word = re.compile(r'"([^"]*)"|[^\s"]+').match
_quantity = re.compile(r"(?:([0-9]{1,6})x|x([0-9]{1,6}))", re.IGNORECASE).fullmatch
# What is typed, and then scanned behind it: a wand ends only its own code with Enter.
_typed_before_scan = re.compile(r"(?P<quantity>[0-9]{1,3}x)(?P<code>[0-9]{7,})", re.IGNORECASE).fullmatch
_counted = re.compile(r"([0-9]{1,3})x(.+)", re.IGNORECASE).fullmatch
_change = re.compile(r"([+-])([0-9]{1,6})").fullmatch
_percent = re.compile(r"-([0-9]{1,3})(?:[.,]([0-9]{1,4}))?%").fullmatch
_sale = re.compile(r"([0-9]{1,2})-([0-9]{1,7})").fullmatch
_near_amount = re.compile(
    r"[-+]?[0-9][0-9.,'\u2019]*|[-+]?[.,][0-9]+|[-+]?[0-9][0-9.,]*(?:[A-Z]{3}|\u20ac|\$)"
).fullmatch
_piece = re.compile(r"(?:([1-9][0-9]{0,2})x)?([1-9][0-9]{0,2})", re.IGNORECASE).fullmatch
_DECIMALS_LIKE_THOUSANDS = 3


class LineRefused(Exception):
    """A line cannot be taken: why, and where in it the cursor belongs.

    Where it is its closing word that comes back, `doubts` says for what (`till.doubts`).
    """

    def __init__(self, reason: str, start: int, doubts: frozenset[str] = frozenset()) -> None:
        super().__init__(reason)
        self.reason, self.start, self.doubts = reason, start, doubts


class Word(NamedTuple):
    """A word of a line, where it begins there, and whether it stood in quotation marks: then it is only text."""

    text: str
    start: int
    quoted: bool = False

    def refuse(self, reason: str) -> NoReturn:
        """Refuse the line at this word; raises LineRefused."""
        raise LineRefused(reason, self.start)


class SaleNumber(NamedTuple):
    """The number on a receipt: the till, and how many sales it had by then."""

    till: int
    number: int

    def __str__(self) -> str:
        """Write it as receipts have it: `1-000041`."""
        return f"{self.till}-{self.number:06}"


def named(text: str, most: int = NAME_COLUMNS) -> str:
    """Give as much of a name as a notice has room for."""
    return cut(text, most)


def split_line(line: str) -> tuple[Word, ...]:
    """Part a line into words; raises LineRefused for what no keyboard types, an open quotation mark, a damaged scan."""
    if len(line) > LINE_LENGTH_MOST:
        raise LineRefused(f"the line has more than {LINE_LENGTH_MOST} characters", LINE_LENGTH_MOST)
    # Some keyboards type a blank that does not break.
    line = "".join(" " if unicodedata.category(character) == "Zs" else character for character in line)
    for place, character in enumerate(line):
        if not character.isprintable():
            raise LineRefused("unreadable: there is a character that no keyboard types", place)
    words: list[Word] = []
    place = 0
    while (place := place + len(line[place:]) - len(line[place:].lstrip())) < len(line):
        found = _word(line, place)
        if found is None:
            raise LineRefused("a quotation mark is not closed", place)
        glued = _typed_before_scan(found[0])
        if glued is not None and has_check_digit(glued["code"]):
            words += [Word(glued["quantity"], place), Word(glued["code"], place + glued.start("code"))]
        else:
            words.append(Word(found[0] if found[1] is None else found[1], place, quoted=found[1] is not None))
        place = found.end()
    for word in words:
        _refuse_damaged_scan(word)
    return tuple(words)


def _refuse_damaged_scan(word: Word) -> None:
    """Refuse a word with a run of seven digits or more, unless it is a whole code, or the number of a sale."""
    found = LONG_NUMBER.search(word.text)
    if found and not has_check_digit(word.text) and not sale_number(word.text):
        word.refuse("unreadable scan: scan it again. So many digits are never an amount")


def is_scan(word: Word) -> bool:
    """Tell whether a word is a code from a wrapping, which stands for goods or for nothing."""
    return has_check_digit(word.text)


def quantity_before(text: str) -> int | None:
    """Read `3x`, which is for the next goods; None for another form."""
    match = _quantity(text)
    return int(match[1]) if match and match[1] else None


def quantity_behind(text: str) -> int | None:
    """Read `x3`, which is for the last goods; None for another form."""
    match = _quantity(text)
    return int(match[2]) if match and match[2] else None


class Counted(NamedTuple):
    """`2xfw`: how many, and of which word."""

    quantity: int
    text: str


def counted(word: Word) -> Counted | None:
    """Part `2xfw`; None for another form, and in quotation marks."""
    match = None if word.quoted else _counted(word.text)
    return Counted(int(match[1]), match[2]) if match else None


def quantity_change(text: str) -> int | None:
    """Read `+2` or `-1`; None for another form."""
    match = _change(text)
    return int(f"{match[1]}{match[2]}") if match else None


def check_quantity(word: Word, quantity: int, least: int = 1) -> int:
    """Give a quantity; refuses more than 200 of a thing, or fewer than there can be."""
    if quantity > QUANTITY_MOST:
        word.refuse(f"at most {QUANTITY_MOST} of a thing")
    if quantity < least:
        word.refuse("a quantity is 1 or more")
    return quantity


def percent_off(word: Word) -> int | None:
    """Read `-10%` or `-2.5%` as millionths; None for another form. Refuses nothing, and more than all."""
    match = _percent(word.text)
    if match is None:
        return None
    rate = int(match[1]) * 10_000 + int((match[2] or "").ljust(4, "0"))
    if not 0 < rate <= PPM:
        word.refuse("a discount is more than 0% and at most 100%")
    return rate


def sale_number(text: str) -> SaleNumber | None:
    """Read `1-41` or `1-000041`; None for another form."""
    match = _sale(text)
    return SaleNumber(int(match[1]), int(match[2])) if match and int(match[2]) else None


def lines_in(text: str) -> tuple[Amount, ...]:
    """Read numbers of lines: `2`, `1,3`, `1,2x3` for two pieces of line 3; empty for another form."""
    found = [_piece(part) for part in text.split(",")]
    pieces = tuple(Amount(int(match[2]), int(match[1]) if match[1] else None) for match in found if match is not None)
    return pieces if len(pieces) == len(found) else ()


# --- amounts ---------------------------------------------------------------------------------------------------------
def amount_in(text: str, pricing: Pricing) -> int | None:
    """Read an amount with all its decimals, after a point or a comma: `12.50`, `12,50`; None for another form.

    In a currency without decimals it is a whole number. With three decimals a comma would look like thousands, so only
    a point is taken there.
    """
    exponent = pricing.exponent
    whole = f"(0|[1-9][0-9]{{0,{WHOLE_DIGITS_MOST - 1}}})"
    if exponent == 0:
        form = f"{whole}()"
    else:
        signs = r"\." if exponent == _DECIMALS_LIKE_THOUSANDS else "[.,]"
        form = f"{whole}{signs}([0-9]{{{exponent}}})"
    match = re.fullmatch(form, text)
    return int(f"{match[1]}{match[2]}") if match else None


def whole_number(text: str) -> int | None:
    """Read a bare whole number of at most six digits; None for another form."""
    return int(text) if re.fullmatch(f"[0-9]{{1,{WHOLE_DIGITS_MOST}}}", text) else None


def money_in(word: Word, pricing: Pricing) -> int | None:
    """Read what somebody hands over or counts, where a whole number is one too: `20`, `20.00`; None for another form.

    Refuses what nearly is an amount.
    """
    found = amount_in(word.text, pricing)
    if found is not None:
        return found
    if (whole := whole_number(word.text)) is not None:
        return int(whole * 10**pricing.exponent)
    if is_near_amount(word.text):
        word.refuse(f"write an amount like {example(pricing, word.text)}")
    return None


def is_near_amount(text: str) -> bool:
    """Tell whether a word looks like an amount, so that taking it for anything else would be a guess."""
    return _near_amount(text) is not None


def example(pricing: Pricing, text: str = "") -> str:
    """Give an amount as it is typed: the one that was meant by a text, if it only has too few decimals."""
    match = re.fullmatch(r"([0-9]{0,6})[.,]([0-9]*)", text)
    whole, decimals = match.groups() if match else ("", "")
    if (whole or decimals) and len(decimals) < pricing.exponent:
        return f"{int(whole or 0)}.{decimals.ljust(pricing.exponent, '0')}"
    return format_minor(1250 if pricing.exponent == 2 else 12 * 10**pricing.exponent, pricing.exponent)
