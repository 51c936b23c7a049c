"""Billing goods that somebody types in one command: the same cart as that of the till in lines, and the same sums."""

from __future__ import annotations

import re
from contextlib import closing
from typing import TYPE_CHECKING

from paycli.domain.billed import Billed, codes_of
from paycli.domain.cart import LINES_MOST, QUANTITY_MOST, Cart, CartLine, Discount, bill_of, bill_text
from paycli.domain.cart_changes import Added
from paycli.domain.carts import Carts, apply
from paycli.domain.goods import fold_code, has_check_digit
from paycli.domain.money import AMOUNT_LIMIT_MINOR, Money, format_minor, parse_money
from paycli.domain.rounding import PPM
from paycli.domain.sold import read_bill
from paycli.domain.texts import clean_text
from paycli.errors import AmountTooLarge, ItemsMissing, NotFound, Usage, step
from paycli.services.goods.items import open_file, open_goods

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.cart import Bill, Pricing
    from paycli.domain.goods import Goods, Item
    from paycli.domain.ports import App
    from paycli.services.goods.typed import TypedSale

_REASON = "discount"
_counted = re.compile(r"([0-9]{1,3})x ?(.+)", re.IGNORECASE).fullmatch
_count = re.compile(r"([0-9]{1,3})x?", re.IGNORECASE).fullmatch
_percent = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,4}))?%").fullmatch


def billed(app: App, typed: TypedSale, before: Billed | None = None) -> Billed:
    """Say what a sale of what was typed states, by the shop's prices and taxes as they are now.

    `before` is what was ordered under the same key: the same goods are what they were then, whatever the shop changed
    since. Raises Usage, AmountInvalid, NotFound, ItemsMissing, and what `open_goods` raises.
    """
    if typed.amount is None and not typed.items:
        raise Usage(problem="There is neither an amount nor an item", help="give one of them")
    goods = open_file(app)
    with closing(goods or open_goods(app)) as found:
        billing = _Billing(app, found, typed, has_file=goods is not None)
        return before if before is not None and billing.is_what_was(before) else billing.now()


class _Billing:
    """What was typed at one shop, and what it comes to."""

    def __init__(self, app: App, goods: Goods, typed: TypedSale, *, has_file: bool) -> None:
        self._app, self._goods, self._typed, self._has_file = app, goods, typed, has_file
        self._what = clean_text("lines", typed.what) if typed.what else ""

    @property
    def _pricing(self) -> Pricing:
        return self._goods.pricing

    def now(self) -> Billed:
        """Bill it as the shop sells now."""
        typed = self._typed
        self._refuse_code()
        money = None if typed.amount is None else self._money(typed.amount)
        if money is not None and typed.is_plain and not (self._has_file and money.currency == self._pricing.currency):
            return Billed(money, what=self._what or None)
        cart = self._cart(money)
        return self._checked(bill_of(cart, self._pricing), has_words=bool(self._what or typed.items))

    def _refuse_code(self) -> None:
        """Refuse `3 fw` and `3xfw` where fw is an item: one would be a thing of that name, the other is no amount."""
        count = self._typed.amount or ""
        if self._typed.has_loose_words and self._what:
            item = self._goods.find(self._what)
            if item is not None:
                raise self._is_item(item, self._what, _count_in(count), "name")
        elif count and not self._what:
            quantity, code = _parted(count) or (1, count)
            item = self._goods.find(code)
            # A short code of digits is an amount as any other.
            if item is not None and not count.isdecimal():
                raise self._is_item(item, code, quantity, "amount")

    def _is_item(self, item: Item, typed: str, quantity: int, of: str) -> Usage:
        price = format_minor(item.price_minor, self._pricing.exponent)
        code = f"{quantity}x{item.code}" if 1 < quantity <= QUANTITY_MOST else item.code
        return Usage(
            problem=f"{typed} is an item, {item.name} for {price}, and no {of}", help=step("charge_item", code=code)
        )

    # --- what was typed -----------------------------------------------------------------------------------------------
    def _money(self, word: str) -> Money:
        if self._has_file and has_check_digit(word) and (self._pricing.exponent or self._goods.find(word)):
            raise Usage(problem=f"{word} is a code, and never an amount", help=step("charge_item", code=word))
        return parse_money(word, self._app.registry.currencies, self._pricing.currency)

    def _cart(self, money: Money | None) -> Cart:
        carts = Carts()
        if money is not None:
            self._check_currency(money)
            if not self._what and not self._typed.is_plain:
                raise Usage(problem="The amount has no name, and stands beside other things", help="say what it is for")
            carts = apply(carts, Added(CartLine(1, self._what, money.amount_minor, self._letter())))
        elif self._typed.tax_class:
            raise Usage(problem="A tax class is of an amount, and an item has its own", help="leave it out")
        for word in self._typed.items:
            carts = apply(carts, Added(self._item(word)))
        self._check_counts(carts.cart)
        return carts.cart._replace(discount=self._discount(carts.cart))

    def _check_currency(self, money: Money) -> None:
        if money.currency != self._pricing.currency:
            problem = f"The prices and taxes of this shop are in {self._pricing.currency}"
            raise Usage(problem=problem, help=f"give an amount in {self._pricing.currency}")

    def _letter(self) -> str:
        letter = self._typed.tax_class
        if letter is None:
            return self._pricing.default_class
        if self._pricing.rate_ppm(letter) is None:
            known = ", ".join(each.letter for each in self._pricing.classes)
            have = f"the shop has {known}" if known else "the items of the shop have none"
            raise Usage(problem=f"There is no tax class {letter[:20]}: {have}", help="write it into the file of items")
        return letter

    def _item(self, word: str) -> CartLine:
        quantity, item = self._found(word)
        return CartLine(quantity, item.name, item.price_minor, item.tax_class, item.code)

    def _found(self, word: str) -> tuple[int, Item]:
        """Find an item and how many of it; a word that could be read in two ways is refused."""
        whole, counted = self._goods.find(word), _parted(word)
        part = None if counted is None else self._goods.find(counted[1])
        if whole is not None and part is not None and counted is not None and " " not in word:
            either = f"'{counted[0]}x {counted[1]}' is {part.name}, '1x {word}' is {whole.name}"
            raise Usage(problem=f"{word} can mean two things: {either}", help="write it with a blank")
        if whole is not None:
            return 1, whole
        if counted is not None and part is not None:
            return counted[0], part
        if not self._has_file:
            raise ItemsMissing(shop=self._app.profile.name, path=self._app.shelf().path)
        raise NotFound(what="item", typed=word[:60], help=step("look_at_items"))

    def _check_counts(self, cart: Cart) -> None:
        if len(cart.lines) > LINES_MOST:
            raise Usage(problem=f"A sale has at most {LINES_MOST} lines", help="take the rest as a second sale")
        for line in cart.lines:
            if not 0 < line.quantity <= QUANTITY_MOST:
                problem = f"{line.quantity}x {line.name} is not possible: 1 to {QUANTITY_MOST} of a thing"
                raise Usage(problem=problem, help="take the rest as a second sale")

    def _discount(self, cart: Cart) -> Discount | None:
        if self._typed.discount is None:
            return None
        discount = self._read_discount(self._typed.discount)
        price_minor = sum(line.price_minor for line in cart.lines)
        if discount.amount_minor > price_minor:
            price = format_minor(price_minor, self._pricing.exponent)
            raise Usage(problem=f"The discount is more than the {price} that it is on", help="take less off")
        return discount

    def _read_discount(self, words: str) -> Discount:
        less, _, reason = clean_text("lines", words).strip().removeprefix("-").partition(" ")
        reason, percent = reason.strip() or _REASON, _percent(less)
        if percent is None:
            money = parse_money(less, self._app.registry.currencies, self._pricing.currency)
            self._check_currency(money)
            return Discount(0, money.amount_minor, reason)
        whole, part = percent.groups(default="")
        rate_ppm = int(whole) * 10_000 + int(part.ljust(4, "0"))
        if not 0 < rate_ppm <= PPM:
            raise Usage(problem="A discount is more than 0% and at most 100%", help="write it like 10% or 1.50")
        return Discount(rate_ppm, 0, reason)

    def _checked(self, bill: Bill, *, has_words: bool) -> Billed:
        currency = bill.pricing.currency
        if not bill.amount_minor:
            raise Usage(problem="There is nothing to pay", help="charge it without a discount, and make it a gift")
        if bill.amount_minor >= AMOUNT_LIMIT_MINOR:
            raise AmountTooLarge(amount=format_minor(bill.amount_minor, bill.pricing.exponent), currency=currency)
        return Billed(
            Money(bill.amount_minor, currency),
            bill.discount_minor,
            bill.tax,
            bill_text(bill) if has_words else None,
            codes_of(bill),
        )

    # --- what was ordered before --------------------------------------------------------------------------------------
    def is_what_was(self, before: Billed) -> bool:
        """Tell whether the same was ordered before, at other prices or under other taxes perhaps."""
        typed, currencies = self._typed, self._app.registry.currencies
        money = None
        if typed.amount is not None:
            money = parse_money(typed.amount, currencies, before.money.currency)
            if money.currency != before.money.currency:
                return False
        bill = read_bill(
            before.what or "", before.money.amount_minor, before.tax, currencies.get(before.money.currency, 0)
        )
        if bill is None or before.what == self._what:
            return money is not None and typed.is_plain and self._was_plain(before, money)
        lines = list(zip(bill.lines, _codes(before, bill), strict=True))
        if money is not None:
            (first, code), *lines = lines
            if code or not self._is_amount(first.line, money):
                return False
        return (
            [(each.line.quantity, code) for each, code in lines] == self._typed_items()
            and all(each.line.discount is None for each in bill.lines)
            and bill.discount == (None if typed.discount is None else self._read_discount(typed.discount))
        )

    def _was_plain(self, before: Billed, money: Money) -> bool:
        # Tax may have come on top of what was typed.
        net_minor = before.money.amount_minor - sum(tax_minor for *_, tax_minor in before.tax)
        return (before.what or "") == self._what and money.amount_minor in {before.money.amount_minor, net_minor}

    def _is_amount(self, line: CartLine, money: Money) -> bool:
        what = line.name if line.quantity == 1 else f"{line.quantity}x {line.name}"
        is_class = self._typed.tax_class in {None, line.tax_class}
        return (what, line.price_minor, is_class) == (self._what, money.amount_minor, True)

    def _typed_items(self) -> list[tuple[int, str]]:
        """Give the quantities and codes of the typed items, whether the shop still has them or not."""
        counts: dict[str, int] = {}
        for word in self._typed.items:
            quantity, code = self._code(word)
            counts[code] = counts.get(code, 0) + quantity
        return [(quantity, code) for code, quantity in counts.items()]

    def _code(self, word: str) -> tuple[int, str]:
        parted = _parted(word)
        for quantity, part in ((1, word), *(() if parted is None else (parted,))):
            item = self._goods.find(part)
            if item is not None:
                return quantity, fold_code(item.code)
        quantity, part = parted or (1, word)
        return quantity, fold_code(part)


def _codes(before: Billed, bill: Bill) -> Sequence[str]:
    codes = before.codes if len(before.codes) == len(bill.lines) else ("",) * len(bill.lines)
    return [fold_code(code) if code else "" for code in codes]


def _count_in(word: str) -> int:
    """Read how many may have been meant: `3` or `3x`; 1 for another form."""
    match = _count(word)
    return int(match[1]) if match else 1


def _parted(word: str) -> tuple[int, str] | None:
    """Part `2xfw` or `2x fw` into a quantity and a code; None for another form."""
    match = _counted(word)
    if match is None:
        return None
    quantity, code = match.groups()
    return int(quantity), code
