"""Letting somebody in: rails and wallets, once each whatever the retries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.bodies import RailAdmitBody, WalletAdmitBody, WalletRejectBody
from paycli.services.engine.drafts import OPERATOR
from paycli.services.engine.intents import Execution, Intent, carry_out

if TYPE_CHECKING:
    from paycli.domain.ports import App


def admit_rail(app: App, rail: str, public: str) -> None:
    """Let a rail move money; posted once, whatever the retries."""
    body = RailAdmitBody(rail=rail, public=public)
    carry_out(app, Execution(), Intent("rail.admit", lambda _: body, party=OPERATOR, key=f"rail {rail}".encode()))


def admit_wallet(app: App, wallet: str) -> None:
    """Admit a wallet by the operator's key. Raises OperatorOnly, AlreadyAdmitted, HandleTaken."""
    body = WalletAdmitBody(wallet=wallet, invite=None, proof=None)
    carry_out(app, Execution(), Intent("wallet.admit", lambda _: body, party=OPERATOR, key=f"admit {wallet}".encode()))


def reject_wallet(app: App, wallet: str) -> None:
    """End a wallet's request to join. Raises OperatorOnly, AlreadyAdmitted, JoinRequestOver."""
    body, key = WalletRejectBody(wallet), f"reject {wallet}".encode()
    carry_out(app, Execution(), Intent("wallet.reject", lambda _: body, party=OPERATOR, key=key))
