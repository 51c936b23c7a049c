"""Days of a shop with many sales, made by the one door: for what a till costs on a long log."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.app.opening import local_machine
from paycli.domain.accounts import drawer_account
from paycli.domain.bodies import CancelBody
from paycli.domain.lives import SALE
from paycli.domain.till_bodies import SaleNewBody, SalePayBody, SaleTakeBody, ShiftCloseBody, ShiftOpenBody
from paycli.errors import PaycliError
from paycli.services.engine.drafts import Draft
from paycli.services.engine.posting import post
from paycli.services.reading.reader import reading
from paycli.services.sales.at_till import open_shifts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from paycli.app.opened import OpenedApp
    from paycli.domain.bodies import Body
    from paycli.domain.orders import Submission

DAY_SALES = 200
_TILL, _MINOR = 1, 1
_A_MOMENT_MS, _A_DAY_MS = 1, 86_400_000
# Of each hundred sales so many are cancelled, and so many are never paid; the rest goes half to wallets, half to cash.
_CANCELLED, _UNPAID = 4, 6


class _Shop(NamedTuple):
    cafe: OpenedApp
    li: OpenedApp


def have_days(sales: int, *, waiting: int) -> list[str]:
    """Let the shop @cafe have days of 200 sales at till 1, the last of them still open.

    Gives the names of so many sales of the open day that wait, besides; those of a call before are cancelled.
    """
    machine = local_machine(None)
    shop = _Shop(*(machine.open(machine.store.find(name)) for name in ("cafe", "li")))
    try:
        _end_open_day(shop)
        shift = None
        for made in range(0, sales, DAY_SALES):
            if made and shift is not None:
                _close(shop, shift)
            shift = _open(shop)
            _day(shop, shift, min(DAY_SALES, sales - made))
        return _charge(shop, shift or _open(shop), [_A_DAY_MS] * waiting)
    finally:
        machine.close()


def _end_open_day(shop: _Shop) -> None:
    with reading(shop.cafe) as reader:
        shift = open_shifts(reader).get(_TILL)
        found = reader.view.objects_of(reader.own, SALE, pending=True)
        waiting = [each.id for each in found if not each.is_over(reader.time)]
    _post(shop.cafe, "cancel", [CancelBody(of) for of in waiting])
    if shift is not None:
        _close(shop, shift.id)


def _day(shop: _Shop, shift: str, count: int) -> None:
    unpaid = {at for at in range(count) if at % 100 < _UNPAID}
    names = _charge(shop, shift, [_A_MOMENT_MS if at in unpaid else _A_DAY_MS for at in range(count)])
    cafe = shop.cafe.profile.wallet
    cancelled = [of for at, of in enumerate(names) if _UNPAID <= at % 100 < _CANCELLED + _UNPAID]
    _post(shop.cafe, "cancel", [CancelBody(of) for of in cancelled])
    paid = [of for at, of in enumerate(names) if at % 100 >= _CANCELLED + _UNPAID]
    _post(shop.li, "sale.pay", [SalePayBody(of, cafe, _MINOR, "EUR", 0) for of in paid[::2]])
    takes = [SaleTakeBody(of, _TILL, "cash", _MINOR, "EUR", 0, _MINOR, None) for of in paid[1::2]]
    _post(shop.cafe, "sale.take", takes)


def _charge(shop: _Shop, shift: str, lasting: Iterable[int]) -> list[str]:
    bodies = [SaleNewBody(_MINOR, "EUR", 0, None, (), _TILL, shift, expires_ms) for expires_ms in lasting]
    return _post(shop.cafe, "sale.new", bodies)


def _open(shop: _Shop) -> str:
    return _post(shop.cafe, "shift.open", [ShiftOpenBody(_TILL, "2026-11-29", 0, "EUR")])[0]


def _close(shop: _Shop, shift: str) -> None:
    with shop.cafe.book.view() as view:
        counted_minor = view.account(drawer_account(shop.cafe.profile.wallet, _TILL, "EUR")).balance_minor
    # Of the day before nothing may wait any more.
    _post(shop.cafe, "shift.close", [ShiftCloseBody(shift, _TILL, counted_minor, "EUR", None)])


def _post(app: OpenedApp, kind: str, bodies: Iterable[Body]) -> list[str]:
    orders: list[Submission] = [Draft(app, kind).sign(body) for body in bodies]
    for outcome in post(app.book, app.clock, orders).outcomes if orders else ():
        if isinstance(outcome, PaycliError):
            raise outcome
    return [each.order.name for each in orders]
