"""What somebody wants, how it is carried out, and what the rules would say of it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.ids import uuid7
from paycli.domain.orders import Order
from paycli.domain.state import Needs
from paycli.errors import PaycliError, WrongSigner
from paycli.services.engine.signed_texts import name_wallet, opening_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from paycli.domain.money import Money
    from paycli.domain.ports import App, View


class Plan(NamedTuple):
    """What is about to happen, for the confirmation: who pays from what, to whom, how much, and what comes back.

    `packets`, `back` (ms, when what is left comes back) and `opens` (ms, if later than now) are an envelope's.
    """

    verb: str
    payer: str
    balance: Money | None
    payee: str
    fingerprint: str | None
    money: Money
    detail: str
    play: bool
    packets: int = 0
    back: int | None = None
    opens: int | None = None


def _agree(_plan: Plan) -> None:
    """Agree without asking: what scripts and tests do."""


class Execution(NamedTuple):
    """How a moving command is carried out: its idempotency key, whether it is only tried, and who agrees to it.

    `agree` is shown the plan and raises Cancelled if the person says no.
    """

    key: str | None = None
    dry_run: bool = False
    agree: Callable[[Plan], None] = _agree


def preflight(app: App, view: View, kind: str, body: Mapping[str, Any]) -> None:
    """Let the rules decide an order of the own wallet before anybody is asked about it; raises their refusal.

    It is neither signed nor written, so no secret is needed; commitments in the body may be made up. Which key the
    wallet will sign with is not known here, so the door alone refuses a key.
    """
    from paycli.domain.rules.judge import judge, needs
    from paycli.domain.state import Place

    wallet, head = app.profile.wallet, view.head()
    row = view.load(Needs(wallets=(wallet,))).wallets.get(wallet)
    key = str(opening_of(view, row)["key"]) if row is not None else None
    now = max(app.clock.now_ms(), head.time)
    fresh = uuid7(now, os.urandom(10))
    order = Order.make(kind, body, id=fresh, at=now, key=key, ledger=app.profile.ledger, wallet=wallet)
    try:
        judge(order, view.load(needs(order)), Place(head.size + 1, now))
    except WrongSigner:
        return
    except PaycliError as error:
        name_wallet(view, error)
        raise
