"""Letting somebody in: rails and wallets, once each whatever the retries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.services.engine.drafts import OPERATOR, Draft, submit

if TYPE_CHECKING:
    from paycli.domain.ports import App


def admit_rail(app: App, rail: str, public: str) -> None:
    """Let a rail move money; posted once, whatever the retries."""
    draft = Draft(app, "rail.admit", party=OPERATOR, key=f"rail {rail}".encode())
    submit(app, draft.sign({"rail": rail, "public": public}))


def admit_wallet(app: App, wallet: str) -> None:
    """Admit a wallet by the operator's key. Raises OperatorOnly, AlreadyAdmitted, HandleTaken."""
    draft = Draft(app, "wallet.admit", party=OPERATOR, key=f"admit {wallet}".encode())
    submit(app, draft.sign({"wallet": wallet, "invite": None, "proof": None}))
