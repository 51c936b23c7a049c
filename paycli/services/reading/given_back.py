"""What was given back of a payment, as the entries say that tell of it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.answers import payment_to
from paycli.domain.asking_bodies import SendBackBody
from paycli.domain.lives import as_wait
from paycli.domain.money import Money
from paycli.domain.orders import read_unchecked
from paycli.domain.state import DONE
from paycli.domain.subjects import object_of
from paycli.services.reading.places import Period, entries
from paycli.services.reading.waiting import state_now

if TYPE_CHECKING:
    from paycli.domain.orders import Order
    from paycli.domain.ports import Entry
    from paycli.services.reading.lookup import Found
    from paycli.services.reading.reader import Reader


class PaidTo(NamedTuple):
    """What one order, its name and entry, paid to a wallet, by whom, and what the wallet gave back of it so far."""

    name: str
    n: int
    payer: str
    money: Money
    back: Money

    @property
    def left(self) -> Money:
        """What can still be given back."""
        return self.money._replace(amount_minor=self.money.amount_minor - self.back.amount_minor)

    def less(self, back_minor: int) -> PaidTo:
        """Give the same where so much more of it came back, in whatever way."""
        more_minor = min(self.back.amount_minor + back_minor, self.money.amount_minor)
        return self._replace(back=self.back._replace(amount_minor=more_minor))


def meant_payment(reader: Reader, found: Found) -> tuple[Entry, Order]:
    """Give the entry of the payment that somebody means by an entry: of a transfer that waited the one that made it."""
    entry = reader.entry(found.n)
    order = read_unchecked(entry.order)
    wait = as_wait(reader.find_object(object_of(order) or ""))
    if wait is None or wait.n == entry.n:
        return entry, order
    made = reader.entry(wait.n)
    return made, read_unchecked(made.order)


def paid_to(reader: Reader, entry: Entry, order: Order, wallet: str) -> PaidTo | None:
    """Say what an order paid to a wallet; None where it paid nothing that can be given back, or has not arrived."""
    payment = payment_to(order, wallet, entry.n)
    wait = as_wait(reader.find_object(order.name)) if payment is not None else None
    if payment is None or (wait is not None and state_now(reader, wait) != DONE):
        return None
    back_minor = sum(given.amount_minor for given in given_back(reader, order.name).get(wallet, ()))
    paid = Money(payment.amount_minor, payment.currency)
    return PaidTo(
        name=order.name,
        n=entry.n,
        payer=payment.payer,
        money=paid,
        back=paid._replace(amount_minor=back_minor),
    )


def given_back(reader: Reader, name: str) -> dict[str, list[SendBackBody]]:
    """Give what was given back of an order, oldest first, by the wallets that gave it."""
    found: dict[str, list[SendBackBody]] = {}
    for entry in reader.view.entries_about(name):
        order = read_unchecked(entry.order)
        if isinstance(order.body, SendBackBody) and order.body.of == name:
            found.setdefault(str(order.wallet), []).append(order.body)
    return found


# Of so many entries Tab looks at the newest.
_LOOKED_AT_MOST = 200


def paid_lately(reader: Reader, most: int) -> list[PaidTo]:
    """Give the newest payments to the wallet that something can still be given back of, newest first."""
    found: list[PaidTo] = []
    for entry in islice(entries(reader, reader.own, Period()), _LOOKED_AT_MOST):
        order = read_unchecked(entry.order)
        paid = paid_to(reader, entry, order, reader.own) if order.wallet != reader.own else None
        if paid is not None and paid.left.amount_minor:
            found.append(paid)
        if len(found) == most:
            break
    return found
