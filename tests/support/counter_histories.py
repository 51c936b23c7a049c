"""A shop's counter in random histories: bodies that are mostly right, and what must have happened in some history."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.domain.accounts import drawer_account
from paycli.domain.ids import key_id
from paycli.domain.lives import detail_text
from paycli.domain.money import AMOUNT_LIMIT_MINOR
from paycli.domain.state import PENDING
from paycli.domain.till_names import till_of_mandate
from paycli.signing import public_of
from tests.support import counter_bodies, second_verifier

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from paycli.domain.orders import Order
    from paycli.domain.state import State

HOUR_MS = 3_600_000


# --- bodies ----------------------------------------------------------------------------------------------------------
# Each takes the history, the object that it is about, a payee, a sum of money, and by whom it is: a seed and a wallet.
def _tips(history: Any, _thing: Any, to: str, money: dict[str, Any], _by: tuple[bytes, str]) -> dict[str, Any]:
    return {"to": to, **money, "amount": history.one(1, 5, money["amount"]), "note": None}


def _open(history: Any, _thing: Any, _to: str, money: dict[str, Any], by: tuple[bytes, str]) -> dict[str, Any]:
    one, till = history.one, max(1, _till(history, by, history.one(1, 2)))
    date = history.rarely("2026-02-30", "2026-11-29")
    return counter_bodies.begin(one(0, 5, money["amount"]), till=till, currency=money["currency"], date=date)


def _sale(history: Any, _thing: Any, _to: str, money: dict[str, Any], by: tuple[bytes, str]) -> dict[str, Any]:
    one, till = history.one, _till(history, by, _open_till(history, by[1]))
    amount = one(0, *[money["amount"]] * 9)
    return counter_bodies.sale(
        amount, currency=money["currency"], discount=one(0, 0, 3), till=till, shift=_shift(history, by[1], till),
        tax=_tax(history, amount), expires_ms=one(1, *[HOUR_MS] * 3),
    )  # fmt: skip


def _pay(history: Any, sale: Any, to: str, money: dict[str, Any], _by: tuple[bytes, str]) -> dict[str, Any]:
    asked = {"to": sale.maker or to, "amount": sale.amount_minor or 1, "currency": sale.currency or "EUR"}
    tip = history.one(0, 0, 5, money["amount"])
    return {"sale": sale.id, **history.rarely({"to": to, **money}, asked), "tip": tip}


def _take(history: Any, sale: Any, _to: str, _money: dict[str, Any], _by: tuple[bytes, str]) -> dict[str, Any]:
    one, rarely = history.one, history.rarely
    amount, rounding = rarely(7, sale.amount_minor), one(0, 0, 2, -2)
    body = counter_bodies.take(
        sale.id, amount, till=rarely(one(1, 2), sale.till or 1), currency=sale.currency or "EUR", rounding=rounding,
        given=_amount(amount + rounding + rarely(-1, one(0, 5))),
    )  # fmt: skip
    nothing = {"tender": "gift", "rounding": rarely(1, 0), "given": rarely(1, 0)}
    return one(body, body, body | nothing) if amount else body | nothing


def _refund(history: Any, sale: Any, to: str, money: dict[str, Any], by: tuple[bytes, str]) -> dict[str, Any]:
    one, rarely = history.one, history.rarely
    tender = rarely(one("cash", "wallet"), getattr(sale.detail, "tender", "") or "wallet")
    till = _till(history, by, _open_till(history, by[1]))
    amount = one(money["amount"], sale.amount_minor, sale.amount_minor // 2, 0)
    body = counter_bodies.refund(
        sale.id, rarely(to, sale.peer) or to, amount, till=till, shift=_shift(history, by[1], till),
        tip=one(0, 0, 5, getattr(sale.detail, "tip_minor", 0)), tax=_tax(history, amount),
        currency=rarely(money["currency"], sale.currency or "EUR"), rounding=rarely(1, 0),
    )  # fmt: skip
    if tender == "cash":
        body |= {"tender": "cash", "to": rarely(to, None), "tip": rarely(1, 0), "rounding": one(0, 2, -2)}
    return body


def _move(history: Any, shift: Any, _to: str, money: dict[str, Any], _by: tuple[bytes, str]) -> dict[str, Any]:
    amount, is_out = history.rarely(0, money["amount"]), history.one(True, False)
    return counter_bodies.drawer(shift.id, amount, out=is_out, **_of_shift(history, shift))


def _close(history: Any, shift: Any, _to: str, _money: dict[str, Any], _by: tuple[bytes, str]) -> dict[str, Any]:
    of_shift = _of_shift(history, shift)
    drawer = drawer_account(str(shift.maker), of_shift["till"], of_shift["currency"])
    there = history.state.account(drawer).balance_minor
    return counter_bodies.close(shift.id, _amount(there + history.one(0, 0, 7, -7)), **of_shift)


COUNTER_BODIES: Mapping[str, Callable[[Any, Any, str, dict[str, Any], tuple[bytes, str]], dict[str, Any]]] = {
    "drawer.move": _move,
    "refund": _refund,
    "sale.new": _sale,
    "sale.pay": _pay,
    "sale.take": _take,
    "shift.close": _close,
    "shift.open": _open,
    "tips.send": _tips,
}


# --- parts of them ---------------------------------------------------------------------------------------------------
def _amount(amount_minor: int) -> int:
    return min(max(0, amount_minor), AMOUNT_LIMIT_MINOR - 1)


def _of_shift(history: Any, shift: Any) -> dict[str, Any]:
    one, rarely = history.one, history.rarely
    return {"till": rarely(one(1, 2), shift.till or 1), "currency": rarely(one("JPY", "XYZ"), shift.currency or "EUR")}


def _till(history: Any, by: tuple[bytes, str], otherwise: int) -> int:
    """Choose a till: that of the key, which a mandate for a till has."""
    key = history.state.keys.get(key_id(public_of(by[0])))
    if key is None or key.scope is None:
        return int(history.rarely(history.one(0, 1, 2), otherwise))
    return int(history.rarely(otherwise, till_of_mandate(key.scope.name) or 0))


def _open_shifts(history: Any, shop: str) -> list[Any]:
    shifts = [each for each in history.state.objects.values() if each.kind == "shift" and each.maker == shop]
    return [each for each in shifts if each.state == PENDING]


def _open_till(history: Any, shop: str) -> int:
    return int(history.one(0, *(each.till for each in _open_shifts(history, shop) * 2)))


def _shift(history: Any, shop: str, till: int) -> str | None:
    """Name the open shift of a till, rarely none or any at all."""
    right = next((each.id for each in _open_shifts(history, shop) if each.till == till), None)
    others = [each.id for each in history.state.objects.values() if each.kind in {"shift", "sale"}]
    wrong: str | None = history.rarely(history.one(None, "0" * 32, *others[-4:]), right)
    return wrong


def _tax(history: Any, amount: int) -> list[Any]:
    """Give sums by tax class that mostly come to an amount."""
    part = amount // 3
    two = [counter_bodies.tax(amount - part), counter_bodies.tax(part, counter_bodies.NINETEEN, "B")]
    one_class = [counter_bodies.tax(amount, history.one(counter_bodies.SEVEN, 25_000))]
    return list(history.rarely(two[:1], history.one([], [], one_class, two)))


# --- what happened ---------------------------------------------------------------------------------------------------
def same_counters(state: State, second: Any) -> bool:
    """Tell whether both readers came to the same numbers, ends and totals of all sales and shifts."""
    made = [each for each in state.objects.values() if each.kind in {"sale", "shift"}]
    rows = {
        each.id: (
            each.kind, each.maker, each.peer or "", each.currency, each.amount_minor, each.held_minor, each.state,
            each.due, each.ended, each.rail, each.reference, each.till, each.number, detail_text(each.detail),
        )
        for each in made
    }  # fmt: skip
    counted = {
        key: each.value for key, each in state.counters.items() if key[1].split(":")[0] in {"sale", "shift", "closed"}
    }
    theirs = {key: value for key, value in second.counters.items() if value}
    their_rows = {name: (second_verifier.row_of(second, name) or ())[1:] for name in rows}
    return rows == their_rows and counted == theirs


# Each names a kind of order and tells of one that was taken whether it did what is said, by the state behind it.
AT_COUNTER: Mapping[str, tuple[str, Callable[[Any, Any], bool]]] = {
    "cash": ("sale.take", lambda body, _: body.tender == "cash"),
    "rounded cash": ("sale.take", lambda body, _: body.rounding_minor != 0),
    "a gift": ("sale.take", lambda body, _: body.tender == "gift"),
    "a gift of nothing": ("sale.take", lambda body, _: body.tender == "gift" and not body.amount_minor),
    "paid in a shift": ("sale.pay", lambda body, state: state.objects[body.sale].body.shift is not None),
    "tax of two classes": ("sale.new", lambda body, _: len(body.tax) > 1),
    "refund by wallet": ("refund", lambda body, _: body.tender == "wallet"),
    "refund by cash": ("refund", lambda body, _: body.tender == "cash"),
    "refund of a tip": ("refund", lambda body, _: body.tip_minor > 0),
    "refund in another shift": (
        "refund", lambda body, state: state.objects[body.of].body.shift not in {None, body.shift}
    ),
    "refund of a sale that was in no shift": (
        "refund", lambda body, state: body.shift is not None and state.objects[body.of].body.shift is None
    ),
    "opened with a float": ("shift.open", lambda body, _: body.counted_minor > 0),
    "closed with a difference": (
        "shift.close", lambda body, state: state.objects[body.of].detail.closing_difference_minor != 0
    ),
    "closed with expired sales": ("shift.close", lambda body, state: state.objects[body.of].detail.expired_count > 0),
}  # fmt: skip
BY_A_TILL = "by the key of a till"


def labels(order: Order, state: State) -> Iterator[str]:
    """Name what an order that was taken did at a counter; `state` is the one behind it."""
    for name, (kind, did) in AT_COUNTER.items():
        if order.kind == kind and did(order.body, state):
            yield name
    key = state.keys.get(str(order.key))
    if key is not None and key.scope is not None and hasattr(order.body, "till") and order.body.till:
        yield BY_A_TILL
