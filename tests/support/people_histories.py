"""What goes on between people in random histories: bodies, mostly right, of money that waits and of requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.domain.answers import Payment, payment_to
from paycli.domain.asking_kinds import CHOICES

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from paycli.domain.orders import Order

HOUR_MS = 3_600_000


class Paid:
    """The orders that were taken and paid somebody, by their names: what may be given back of them."""

    def __init__(self) -> None:
        self.orders: dict[str, tuple[Order, str]] = {}

    def note(self, order: Order) -> None:
        """Note an order that was taken, with one of those whom it paid."""
        for payee in _payees(order):
            if payment_to(order, payee, 0) is not None:
                self.orders[order.name] = order, payee

    def payments(self, order: Order) -> dict[tuple[str, str], Payment]:
        """Give what the order of `send.back` asks for."""
        of, wallet = getattr(order.body, "of", ""), str(order.wallet)
        paid = payment_to(self.orders[of][0], wallet, 0) if of in self.orders else None
        return {(of, wallet): paid} if paid is not None else {}


def _payees(order: Order) -> list[str]:
    rows = getattr(order.body, "rows", ())
    return [row.to for row in rows] if rows else [str(getattr(order.body, "to", ""))]


# Each takes the history, the object that it is about, a payee, a sum of money, and by whom it is: a seed and a wallet.
def _wait(history: Any, _thing: Any, to: str, money: dict[str, Any], _by: tuple[bytes, str]) -> dict[str, Any]:
    one = history.one
    lasts = history.rarely(None, one(1, 60_000, HOUR_MS)), None
    arrives, expires = lasts if one(True, False) else lasts[::-1]
    return {"to": to, **money, "note": None, "arrives_ms": arrives, "expires_ms": history.rarely(HOUR_MS, expires)}


def _answer(_history: Any, thing: Any, _to: str, _money: dict[str, Any], _by: tuple[bytes, str]) -> dict[str, Any]:
    return {"of": thing.id}


def _decline(history: Any, thing: Any, _to: str, _money: dict[str, Any], _by: tuple[bytes, str]) -> dict[str, Any]:
    return {"of": thing.id, "note": history.one(None, "5a" * 32)}


def _back(history: Any, _thing: Any, to: str, money: dict[str, Any], by: tuple[bytes, str]) -> dict[str, Any]:
    one, rarely = history.one, history.rarely
    mine = [each for each in list(history.paid.orders.values())[-40:] if payment_to(each[0], by[1], 0) is not None]
    if not mine:
        return {"of": "0" * 32, "to": to, **money, "note": None}
    order = one(*mine)[0]
    paid = payment_to(order, by[1], 0)
    assert paid is not None
    amount = one(1, paid.amount_minor, max(1, paid.amount_minor // 2), money["amount"])
    return {
        "of": order.name, "to": rarely(to, paid.payer), "amount": amount,
        "currency": rarely(money["currency"], paid.currency), "note": None,
    }  # fmt: skip


def _ask(history: Any, _thing: Any, to: str, money: dict[str, Any], by: tuple[bytes, str]) -> dict[str, Any]:
    one = history.one
    asked = dict.fromkeys([to, *(history.wallet() for _ in range(one(0, 0, 1, 2)))])
    shares = [[wallet, one(1, 2, money["amount"])] for wallet in asked if history.rarely(True, wallet != by[1])]
    if sum(amount for _, amount in shares) >= 10**15:
        shares = shares[:1]
    return {
        "currency": money["currency"], "shares": shares or [[to, 1]], "note": None, "due_at": one(None, history.time),
        "expires_ms": one(1, HOUR_MS, HOUR_MS), "about": one(None, "0" * 32),
    }  # fmt: skip


def _pay(history: Any, thing: Any, to: str, money: dict[str, Any], by: tuple[bytes, str]) -> dict[str, Any]:
    shares = {share.wallet: share.amount_minor for share in getattr(thing.body, "shares", ())}
    asked = {"to": thing.maker or to, "amount": shares.get(by[1], 1), "currency": thing.currency or "EUR"}
    return {"request": thing.id, **history.rarely({"to": to, **money}, asked)}


def _set(history: Any, _thing: Any, _to: str, _money: dict[str, Any], _by: tuple[bytes, str]) -> dict[str, Any]:
    name = history.one(*CHOICES)
    values = history.rarely(("all", "asked", "trusted", "none"), CHOICES[name])
    return {"name": name, "value": history.one(None, None, None, *values)}


def _trust(history: Any, _thing: Any, to: str, _money: dict[str, Any], _by: tuple[bytes, str]) -> dict[str, Any]:
    return {"wallet": to, "trusted": history.one(True, True, True, False)}


PEOPLE_BODIES: Mapping[str, Callable[[Any, Any, str, dict[str, Any], tuple[bytes, str]], dict[str, Any]]] = {
    "accept": _answer,
    "contact.trust": _trust,
    "decline": _decline,
    "request.new": _ask,
    "request.pay": _pay,
    "send.back": _back,
    "send.wait": _wait,
    "wallet.set": _set,
}
