"""Tables: a bill is split into shares or by lines, lines go to another one, bills become one."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.cart import bill_of
from paycli.domain.cart_changes import CartsMerged, CartSplit, LinesMoved, ParkedCart
from paycli.domain.cart_parts import Piece, shares_joined, shares_of
from paycli.domain.carts import apply
from paycli.domain.money import format_minor
from paycli.terminal.till import actions
from paycli.terminal.till.parking import amount_text, found, free_labels, known, numbered_lines, refuse_unlike, rung
from paycli.terminal.till.state import Rung
from paycli.terminal.till.words import LineRefused, lines_in, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.cart import Cart
    from paycli.domain.cart_changes import Change
    from paycli.domain.carts import Carts
    from paycli.terminal.till.actions import Amount, Merge, MoveLines, Split, TakeLines
    from paycli.terminal.till.state import Shop

_NAMELESS = "Bill"
_NAMED_MOST, _SPLIT_COLUMNS = 2, 11


class _Move(NamedTuple):
    """A reading of `move`: from where, which lines, where to; an empty name is what is rung up."""

    source: str
    lines: tuple[Amount, ...]
    target: str


def change_of(carts: Carts, action: Split | TakeLines | MoveLines | Merge, shop: Shop, start: int) -> Rung:
    """Give what an action on tables changes; raises LineRefused at `start`."""
    tables = _Tables(carts, shop, start)
    match action:
        case actions.Split(who, count):
            return tables.split(who, count)
        case actions.TakeLines(who, lines):
            return tables.take(who, lines)
        case actions.MoveLines(words):
            return tables.move(words)
    return tables.merge(action.words)


class _Tables:
    """One action on the tables of a till."""

    def __init__(self, carts: Carts, shop: Shop, start: int) -> None:
        self._carts, self._shop, self._start = carts, shop, start

    def _refuse(self, reason: str) -> LineRefused:
        return LineRefused(reason, self._start)

    # --- splitting ----------------------------------------------------------------------------------------------------
    def split(self, who: str, count: int) -> Rung:
        """Make equal shares of a bill, each parked under its own name."""
        # The number may be of the table.
        meant = None if self._carts.found(who) else self._carts.found(f"{who} {count}".lstrip())
        if meant is not None and (who or not self._carts.cart.lines):
            return self._listed(meant)
        whole = self._bill_of(who, str(count))
        share = whole.cart.share
        if share is not None and len(share.parts) != count:
            raise self._refuse(f"{named(share.title)} is a share: merge the shares, then split anew")
        bill = bill_of(whole.cart, self._shop.pricing)
        if bill.amount_minor < count:
            raise self._refuse(f"{self._money(bill.amount_minor)} is too little for {count} shares")
        name = share.name if share is not None else whole.name
        labels = free_labels(self._carts, count, self._start, whole.label)
        change = CartSplit(whole.label, name, count, labels)
        shares = [
            ParkedCart(label, cart.share.label if cart.share else name, cart)
            for label, cart in zip(labels, shares_of(whole.cart, name, count), strict=True)
        ]
        for each in shares:
            self._refuse_taken(each.name, whole.label)
        side = tuple(f"{each.label} {each.name}  {amount_text(each.cart, self._shop)}" for each in shares)
        return Rung((change,), f"{named(name, _SPLIT_COLUMNS)} is split: {self._shares_text(shares)}", side)

    def _listed(self, whole: ParkedCart) -> Rung:
        """List the lines of a bill, and say what can be typed."""
        at = f"split {whole.label}".rstrip()
        notice = f"{at} 3 makes shares, {at} line 1 takes a line, {at} 1,2x3 more"
        return Rung((), notice, numbered_lines(whole.cart, self._shop))

    def _shares_text(self, shares: Sequence[ParkedCart]) -> str:
        minors = [bill_of(each.cart, self._shop.pricing).amount_minor for each in shares]
        counts = [f"{len([*same])} x {self._money(minor)}" for minor, same in groupby(minors)]
        over = sum(minors) - min(minors) * len(minors)
        if not over:
            return ", ".join(counts)
        first = "the first" if over == 1 else f"the first {over}"
        return f"{', '.join(counts)}. {self._money(over)} over, on {first}"

    def _bill_of(self, who: str, wanted: str) -> ParkedCart:
        """Give what is to be split: a parked cart, or what is rung up with an empty label."""
        if who:
            parked = self._carts.found(who)
            return parked or found(self._carts, who, self._start)
        if not self._carts.cart.lines:
            raise self._refuse(f"nothing is rung up; a parked bill: split p1 {wanted}")
        share = self._carts.cart.share
        return ParkedCart("", share.name if share else self._free_name(self._carts.recalled), self._carts.cart)

    def _free_name(self, name: str) -> str:
        """Give a name that neither a parked cart has nor shares that are parked."""
        taken = {each.name.casefold() for each in self._carts.parked}
        taken |= {each.cart.share.name.casefold() for each in self._carts.parked if each.cart.share}
        name = name or _NAMELESS
        names = (name, *(f"{name} {n}" for n in range(2, len(taken) + 3)))
        return next(each for each in names if each.casefold() not in taken)

    def _refuse_taken(self, name: str, label: str) -> None:
        there = self._carts.found(name)
        if there is not None and there.label != label:
            raise self._refuse(f"{there.label} {named(there.name)} is parked already: pay it, or give it another name")

    # --- by lines -----------------------------------------------------------------------------------------------------
    def take(self, who: str, lines: Sequence[Amount]) -> Rung:
        """Ring up some lines apart: of a parked bill, or of what is rung up, whose rest is parked."""
        whole = self._bill_of(who, "1,3" if lines else "3")
        if not lines:
            return self._listed(whole)
        self._refuse_share(whole.cart)
        pieces = self._pieces(whole.cart, lines)
        taken = dict(pieces)
        rest = tuple(
            Piece(place, line.quantity - taken.get(place, 0))
            for place, line in enumerate(whole.cart.lines)
            if line.quantity > taken.get(place, 0)
        )
        if not rest:
            raise self._refuse("those are all lines: recall brings it back, and pay takes all of it")
        if whole.label:
            if not self._carts.is_empty:
                raise self._refuse(f"finish or park what is rung up first; move {whole.label} 1 adds a line to it")
            label, change = whole.label, LinesMoved(whole.label, pieces, "")
        else:
            (label,) = free_labels(self._carts, 1, self._start)
            change = LinesMoved("", rest, label, whole.name)
        after = apply(self._carts, change)
        left = amount_text(after.at(label), self._shop)
        return self._rung(change, f"rung up apart; {label} {named(whole.name)} has {left} left")

    def move(self, words: Sequence[str]) -> Rung:
        """Let lines go from one cart to another."""
        wanted = self._reading(words)
        source, target = self._at(wanted.source), self._at(wanted.target)
        if source.label == target.label:
            raise self._refuse("that is where it is: move 2 p1, or move p1 2 p2")
        if not source.cart.lines:
            raise self._refuse("nothing is rung up")
        refuse_unlike(source.cart, target.cart, self._start)
        change = LinesMoved(source.label, self._pieces(source.cart, wanted.lines), target.label)
        after = apply(self._carts, change)
        there = f"{target.label} {named(target.name)}" if target.label else "rung up"
        return self._rung(change, f"moved: {there} {amount_text(after.at(target.label), self._shop)}")

    def _reading(self, words: Sequence[str]) -> _Move:
        """Find where the name of one cart ends and that of the other begins; raises LineRefused."""
        readings = [
            _Move(source, lines, target)
            for place, word in enumerate(words)
            if (lines := lines_in(word))
            and self._is_known(source := " ".join(words[:place]))
            and self._is_known(target := " ".join(words[place + 1 :]))
            and (source or target)
        ]
        if not readings:
            raise self._refuse(f"move 2 p1, or move p1 2 p2: {known(self._carts)}")
        if len(readings) > 1:
            raise self._refuse("that can be read in two ways: write p1 in the place of a name")
        return readings[0]

    def _is_known(self, who: str) -> bool:
        return not who or self._carts.found(who) is not None

    def _at(self, who: str) -> ParkedCart:
        return found(self._carts, who, self._start) if who else ParkedCart("", "", self._carts.cart)

    def _pieces(self, cart: Cart, lines: Sequence[Amount]) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        for number, quantity in lines:
            if number > len(cart.lines):
                raise self._refuse(f"there is no line {number}, there are {len(cart.lines)}")
            line = cart.lines[number - 1]
            if quantity is not None and quantity > line.quantity:
                raise self._refuse(f"there are only {line.quantity} of {named(line.name)}")
            if any(number - 1 == each.place for each in pieces):
                raise self._refuse(f"line {number} stands there twice")
            pieces.append(Piece(number - 1, quantity or line.quantity))
        return tuple(pieces)

    def _refuse_share(self, cart: Cart) -> None:
        if cart.share is not None:
            raise self._refuse(f"{named(cart.share.title)} is a share: merge the shares, then split by lines")

    # --- one bill -----------------------------------------------------------------------------------------------------
    def merge(self, words: Sequence[str]) -> Rung:
        """Make one bill of several, or of the shares of one."""
        together = self._named(words)
        if len(together) == 1:
            if not together[0].label:
                raise self._refuse("no other share of it is parked")
            if not self._carts.cart.lines:
                raise self._refuse(f"with what? merge {together[0].label} p2; recall {together[0].label} rings it up")
            together = [ParkedCart("", self._carts.recalled or together[0].name, self._carts.cart), *together]
        first, *others = together
        name = first.name
        if any(each.cart.share for each in together):
            name = self._name_of_shares(together)
        else:
            for each in others:
                refuse_unlike(first.cart, each.cart, self._start)
        change = CartsMerged(tuple(each.label for each in others), first.label, name)
        after = apply(self._carts, change)
        of = " and ".join(named(each.name) if each.label else "the bill here" for each in together)
        of = of if len(together) <= _NAMED_MOST else f"{len(together)} bills"
        return self._rung(change, f"{of} are one bill: {amount_text(after.at(first.label), self._shop)}")

    def _name_of_shares(self, together: Sequence[ParkedCart]) -> str:
        """Give the name of shares that are put together; raises LineRefused where they are not of one bill."""
        shares = [each.cart.share for each in together if each.cart.share]
        parts = [part for share in shares for part in share.parts]
        wholes = {each.cart._replace(share=None) for each in together}
        bills = {share._replace(parts=()) for share in shares}
        if len(shares) < len(together) or len(wholes) > 1 or len(bills) > 1 or len({*parts}) < len(parts):
            raise self._refuse("only the shares of one bill are merged, each of them once")
        joined = shares_joined([each.cart for each in together])
        name = joined.share.label if joined.share else shares[0].name
        there = self._carts.found(name)
        return name if there is None or there in together else self._free_name(name)

    def _named(self, words: Sequence[str]) -> list[ParkedCart]:
        """Part words into the names of parked carts; a name of a bill that was split stands for all its shares."""
        rest, together = [*words], list[ParkedCart]()
        while rest:
            for end in range(len(rest), 0, -1):
                who = " ".join(rest[:end])
                carts = [parked] if (parked := self._carts.found(who)) else self._shares_named(who)
                if carts:
                    together += carts
                    rest = rest[end:]
                    break
            else:
                raise self._refuse(f"{named(' '.join(rest))} is not parked; {known(self._carts)}")
        if len({each.label for each in together}) < len(together):
            raise self._refuse("one of them stands there twice")
        return together

    def _shares_named(self, who: str) -> list[ParkedCart]:
        wanted = who.casefold()
        carts = (ParkedCart("", self._carts.recalled, self._carts.cart), *self._carts.parked)
        return [each for each in carts if each.cart.share and each.cart.share.name.casefold() == wanted]

    def _money(self, minor: int) -> str:
        return format_minor(minor, self._shop.pricing.exponent)

    def _rung(self, change: Change, notice: str) -> Rung:
        return rung(self._carts, change, notice, self._shop)
