"""What lets a line come back although it could be taken: somebody is to look first, and then repeats it.

People press the same key by habit, and type or scan ahead of what the till answers. So a bill that was to be paid and
is not takes nothing that was typed for the next guest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.cart import bill_of
from paycli.domain.money import format_minor
from paycli.terminal.till import actions, effects
from paycli.terminal.till.words import LineRefused, named

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.cart import Pricing
    from paycli.domain.carts import Carts
    from paycli.terminal.till.grammar import Asked
    from paycli.terminal.till.state import Shop, TillState

RECALLED, CHANGE, MISSING = "recalled", "change", "missing"
"""Why a line with a closing word came back."""
_LINE_COLUMNS = 16
_BEGIN_A_SALE = (actions.Multiply, actions.Ring, actions.RingFree)
_STEPS = (1, 2, 5, 10)
# The smallest note, about: 5.00, or 1000 of a currency without decimals. Less change than that is never odd.
_LEAST, _LEAST_WITHOUT_DECIMALS = 5, 1000
# Who types a digit too many takes ten times as much.
_SLIP = 10


class Doubts:
    """What is asked about one line; all of it raises LineRefused."""

    def __init__(self, state: TillState, shop: Shop, line: str, asked: Sequence[Asked]) -> None:
        self._state, self._shop = state, shop
        last = asked[-1]
        closes = isinstance(last.action, actions.Closing)
        # The same goods with another end: the line that came back, mended.
        is_begun_alike = line[: last.start].split() == state.returned[: state.cursor].split()
        self._is_mended = closes and bool(state.doubts) and is_begun_alike
        self._seen: frozenset[str] = frozenset()
        if state.returned.casefold().split() == line.casefold().split():
            self._seen = state.doubts
        elif self._is_mended:
            self._seen = state.doubts & {RECALLED}

    def ahead(self, action: actions.Action, start: int, line: str) -> None:
        """Let come back what was typed before anybody could see that the bill is not paid."""
        if self._state.is_unsold and isinstance(action, actions.CartAction | actions.Closing):
            said = f"{_bill(self._state.carts)} is not paid. Typed ahead, not taken"
            raise LineRefused(f"{said}: {named(line.strip(), _LINE_COLUMNS)}", start)

    def change(self, action: actions.Action, start: int) -> None:
        """Keep the goods of the next guest off a bill that was to be paid and is not."""
        is_left = self._state.is_unsold and self._state.carts.cart.lines and not self._is_mended
        if is_left and isinstance(action, _BEGIN_A_SALE):
            reason = f"{_bill(self._state.carts)} is not paid. Park it, or type total, then this again"
            raise LineRefused(reason, start)

    def close(self, carts: Carts, wanted: effects.Effect, start: int) -> None:
        """Ask whether a bill that was recalled is meant, and whether so much cash was given."""
        found = dict[str, str]()
        bill = bill_of(carts.cart, self._shop.pricing)
        pricing = bill.pricing
        # A share cannot have grown since it was recalled; what waits was asked about before its code was shown.
        is_grown = carts.recalled and carts.cart.share is None and self._state.waiting is None
        if is_grown and not isinstance(wanted, effects.GiveAway):
            total = format_minor(bill.amount_minor, pricing.exponent)
            found[RECALLED] = f"{_bill(carts)} was recalled: {total} {pricing.currency}"
        if isinstance(wanted, effects.TakeCash) and is_odd(wanted.due_minor, wanted.given_minor, pricing):
            change = format_minor(wanted.given_minor - wanted.due_minor, pricing.exponent)
            amount = f"{change} {pricing.currency}"
            found[CHANGE] = f"{_bill(carts)} was recalled, change {amount}" if found else f"the change is {amount}"
        if found.keys() - self._seen:
            raise LineRefused(f"{[*found.values()][-1]}. Repeat it to take it", start, self._seen | found.keys())


def is_odd(due_minor: int, given_minor: int, pricing: Pricing) -> bool:
    """Tell whether so much cash is hardly given for so little: a part of it would do, or a digit is too many."""
    least = _LEAST * 10**pricing.exponent if pricing.exponent else _LEAST_WITHOUT_DECIMALS
    if given_minor - due_minor < least:
        return False
    without_largest = given_minor - max(note for note in _notes(given_minor) if note <= given_minor)
    enough = min(note for note in _notes(max(due_minor, least)) if note >= max(due_minor, least))
    return without_largest >= due_minor or given_minor >= _SLIP * enough


def _notes(minor: int) -> list[int]:
    """Give what notes there may be around an amount, in any currency."""
    power = 10 ** (len(str(minor)) - 1)
    return [step * power for step in _STEPS]


def _bill(carts: Carts) -> str:
    return named(carts.recalled) if carts.recalled else "the bill"
