"""What an action on the cart changes, or why it cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.cart import (
    LINES_MOST,
    QUANTITY_MOST,
    CartLine,
    bill_of,
    bill_text,
    discount_text,
    percent_text,
)
from paycli.domain.cart_changes import Added, Discounted, Multiplied, Priced, QuantitySet, Selected, Undone
from paycli.domain.cart_parts import place_to_add
from paycli.domain.carts import apply
from paycli.domain.money import AMOUNT_LIMIT_MINOR, format_minor
from paycli.domain.rounding import PPM
from paycli.domain.texts import LINES_LENGTH_MOST
from paycli.terminal.till import actions, parking, tables
from paycli.terminal.till.state import Rung
from paycli.terminal.till.words import NAME_COLUMNS, LineRefused, named

if TYPE_CHECKING:
    from paycli.domain.cart import Cart, Discount
    from paycli.domain.carts import Carts
    from paycli.terminal.till.state import Shop

# Brought to the form that is committed, a text may be longer by a little.
_TEXT_LENGTH_MOST = LINES_LENGTH_MOST - 500


def change_of(carts: Carts, action: actions.CartAction, shop: Shop, start: int) -> Rung:
    """Give what an action changes; raises LineRefused at `start`."""
    found = _Ringing(carts, shop, start).change(action)
    if found.changes:
        after = apply(carts, *found.changes)
        _check_bill(after.cart, shop, start)
        if after.parked is not carts.parked:
            for each in set(after.parked) - set(carts.parked):
                _check_bill(each.cart, shop, start)
    return found


def _check_bill(cart: Cart, shop: Shop, start: int) -> None:
    """Refuse a cart that no sale could be made of."""
    if len(cart.lines) > LINES_MOST:
        raise LineRefused(f"a bill has at most {LINES_MOST} lines", start)
    bill = bill_of(cart, shop.pricing)
    most = AMOUNT_LIMIT_MINOR - 1 if shop.most_sale_minor is None else shop.most_sale_minor
    if bill.amount_minor > most:
        raise LineRefused(f"that is above the most for a sale, {_money(most, shop)}", start)
    from paycli.domain.billed import codes_of, write_words

    if len(write_words(bill_text(bill), bill.amount_minor, codes_of(bill))) > _TEXT_LENGTH_MOST:
        raise LineRefused("the names on this bill are too long together: take the rest as a second sale", start)


def _money(amount_minor: int, shop: Shop) -> str:
    return format_minor(amount_minor, shop.pricing.exponent)


def line_text(line: CartLine, shop: Shop) -> str:
    """Write a line of the cart for people: `2x Flat white 7.00`."""
    count = "" if line.quantity == 1 else f"{line.quantity}x "
    return f"{count}{named(line.name, 2 * NAME_COLUMNS)} {_money(line.price_minor, shop)}"


_OF_GOODS = (
    actions.Multiply, actions.SetQuantity, actions.AddQuantity, actions.Ring, actions.RingFree, actions.TakeOff,
    actions.Void,
)  # fmt: skip


class _Ringing:
    """One action on a cart."""

    def __init__(self, carts: Carts, shop: Shop, start: int) -> None:
        self._carts, self._shop, self._start = carts, shop, start

    def change(self, action: actions.CartAction) -> Rung:
        if isinstance(action, _OF_GOODS):
            self._refuse_share()
        match action:
            case actions.Multiply(quantity):
                self._refuse_multiplier()
                return Rung((Multiplied(quantity),), f"{quantity}x what? The next goods count {quantity} times")
            case actions.Ring(item):
                return self._add(CartLine(1, item.name, item.price_minor, item.tax_class, item.code))
            case actions.RingFree(amount, name, letter):
                return self._add(CartLine(1, name, amount, letter))
            case actions.SetQuantity(quantity):
                return self._set(quantity)
            case actions.AddQuantity(by):
                return self._set(self._selected_line().quantity + by)
            case actions.TakeOff(discount):
                return self._take_off(discount)
            case actions.Void(number):
                return self._void(number)
        return self._other(action)

    def _other(self, action: actions.CartAction) -> Rung:
        match action:
            case actions.Select(number):
                return self._select(number)
            case actions.Park() | actions.Recall():
                self._refuse_multiplier()
                return parking.change_of(self._carts, action, self._shop, self._start)
            case actions.Split() | actions.TakeLines() | actions.MoveLines() | actions.Merge():
                self._refuse_multiplier()
                return tables.change_of(self._carts, action, self._shop, self._start)
        return self._undo()

    def _refuse(self, reason: str) -> LineRefused:
        return LineRefused(reason, self._start)

    def _refuse_share(self) -> None:
        share = self._carts.cart.share
        if share is not None:
            raise self._refuse(f"{named(share.title)} stays as it is: pay it, park it, or merge the shares")

    def _refuse_multiplier(self) -> None:
        if self._carts.multiplier:
            raise self._refuse(f"{self._carts.multiplier}x waits for goods: scan them, or undo")

    # --- goods --------------------------------------------------------------------------------------------------------
    def _refuse_other_prices(self) -> None:
        """Refuse goods and discounts on a bill that was begun when prices meant something else."""
        cart = self._carts.cart
        if cart.lines and cart.pricing != self._shop.pricing:
            raise self._refuse("the shop changed its taxes or currency meanwhile: finish this bill first")

    def _add(self, line: CartLine) -> Rung:
        self._refuse_other_prices()
        line = line._replace(quantity=self._carts.multiplier or 1)
        place = place_to_add(self._carts.cart, line)
        before = 0 if place is None else self._carts.cart.lines[place].quantity
        if before + line.quantity > QUANTITY_MOST:
            raise self._refuse(f"at most {QUANTITY_MOST} of a thing; there are {before}")
        # What prices mean is fixed by the first line.
        begin = () if self._carts.cart.lines else (Priced(self._shop.pricing),)
        return Rung((*begin, Added(line)), line_text(line._replace(quantity=before + line.quantity), self._shop))

    def _selected_line(self) -> CartLine:
        """Give the line that is meant; raises LineRefused where none is."""
        self._refuse_multiplier()
        return self._carts.cart.lines[self._selected()]

    def _selected(self) -> int:
        if self._carts.on_bill:
            raise self._refuse("total is selected: line 3 selects a line")
        if self._carts.selected is None:
            raise self._refuse("nothing is rung up")
        return self._carts.selected

    def _set(self, quantity: int) -> Rung:
        line, place = self._selected_line(), self._selected()
        if quantity > QUANTITY_MOST:
            raise self._refuse(f"at most {QUANTITY_MOST} of a thing; there are {line.quantity}")
        if quantity < 0:
            raise self._refuse(f"there are only {line.quantity} of {named(line.name)}")
        return self._with_quantity(place, quantity)

    def _with_quantity(self, place: int, quantity: int) -> Rung:
        line = self._carts.cart.lines[place]
        if quantity:
            return Rung((QuantitySet(place, quantity),), line_text(line._replace(quantity=quantity), self._shop))
        return Rung((QuantitySet(place, 0),), f"void: {line_text(line, self._shop)}")

    def _void(self, number: int | None) -> Rung:
        self._refuse_multiplier()
        return self._with_quantity(self._selected() if number is None else self._place(number), 0)

    def _place(self, number: int) -> int:
        count = len(self._carts.cart.lines)
        if number > count:
            raise self._refuse(f"there is no line {number}: there are {count}")
        return number - 1

    def _select(self, number: int | None) -> Rung:
        self._refuse_multiplier()
        if not self._carts.cart.lines:
            raise self._refuse("nothing is rung up")
        if number is None:
            return Rung((Selected(None),), "total: a discount is on the whole bill now")
        place = self._place(number)
        return Rung((Selected(place),), line_text(self._carts.cart.lines[place], self._shop))

    # --- discounts ----------------------------------------------------------------------------------------------------
    def _take_off(self, discount: Discount) -> Rung:
        self._refuse_other_prices()
        cart = self._carts.cart
        if self._carts.on_bill:
            place, there = None, cart.discount
            bill = bill_of(cart._replace(discount=None), self._shop.pricing)
            price = sum(each.line.price_minor - each.discount_minor for each in bill.lines)
        else:
            line, place = self._selected_line(), self._selected()
            there, price = line.discount, line.price_minor
        if there is not None:
            raise self._refuse("there is a discount already: undo takes it back")
        if discount.amount_minor > price:
            raise self._refuse(f"that is more than the {_money(price, self._shop)} it is on")
        most = self._shop.most_discount_ppm
        if discount.of(price) * PPM > price * most:
            raise self._refuse(f"that is above the most that this till takes off, {percent_text(most)}")
        text = named(discount_text(discount, self._shop.pricing.exponent), 2 * NAME_COLUMNS)
        less = f": {_money(-discount.of(price), self._shop)}" if discount.rate_ppm else ""
        return Rung((Discounted(place, discount),), f"{text}{less}")

    # --- back, aside --------------------------------------------------------------------------------------------------
    def _undo(self) -> Rung:
        earlier = self._carts.earlier
        if not earlier:
            raise self._refuse("nothing to undo; a sale that was paid goes back by refund")
        more = f'. "undo" again takes back: {named(earlier[-2].undone)}' if len(earlier) > 1 else ""
        return Rung((Undone(),), f"undone: {named(earlier[-1].undone)}{more}")
