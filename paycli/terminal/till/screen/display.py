"""The screen that guests watch: what a till elsewhere rings up, the code, and that it is paid. It changes nothing."""

from __future__ import annotations

import signal
from contextlib import ExitStack, closing, suppress
from typing import TYPE_CHECKING

from paycli.app.followed import followed
from paycli.console.qr import cells_of
from paycli.console.times import clock_local
from paycli.domain.cart import bill_of
from paycli.domain.codes import sale_text
from paycli.errors import PaycliError
from paycli.services.goods.items import open_goods
from paycli.services.reading.reader import reading
from paycli.services.sales.at_till import till_to_run
from paycli.services.sales.standing import sale_under_key, standing_of
from paycli.terminal.till import effects
from paycli.terminal.till.calls import Calls
from paycli.terminal.till.grid import Around
from paycli.terminal.till.screen.frames import Code, Frame
from paycli.terminal.till.screen.running import TillScreen
from paycli.terminal.till.screen.source import ScreenSource
from paycli.terminal.till.selling import event_of
from paycli.terminal.till.state import Paid, Shop, TillState

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp
    from paycli.domain.cart import Cart

_LOOK_SECONDS = 0.25


def run_display(app: OpenedApp, typed_till: int | None) -> int:
    """Show guests what a till does until somebody ends that, and give the exit status."""
    zone, now_ms = app.registry.zone, app.clock.now_ms
    with ExitStack() as stack:
        goods = stack.enter_context(closing(open_goods(app)))
        with reading(app) as reader:
            till, who = till_to_run(app, reader, typed_till).till, reader.handle(reader.own)
        shop = Shop(goods)
        calls = stack.enter_context(Calls())
        screen = TillScreen(shop, lambda: clock_local(now_ms(), zone)[:5])
        watched = _Watched(app, shop, till, Frame(TillState(), Around(head=who), is_watched=True))
        source = ScreenSource(calls, screen.link)
        with screen:
            while True:
                screen.link.show(watched.look(screen.link.encoding))
                line = source.next(_LOOK_SECONDS)
                number = calls.take()
                if number is not None:
                    return 0 if number == signal.SIGINT else 128 + number
                if line is not None or source.has_ended:
                    return 0


class _Watched:
    """Looks at a till: its journal, and how its last sale stands."""

    def __init__(self, app: OpenedApp, shop: Shop, till: int, frame: Frame) -> None:
        self._app, self._shop, self._till, self._frame = app, shop, till, frame
        self._goods: Cart | None = None
        # The sale before is nothing for the next guest.
        self._key = followed(app, till).last_key
        self._sale = ""

    def look(self, encoding: str) -> Frame:
        """Give what guests see now; what cannot be read now is shown as it was."""
        with suppress(PaycliError):
            self._look(encoding)
        return self._frame

    def _look(self, encoding: str) -> None:
        seen = followed(self._app, self._till)
        carts = seen.carts._replace(parked=(), multiplier=0)
        if carts.cart.lines:
            self._goods = carts.cart
        if seen.last_key != self._key or carts.key:
            self._key, self._sale = seen.last_key, self._found(seen.last_key)
        state, code = TillState(carts), None
        event = self._event() if self._sale and (carts.key or not carts.cart.lines) else None
        if isinstance(event, effects.SaleOpened):
            state, code = state._replace(waiting=event), self._code(encoding)
        elif isinstance(event, effects.SalePaid) and self._goods is not None:
            state = TillState(paid=Paid(event, bill_of(self._goods, self._shop.pricing)))
        elif self._is_locked():
            # What is rung up is nobody's business while nobody is there.
            state = TillState()
        self._frame = self._frame._replace(state=state, code=code)

    def _is_locked(self) -> bool:
        # Where that is damaged, the till says so at its next start.
        with suppress(PaycliError):
            lock = self._app.till_lock(self._till).state()
            return lock is not None and lock.is_locked
        return False

    def _found(self, key: str) -> str:
        with reading(self._app) as reader:
            receipt = sale_under_key(reader, key)
        return "" if receipt is None else receipt.id

    def _event(self) -> effects.Event | None:
        """Say how the last sale stands; one that was given back is nothing to be shown."""
        with reading(self._app) as reader:
            found = standing_of(reader, self._sale)
            return None if found.receipt.refunded.amount_minor else event_of(found, self._app.registry.zone)

    def _code(self, encoding: str) -> Code:
        text = sale_text(self._app.profile.ledger, self._sale)
        if self._frame.code is not None and self._frame.code.text == text:
            return self._frame.code
        return Code(tuple(map(tuple, cells_of(text, encoding))), text)
