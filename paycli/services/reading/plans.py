"""What somebody should see before agreeing to a payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.services.engine.intents import Plan
from paycli.services.engine.pins import first_use_fingerprint

if TYPE_CHECKING:
    from paycli.domain.money import Money
    from paycli.services.engine.pins import Pinned
    from paycli.services.reading.reader import Reader


def plan_payment(
    reader: Reader, verb: str, payee: str, money: Money, detail: str = "", *, pinned: Pinned | None = None
) -> Plan:
    """Gather what a person should see before agreeing to pay a wallet; with `pinned`, its key the first time."""
    wallet = reader.own
    return Plan(
        verb=verb,
        payer=reader.handle(wallet),
        balance=reader.balance(money.currency),
        payee=reader.handle(payee),
        fingerprint=None if pinned is None else first_use_fingerprint(pinned),
        money=money,
        detail=detail,
        play=reader.registry.play,
    )
