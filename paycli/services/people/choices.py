"""What a wallet lets strangers do: pay it at once, ask it for money."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.asking_bodies import WalletSetBody
from paycli.domain.asking_kinds import ALL, CHOICES, RECEIVE
from paycli.errors import Usage
from paycli.services.engine.intents import Execution, Intent, carry_out
from paycli.services.reading.around_orders import before_posting

if TYPE_CHECKING:
    from paycli.domain.ports import App
    from paycli.domain.state import Wallet

SET = "wallet.set"


class Chosen(NamedTuple):
    """What strangers may do with the own wallet now; `changed` is false where it was so already."""

    wallet: str
    handle: str
    name: str
    value: str
    changed: bool


def chosen(row: Wallet, name: str) -> str:
    """Give a choice of a wallet: `receive` or `requests`."""
    return (row.receive if name == RECEIVE else row.requests) or ALL


def choose(app: App, name: str, value: str) -> Chosen:
    """Choose what strangers may do with the own wallet; raises Usage. Left as it is where it is so already."""
    with before_posting(app, SET) as reader:
        if name not in CHOICES:
            raise Usage(problem=f"A wallet has no setting {name[:40]}", help=f"one of: {', '.join(CHOICES)}")
        if value not in CHOICES[name]:
            raise Usage(problem=f"{name} cannot be {value[:40]}", help=f"one of: {', '.join(CHOICES[name])}")
        before, handle = chosen(reader.wallet(reader.own), name), reader.handle(reader.own)
    if before != value:
        body = WalletSetBody(name, None if value == ALL else value)
        carry_out(app, Execution(), Intent(SET, lambda _: body))
    return Chosen(app.profile.wallet, handle, name, value, before != value)
