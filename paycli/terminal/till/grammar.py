"""The grammar of a typed line: words become actions, or the line is refused at one of them and nothing is done.

Goods may follow each other on a line, and one closing word may end it. All else stands on a line of its own. Whatever
could be read in two ways is refused with both readings.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple, NoReturn

from paycli.domain.cart import Discount
from paycli.domain.goods import RESERVED
from paycli.domain.texts import NAME_LENGTH_MOST, clean_handle
from paycli.errors import HandleInvalid
from paycli.terminal.till import actions
from paycli.terminal.till.own_lines import OWN_LINES
from paycli.terminal.till.words import (
    NAME_COLUMNS,
    Word,
    amount_in,
    check_quantity,
    counted,
    example,
    is_near_amount,
    is_scan,
    money_in,
    named,
    percent_off,
    quantity_before,
    quantity_behind,
    quantity_change,
    split_line,
    whole_number,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.terminal.till.actions import Action, Closing
    from paycli.terminal.till.state import Shop

_CLOSING = frozenset({"pay", "cash"})
# Words of commands, and what the till has for them.
_INSTEAD = {
    "charge": "pay shows a code", "receipt": "print 1-41 prints one", "report": "x shows the day",
    "list": "x shows the day", "show": "x shows the day", "z": "print z prints one", "item": "type its code alone",
}  # fmt: skip
# Room in a notice for a code, and for letters of tax classes.
_CODE_COLUMNS = 16
_LETTERS_MOST = 5


class Asked(NamedTuple):
    """An action, and where in the line its word begins."""

    action: Action
    start: int


def parse(line: str, shop: Shop) -> tuple[Asked, ...]:
    """Read a typed line; empty for an empty one. Raises LineRefused with the place of the word that is wrong."""
    words = split_line(line)
    if not words:
        return ()
    own = None if words[0].quoted else OWN_LINES.get(words[0].text.casefold())
    return (Asked(own(words, shop), words[0].start),) if own else _GoodsLine(words, shop).read()


def closes(word: Word) -> bool:
    """Tell whether a word ends a sale."""
    return not word.quoted and (word.text.casefold() in _CLOSING or word.text.startswith("@"))


class _Text(NamedTuple):
    """The text of a name or a reason, and whether a tax class stood behind it."""

    text: str
    tax_class: str = ""


class _GoodsLine:
    """A line of goods while it is read."""

    def __init__(self, words: Sequence[Word], shop: Shop) -> None:
        self._words, self._shop, self._place = words, shop, 0

    def read(self) -> tuple[Asked, ...]:
        """Read the whole line; raises LineRefused."""
        found: list[Asked] = []
        while self._place < len(self._words):
            word = self._words[self._place]
            if closes(word):
                found.append(Asked(self._closing(word), word.start))
                continue
            self._place += 1
            is_counted = bool(found) and isinstance(found[-1].action, actions.Multiply)
            pair = () if is_counted else self._counted(word)
            found += (Asked(action, word.start) for action in pair or (self._one(word),))
        return tuple(found)

    def _counted(self, word: Word) -> tuple[Action, ...]:
        """Read `2xfw`, as `paycli pos charge --item` does; empty for another form. Refuses what has two readings."""
        parts = counted(word)
        item = None if parts is None else self._shop.goods.find(parts.text)
        if parts is None or item is None:
            return ()
        if self._shop.goods.find(word.text) is not None:
            code, whole = named(parts.text, _CODE_COLUMNS), named(word.text, _CODE_COLUMNS)
            word.refuse(f"that can be two things: write {parts.quantity}x {code} or 1x {whole}")
        return actions.Multiply(check_quantity(word, parts.quantity)), actions.Ring(item)

    def _one(self, word: Word) -> Action:
        """Read the word before the place, and what belongs to it."""
        if not word.quoted and (found := self._quantity(word) or self._discount(word)) is not None:
            return found
        item = self._shop.goods.find(word.text)
        if item is not None:
            return actions.Ring(item)
        if is_scan(word):
            word.refuse(f"unknown: {word.text}. Nothing was rung up; write it into the file of items")
        if not word.quoted and (amount := amount_in(word.text, self._shop.pricing)) is not None:
            return self._free(word, amount)
        return _unknown(word, self._shop)

    # --- quantities and discounts -------------------------------------------------------------------------------------
    def _quantity(self, word: Word) -> Action | None:
        if (before := quantity_before(word.text)) is not None:
            return actions.Multiply(check_quantity(word, before))
        if (behind := quantity_behind(word.text)) is not None:
            return actions.SetQuantity(check_quantity(word, behind, least=0))
        by = quantity_change(word.text)
        if by is None or (self._shop.pricing.exponent == 0 and by < 0 and self._place < len(self._words)):
            return None
        check_quantity(word, abs(by))
        return actions.AddQuantity(by)

    def _discount(self, word: Word) -> Action | None:
        rate = percent_off(word)
        amount = amount_in(word.text[1:], self._shop.pricing) if rate is None and word.text.startswith("-") else None
        if rate is None and amount is None:
            return None
        if amount == 0:
            word.refuse("a discount is more than nothing")
        reason = self._text().text
        if not reason:
            self._refuse_without_text(word, f"a discount has a reason: {word.text} regular")
        return actions.TakeOff(Discount(rate or 0, amount or 0, reason))

    # --- what is in no list -------------------------------------------------------------------------------------------
    def _free(self, word: Word, amount_minor: int) -> Action:
        named = self._text(has_class=True)
        if not named.text:
            if self._shop.pricing.exponent == 0:
                word.refuse(f"{word.text} coffee is a price, {word.text}x is a quantity")
            self._refuse_without_text(word, f"what is it? {word.text} coffee")
        return actions.RingFree(amount_minor, named.text, named.tax_class or self._shop.pricing.default_class)

    def _refuse_without_text(self, word: Word, reason: str) -> NoReturn:
        """Refuse a price or a discount that has no text, at a closing word where one follows."""
        if self._place < len(self._words):
            closing = self._words[self._place]
            closing.refuse(f"{word.text} needs a text; {named(closing.text)} is one in quotation marks only")
        word.refuse(reason)

    def _text(self, *, has_class: bool = False) -> _Text:
        """Read the words of a name or a reason, up to a closing word or the end of the line."""
        begin = self._place
        while self._place < len(self._words) and not closes(self._words[self._place]):
            _check_text(self._words[self._place])
            self._place += 1
        words = self._words[begin : self._place]
        letter = ""
        if has_class and len(words) > 1 and self._shop.pricing.classes and _is_letter(words[-1]):
            letter = words[-1].text
            if self._shop.pricing.rate_ppm(letter) is None:
                known = [each.letter for each in self._shop.pricing.classes]
                have = ", ".join(known) if len(known) <= _LETTERS_MOST else f"{known[0]} to {known[-1]}"
                words[-1].refuse(f"there is no tax class {letter} but {have}; a name is in quotation marks")
            words = words[:-1]
        if words:
            self._refuse_item(words[-1])
        text = " ".join(word.text for word in words)
        if len(text) > NAME_LENGTH_MOST:
            words[0].refuse(f"at most {NAME_LENGTH_MOST} characters")
        return _Text(text, letter)

    def _refuse_item(self, word: Word) -> None:
        """Refuse an item at the end of a text, where it may have been meant to be rung up."""
        parts = counted(word)
        names = () if word.quoted else (word.text, *((parts.text,) if parts else ()))
        if any(self._shop.goods.find(name) for name in names):
            word.refuse(f"{named(word.text)} is an item: alone, or as a text in quotation marks")

    # --- the end ------------------------------------------------------------------------------------------------------
    def _closing(self, word: Word) -> Closing:
        found: Closing
        self._place += 1
        if word.text.startswith("@"):
            found = actions.PayTab(_handle(word))
        elif word.text.casefold() == "pay":
            found = actions.Pay()
        else:
            found = actions.PayCash(self._given(word))
        if self._place < len(self._words):
            word.refuse(f"{named(word.text)} ends its line; as a text it stands in quotation marks")
        return found

    def _given(self, word: Word) -> int | None:
        if self._place == len(self._words):
            return None
        given = money_in(self._words[self._place], self._shop.pricing)
        if given is None:
            word.refuse("behind cash stands what was given, and nothing else: cash 20")
        self._place += 1
        return given


def _is_letter(word: Word) -> bool:
    return not word.quoted and re.fullmatch("[A-Z]", word.text) is not None


def _check_text(word: Word) -> None:
    """Refuse what was hardly meant as a part of a text."""
    if is_scan(word):
        word.refuse("a code was scanned into a text: end the text first, then scan")
    if word.quoted:
        return
    is_quantity = any(read(word.text) is not None for read in (quantity_before, quantity_behind, quantity_change))
    if is_quantity or word.text.endswith("%") or is_near_amount(word.text):
        word.refuse(f"{named(word.text)} is not a text: alone on a line, or in quotation marks")


def _handle(word: Word) -> str:
    try:
        return clean_handle(word.text)
    except HandleInvalid as error:
        word.refuse(error.message.rstrip("."))


def _unknown(word: Word, shop: Shop) -> Action:
    """Refuse a word that stands for nothing, with what it could have meant."""
    text = word.text
    if word.quoted:
        word.refuse("a text in quotation marks needs a price before it")
    if text.casefold() in OWN_LINES:
        word.refuse(f"{text} stands on a line of its own")
    if text.casefold() in RESERVED:
        word.refuse(f"{text} is not a word of the till: {_INSTEAD.get(text.casefold(), 'help lists them')}")
    if (number := whole_number(text)) is not None and shop.pricing.exponent:
        price = f"{number}.{'0' * shop.pricing.exponent}"
        word.refuse(f"{price} and a name is a price, {number}x is a quantity")
    if is_near_amount(text) or text.endswith("%"):
        word.refuse(f"write a price like {example(shop.pricing, text)} coffee, and a discount like -10% regular")
    word.refuse(f"unknown: {named(text, 2 * NAME_COLUMNS)}. Nothing was rung up")
