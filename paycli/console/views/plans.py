"""What somebody is asked before money moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.views.wording import local, money, play

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.engine.intents import Plan


def plan(asked: Plan, registry: Registry) -> str:
    """Write the question of a confirmation: who pays from what, to whom, how much."""
    have = f" ({money(asked.balance, registry)}{', PLAY' if asked.play else ''})" if asked.balance else play(registry)
    key = f" key {asked.fingerprint}, first time" if asked.fingerprint else ""
    detail = f", {asked.detail}" if asked.detail else ""
    if asked.verb == "Cancel":
        back = f", {money(asked.money, registry)} comes back" if asked.money.amount_minor else ""
        return f"Cancel this {asked.payee}{back}{play(registry)}?"
    if asked.packets:
        packets = "1 packet of" if asked.packets == 1 else f"{asked.packets} packets, together"
        back = f", what is left comes back {local(asked.back, registry)}" if asked.back is not None else ""
        if asked.opens is not None:
            back = f", opens {local(asked.opens, registry)}{back}"
        what = f"{packets} {money(asked.money, registry)}{back}"
        return f"From {asked.payer}{have} -> {asked.payee}{key}, {what}.  Send?"
    return f"From {asked.payer}{have} -> {asked.payee}{key}: {money(asked.money, registry)}{detail}.  {asked.verb}?"
