"""A shop's ledger for receipts: sales at its own till and at till 1, by keys whose seeds are known."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.domain.ids import key_id, uuid7
from paycli.domain.texts import Text, text_commitment
from tests.support import counter_bodies
from tests.support.circle import Circle, Party
from tests.support.forger import open_book
from tests.support.ledgers import new_ledger
from tests.support.mandates import grant, key_body, scope
from tests.support.rich import add_key
from tests.support.shop_days import TILL_KINDS, Counter

if TYPE_CHECKING:
    from pathlib import Path

CAFE, SECOND, TILL, HELPER, OTHER_TILL = "cafe", "second", "till", "helper", "other till"
REVOKED_AFTER_MS = 5_000
HOSTILE = 'Käse \x1b[2J\x1b[HGOOD receipt\n\u202e"Süß"\\ 2 x 5.00'


class Scene(NamedTuple):
    """The ledger's file, the seeds of the shop's keys, its sales by name and number, and the time when they ended."""

    path: Path
    seeds: dict[str, bytes]
    sales: dict[str, tuple[str, str]]
    now: int


def shop_scene(folder: Path) -> Scene:
    """Build the ledger."""
    path = new_ledger(folder, "shop.db")
    book = open_book(path)
    circle = Circle(book, people=("zoe",), cash_minor=500_00)
    cafe, zoe = circle.people["cafe"], circle.people["zoe"]
    circle.do("currency.add", {"currency": "JPY", "exponent": 0}, circle.operator)
    circle.cash_in("zoe", 9_000, "JPY")
    second = add_key(circle, "cafe", b"2" * 32)
    kinds = TILL_KINDS
    till = _mandate(circle, second, b"3" * 32, scope(circle, grant(kinds, per_order=100_00), name="till-1"))
    helper = _mandate(circle, cafe, b"4" * 32, scope(circle, grant(kinds, currency="JPY"), name="helper"))
    other = _mandate(circle, cafe, b"5" * 32, scope(circle, grant(kinds), name="till-2"))

    tipped = charged(circle, cafe, 12_50, [{"amount": 12_50, "codes": ["4006381"], "what": HOSTILE}], discount=50)
    circle.do("sale.pay", counter_bodies.pay(tipped, cafe.wallet, 12_50, tip=1_25), zoe)
    for amount, tip in ((5_00, 25), (7_00, 0)):
        circle.do("refund", counter_bodies.refund(tipped, zoe.wallet, amount, tip=tip), second)
    yen = circle.do("sale.new", counter_bodies.sale(900, currency="JPY"), helper).order.name
    circle.do("sale.pay", counter_bodies.pay(yen, cafe.wallet, 900, currency="JPY"), zoe)
    counter = Counter.opened(circle, "cafe", 1, till, 100_00)
    at_till = {"till": 1, "shift": counter.shift}
    cash = charged(circle, till, 4_97, [{"amount": 4_97, "what": "tea"}], tax=[counter_bodies.tax(4_97)], **at_till)
    counter.take(cash, 4_97, rounding=-2, given=10_00)
    counter.refund_cash(cash, 2_02, rounding=-2)
    gift = charged(circle, till, 3_00, [{"amount": 3_00, "what": "cake"}], **at_till)
    counter.give(gift, 3_00, "a birthday")
    unpaid = counter.charge(1_00)
    now = circle.clock.now
    circle.clock.now += REVOKED_AFTER_MS
    circle.do("key.revoke", {"key": key_id(second.public)}, cafe)
    book.close()
    parties = {CAFE: cafe, SECOND: second, TILL: till, HELPER: helper, OTHER_TILL: other, "zoe": zoe}
    seeds = {name: party.seed for name, party in parties.items()}
    sales = {"tipped": (tipped, "0-000001"), "yen": (yen, "0-000002"), "cash": (cash, "1-000001")}
    return Scene(path, seeds, {**sales, "gift": (gift, "1-000002"), "unpaid": (unpaid, "1-000003")}, now)


def charged(circle: Circle, party: Party, amount_minor: int, lines: list[dict[str, Any]], **other: Any) -> str:
    """Make a sale with lines, and give its name."""
    from tests.support.receipts import canonical

    text, salt = canonical(lines).decode(), os.urandom(32).hex()
    body = counter_bodies.sale(amount_minor, lines=text_commitment(salt, text), **other)
    return circle.do("sale.new", body, party, texts=(Text("lines", salt, text),)).order.name


def _mandate(circle: Circle, adder: Party, seed: bytes, terms: object) -> Party:
    order_id = uuid7(circle.clock.now, os.urandom(10))
    circle.do("key.add", key_body(adder, seed, order_id, terms), adder, order_id=order_id)
    return Party(seed, adder.wallet)
