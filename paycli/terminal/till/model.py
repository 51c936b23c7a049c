"""The till as a pure machine: (state, line) -> (state, changes, effects). No ledger, no clock, no file.

A flow keeps the changes durably, then takes the new state, then carries the effects out, and tells what came of them
by `heard`. A line is taken wholly or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.cart_changes import PostingBegun
from paycli.domain.carts import Carts, apply
from paycli.terminal.till import actions, effects
from paycli.terminal.till.closing import closed
from paycli.terminal.till.doubts import Doubts
from paycli.terminal.till.events import LOCKED, from_before
from paycli.terminal.till.grammar import parse
from paycli.terminal.till.helping import help_lines
from paycli.terminal.till.ringing import change_of
from paycli.terminal.till.state import TillState, Turn
from paycli.terminal.till.words import LineRefused

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.cart_changes import Change
    from paycli.terminal.till.grammar import Asked
    from paycli.terminal.till.state import Shop

_CART_ACTIONS = (
    actions.Multiply, actions.SetQuantity, actions.AddQuantity, actions.Ring, actions.RingFree, actions.TakeOff,
    actions.Undo, actions.Void, actions.Select, actions.Park, actions.Recall, actions.Split, actions.TakeLines,
    actions.MoveLines, actions.Merge,
)  # fmt: skip
_CLOSING = (actions.Pay, actions.PayCash, actions.PayTab, actions.PayGift)
# What can be asked for while a sale waits, or while one is being made.
_ANY_TIME = (actions.Help, actions.ShowReport, actions.PrintReceipt, actions.PrintDay, actions.Lock)
# Behind these the cart is out of the cashier's hands until it is known what came of them.
_SELLING = (effects.Charge, effects.TakeCash, effects.ChargeTab, effects.GiveAway, effects.Cancel)
_PLAIN: dict[type, effects.Effect] = {
    actions.ShowReport: effects.Report(),
    actions.Lock: effects.LockTill(),
    actions.Quit: effects.Leave(),
}


def resumed(carts: Carts, *, is_locked: bool = False) -> TillState:
    """Give the state of a till that starts with what its journal has; where a sale was being made, it says so.

    One that was locked when it stopped is so still.
    """
    if carts.key:
        notice = "The till stopped while a sale was being made: looking up what became of it"
        return TillState(carts, is_posting=True, is_locked=is_locked, notice=notice)
    if is_locked:
        return TillState(carts, is_locked=True, notice=LOCKED)
    return TillState(carts, notice=from_before(carts))


class Typist(NamedTuple):
    """Who types: whether somebody looks at the answers, and whether a line stood there before the last of them."""

    looks: bool = True
    is_ahead: bool = False


_PERSON = Typist()


def typed(state: TillState, line: str, shop: Shop, typist: Typist = _PERSON) -> Turn:
    """Take a typed or scanned line. A refused one comes back in the state, with the reason, and nothing is done.

    At a locked till it is a try of the PIN, and is nowhere else in what comes of it.
    """
    if state.is_locked:
        unsaid = state._replace(notice="", is_refused=False, returned="", doubts=frozenset())
        return Turn(unsaid, effects=(effects.TryPin(line.strip()),))
    try:
        asked = parse(line, shop)
        if not asked:
            return Turn(state)
        doubts = Doubts(state, shop, line, asked) if typist.looks else None
        if doubts is not None and typist.is_ahead:
            for action, start in asked:
                doubts.ahead(action, start, line)
        return _Line(state, shop, doubts).take(asked)
    except LineRefused as refusal:
        reason = refusal.reason
        side: tuple[str, ...] = ()
        if state.carts.multiplier and "waits for goods" not in reason:
            # The next goods would count so many times, and nobody thinks of it any more.
            side = (f"{state.carts.multiplier}x still waits for goods", "undo forgets it")
        # Whoever parks a bill makes place for the next guest, whose goods come then.
        makes_place = line.casefold().split()[:1] == ["park"] and bool(state.carts.cart.lines)
        return Turn(
            state._replace(
                is_unsold=state.is_unsold or bool(refusal.doubts) or makes_place,
                notice=reason,
                is_refused=True,
                returned=line,
                cursor=refusal.start,
                doubts=refusal.doubts,
                side=side,
            )
        )


def begun(state: TillState, key: str) -> Turn:
    """Note the idempotency key under which a flow is about to make a sale of the cart, so that a restart finds it."""
    change = PostingBegun(key)
    return Turn(state._replace(carts=apply(state.carts, change), is_posting=True), (change,))


class _Line:
    """One line while it is carried out: what it changes so far, and what it wants done."""

    def __init__(self, state: TillState, shop: Shop, doubts: Doubts | None) -> None:
        self._state, self._shop, self._doubts = state, shop, doubts
        self._carts = state.carts
        self._changes: list[Change] = []
        self._notice = ""
        self._side: tuple[str, ...] = ()

    def take(self, asked: Sequence[Asked]) -> Turn:
        """Carry out all actions of a line; raises LineRefused at the first that cannot be."""
        wanted: effects.Effect | None = None
        for action, start in asked:
            self._check_moment(action, start)
            if isinstance(action, _CART_ACTIONS):
                self._change(action, start)
            elif isinstance(action, _CLOSING):
                wanted = closed(self._carts, action, self._shop, self._state.waiting, start)
                if self._doubts is not None:
                    self._doubts.close(self._carts, wanted, start)
            else:
                wanted = self._own(action)
        is_posting = self._state.is_posting or isinstance(wanted, _SELLING)
        goods_came = bool(self._changes)
        state = TillState(
            carts=self._carts,
            is_posting=is_posting,
            waiting=self._state.waiting,
            paid=None if goods_came or is_posting else self._state.paid,
            is_unsold=self._state.is_unsold and not goods_came and not is_posting,
            notice=self._notice,
            side=self._side,
        )
        return Turn(state, tuple(self._changes), () if wanted is None else (wanted,))

    def _check_moment(self, action: actions.Action, start: int) -> None:
        """Refuse what cannot be while a sale is being made, or while one waits."""
        state = self._state
        if isinstance(action, _ANY_TIME):
            return
        if state.is_posting:
            raise LineRefused("a sale is being made: wait a moment", start)
        if state.waiting is None:
            if isinstance(action, actions.CancelSale):
                raise LineRefused("no sale waits; void or undo takes off what is rung up", start)
            if isinstance(action, actions.CloseDay) and not self._carts.is_empty:
                raise LineRefused("goods are rung up: sell, park or void them, then close", start)
            return
        if isinstance(action, actions.Pay):
            raise LineRefused("its code is shown already", start)
        if not isinstance(action, (*_CLOSING, actions.CancelSale)):
            raise LineRefused(
                f"sale {state.waiting.number} waits: cash 20 takes it, cancel takes it back",
                start,
            )

    def _change(self, action: actions.CartAction, start: int) -> None:
        if self._doubts is not None:
            self._doubts.change(action, start)
        found = change_of(self._carts, action, self._shop, start)
        self._changes += found.changes
        self._carts = apply(self._carts, *found.changes)
        self._notice, self._side = found.notice, found.side

    # --- lines of their own -------------------------------------------------------------------------------------------
    def _own(self, action: actions.Action) -> effects.Effect | None:  # noqa: PLR0911  one for each
        match action:
            case actions.Help(word):
                self._side = help_lines(word, waits=self._state.waiting is not None)
                return None
            case actions.CancelSale():
                return effects.Cancel(self._state.waiting.number if self._state.waiting else "")
            case actions.GiveBack(number, amount, line, reason):
                return effects.Refund(number, amount, line, reason)
            case actions.OpenDay(counted):
                return effects.OpenShift(counted)
            case actions.CloseDay(counted, reason):
                return effects.CloseShift(counted, reason)
            case actions.MoveCash(out, amount, reason):
                return effects.Move(out, amount, reason)
            case actions.OpenDrawer(reason):
                return effects.KickDrawer(reason)
            case actions.PrintReceipt(number):
                return effects.Print(number)
            case actions.PrintDay(number, is_open):
                return effects.PrintDay(number, is_open)
        return _PLAIN[type(action)]
