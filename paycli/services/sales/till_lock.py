"""The PIN of a till: the shop's own wallet chooses it; where the till's key acts, only who knows the one before."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.services.reading.reader import reading
from paycli.services.sales.at_till import till_to_run

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.ports import App
    from paycli.domain.till_lock import TillLock


class TillPinChanged(NamedTuple):
    """The PIN of a till behind a change: whether it has one, and whether it had."""

    till: int
    has_pin: bool
    had_pin: bool


class PinAt(NamedTuple):
    """A till whose PIN may be changed, and its lock."""

    till: int
    lock: TillLock


def pin_at(app: App, typed_till: int | None, ask: Callable[[int], str]) -> PinAt:
    """Find the till whose PIN is to be changed; `ask` asks for the PIN that till N has.

    The shop's own key proves by opening that it may, so that a PIN which is forgotten or damaged is no end. Raises
    ShopOnly, TillElsewhere, TillUnclear, what opening the key raises, TillPinWrong, TillPinBlocked, Misconfigured.
    """
    with reading(app) as reader:
        till = till_to_run(app, reader, typed_till).till
    lock = app.till_lock(till)
    if app.mandate is None:
        app.signing_seed("wallet")
    elif lock.state() is not None:
        now = app.clock.now_ms()
        lock.check_tries(now)
        lock.check(ask(till), now, unlocks=False)
    return PinAt(till, lock)


def choose_pin(at: PinAt, pin: str) -> TillPinChanged:
    """Keep another PIN, which unlocks the till too. Raises PinInvalid, PinOfGoods, PermissionRefused, Unavailable."""
    return TillPinChanged(at.till, has_pin=True, had_pin=at.lock.choose(pin))


def remove_pin(at: PinAt) -> TillPinChanged:
    """Forget the PIN, which unlocks the till. Raises PermissionRefused."""
    return TillPinChanged(at.till, has_pin=False, had_pin=at.lock.remove())
