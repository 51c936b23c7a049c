"""Days at a shop's tills, by the real door: every kind of order at a counter, in every way that leaves other rows."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.domain.texts import Text, text_commitment
from tests.support import counter_bodies
from tests.support.mandates import add_mandate, grant, scope

if TYPE_CHECKING:
    from paycli.services.engine.posting import Posted
    from tests.support.circle import Circle, Party

TILL_KINDS = (
    "cancel", "drawer.move", "refund", "sale.new", "sale.take", "shift.close", "shift.open",
)  # fmt: skip
HOUR_MS = 3_600_000


def add_till(circle: Circle, shop: str, till: int = 1, **caps: Any) -> Party:
    """Give a shop the key of a till, and give the party that signs with it."""
    return add_mandate(circle, shop, scope(circle, grant(TILL_KINDS, **caps), name=f"till-{till}"))


def said(circle: Circle, kind: str, body: dict[str, Any], party: Party, text: str) -> Posted:
    """Post an order with a note."""
    salt = os.urandom(32).hex()
    return circle.do(kind, body | {"note": text_commitment(salt, text)}, party, texts=(Text("note", salt, text),))


class Counter(NamedTuple):
    """A till of a shop with its open shift: who signs there."""

    circle: Circle
    shop: str
    till: int
    key: Party
    shift: str

    @classmethod
    def opened(cls, circle: Circle, shop: str, till: int, key: Party, counted_minor: int, **other: Any) -> Counter:
        """Open a shift."""
        body = counter_bodies.begin(counted_minor, till=till, **other)
        return cls(circle, shop, till, key, circle.do("shift.open", body, key).order.name)

    def charge(self, amount_minor: int, **other: Any) -> str:
        """Make a sale of the shift, and give its name."""
        body = counter_bodies.sale(amount_minor, **{"till": self.till, "shift": self.shift, **other})
        return self.circle.do("sale.new", body, self.key).order.name

    def pay(self, guest: str, sale: str, amount_minor: int, tip_minor: int = 0) -> Posted:
        """Let a guest pay a sale from a wallet."""
        shop = self.circle.people[self.shop].wallet
        return self.circle.do(
            "sale.pay", counter_bodies.pay(sale, shop, amount_minor, tip=tip_minor), self.circle.people[guest]
        )

    def take(self, sale: str, amount_minor: int, **other: Any) -> Posted:
        """Take a sale by cash."""
        return self.circle.do("sale.take", counter_bodies.take(sale, amount_minor, till=self.till, **other), self.key)

    def give(self, sale: str, amount_minor: int, why: str) -> Posted:
        """Make a sale a gift of the house."""
        return said(self.circle, "sale.take", counter_bodies.gift(sale, amount_minor, till=self.till), self.key, why)

    def refund(self, guest: str, sale: str, amount_minor: int, **other: Any) -> Posted:
        """Give back to a wallet."""
        to = self.circle.people[guest].wallet
        body = counter_bodies.refund(sale, to, amount_minor, till=self.till, shift=self.shift, **other)
        return said(self.circle, "refund", body, self.key, "cold")

    def refund_cash(self, sale: str, amount_minor: int, **other: Any) -> Posted:
        """Give back out of the drawer."""
        body = counter_bodies.cash_refund(sale, self.shift, amount_minor, till=self.till, **other)
        return said(self.circle, "refund", body, self.key, "burnt")

    def move(self, amount_minor: int, why: str, *, out: bool = False) -> Posted:
        """Put cash into the drawer, take it out, or open it."""
        body = counter_bodies.drawer(self.shift, amount_minor, out=out, till=self.till)
        return said(self.circle, "drawer.move", body, self.key, why)

    def close(self, counted_minor: int, why: str) -> Posted:
        """Close the shift."""
        body = counter_bodies.close(self.shift, counted_minor, till=self.till)
        return said(self.circle, "shift.close", body, self.key, why)


def shop_days(circle: Circle, shop: str = "cafe", guest: str = "zoe") -> Counter:
    """Let a shop have a day at till 1 and begin another one there, and a shift at till 2; gives the last at till 1."""
    owner, key = circle.people[shop], add_till(circle, shop)
    counter = Counter.opened(circle, shop, 1, key, 200_00)
    taxed = [counter_bodies.tax(8_00), counter_bodies.tax(4_50, counter_bodies.NINETEEN, "B")]
    paid = counter.charge(12_50, discount=1_00, tax=taxed)
    counter.pay(guest, paid, 12_50, 1_25)
    in_cash = counter.charge(4_97, tax=[counter_bodies.tax(4_97)])
    counter.take(in_cash, 4_97, rounding=-2, given=10_00)
    counter.give(counter.charge(3_00, tax=[counter_bodies.tax(3_00)]), 3_00, "a birthday")
    counter.give(counter.charge(0), 0, "water")
    circle.do("cancel", {"of": counter.charge(4_00)}, key)
    counter.charge(6_00, expires_ms=1_000)
    counter.refund(guest, paid, 5_00, tip=25, tax=[counter_bodies.tax(5_00)])
    counter.refund_cash(in_cash, 2_02, rounding=-2, tax=[counter_bodies.tax(2_02)])
    counter.move(10_00, "change")
    counter.move(50_00, "to the bank", out=True)
    counter.move(0, "looked")
    circle.clock.now += 2_000
    counter.close(162_50, "45 cents short")
    for payee, amount_minor in ((guest, 50), (shop, 25)):
        body = {"to": circle.people[payee].wallet, "amount": amount_minor, "currency": "EUR"}
        said(circle, "tips.send", body, owner, "tips of the week")
    other_till = Counter.opened(circle, shop, 2, owner, 0)
    other_till.take(other_till.charge(1_00), 1_00)
    counter = Counter.opened(circle, shop, 1, key, 160_00, date="2026-11-30")
    counter.pay(guest, counter.charge(2_50, tax=[counter_bodies.tax(2_50)]), 2_50, 10)
    counter.take(counter.charge(1_00), 1_00)
    # What was paid in another shift goes back in this one.
    counter.refund(
        guest,
        paid,
        7_50,
        tip=30,
        tax=[counter_bodies.tax(3_00), counter_bodies.tax(4_50, counter_bodies.NINETEEN, "B")],
    )
    counter.charge(2_00, expires_ms=24 * HOUR_MS)
    return counter
