"""What somebody should see before agreeing to a payment."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.services.engine.intents import Payee, Plan
from paycli.services.engine.pins import first_use_fingerprint
from paycli.services.engine.signed_texts import wallet_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.money import Money
    from paycli.services.engine.pins import Pinned
    from paycli.services.reading.reader import Reader

STRANGERS_SHOWN_MOST = 3


def payee_of(reader: Reader, wallet: str) -> Payee:
    """Name a wallet by its handle and its display name."""
    row = reader.find_wallet(wallet)
    name = None if row is None else wallet_name(reader.view, row)
    return Payee(reader.handle(wallet), name)


def payee_alone(reader: Reader, pinned: Pinned) -> Payee:
    """Name the one who is paid; for the first time with the key, to be compared.

    It is the first time where no order of this account that is proven has paid the wallet, or its key was never shown.
    """
    payee = payee_of(reader, pinned.now.wallet)
    if not pinned.first and pinned.now.wallet in reader.view.paid():
        return payee
    return payee._replace(fingerprint=first_use_fingerprint(pinned), strangers=(payee.handle,))


def with_strangers(reader: Reader, payee: Payee, wallets: Sequence[str]) -> Payee:
    """Say who of several is paid for the first time: nobody compares the keys of many at once."""
    paid = {*reader.view.paid(), reader.own}
    new = [wallet for wallet in wallets if wallet not in paid]
    named = tuple(sorted(reader.handle(wallet) for wallet in new[:STRANGERS_SHOWN_MOST]))
    return payee._replace(strangers=named, more=len(new) - len(named))


def plan_payment(reader: Reader, verb: str, payee: Payee, money: Money) -> Plan:
    """Gather what a person should see before agreeing to pay somebody from the own wallet."""
    return Plan(
        verb=verb,
        payer=reader.handle(reader.own),
        payees=(payee,),
        money=money,
        play=reader.registry.play,
        balance=reader.balance(money.currency),
    )
