"""The view of what `tick` did: one line for each wallet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import payments
from paycli.console.hints import hint_of
from paycli.console.output import Document
from paycli.console.views.wording import joined
from paycli.domain.ids import short

if TYPE_CHECKING:
    from paycli.services.rails.tick import Ticked, WalletTick


def ticked(result: Ticked) -> Document:
    """Show what `tick` did."""
    several = len({each.ledger for each in result.wallets}) > 1
    lines = [f"settled {result.settled}", *(_wallet(each, several=several) for each in result.wallets)]
    for each in result.others:
        name = each.handle.removeprefix("@")
        lines.append(f"{each.handle} has {each.things} in flight, not asked about: paycli tick --as {name}")
    data = payments.Ticked(
        settled=result.settled,
        done=tuple(each for wallet in result.wallets for each in wallet.done),
        returned=tuple(each for wallet in result.wallets for each in wallet.returned),
        pending=result.waiting,
        asked=tuple(map(_data, result.wallets)),
        others=tuple(payments.InFlight(each.handle, each.things) for each in result.others),
    )
    return Document(data, tuple(lines))


def _wallet(wallet: WalletTick, *, several: bool) -> str:
    """Say in one line how it stands with one wallet, and with several ledgers on which it is."""
    who = f"{wallet.handle} on {wallet.address}" if several else wallet.handle
    if wallet.trouble is not None:
        return joined((who, f"not looked at: {wallet.trouble.message}", hint_of(wallet.trouble)))
    parts = [f"went through {len(wallet.done)}"] if wallet.done else []
    parts += [f"returned {len(wallet.returned)}"] if wallet.returned else []
    parts += [f"still in flight {', '.join(short(each) for each in wallet.waiting)}"] if wallet.waiting else []
    if wallet.needs is not None:
        # Under --as somebody can be asked for it.
        name = wallet.handle.removeprefix("@")
        place = f" --ledger {wallet.address}" if several else ""
        parts.append(f"needs its secret: paycli tick --as {name}{place}")
    return joined((who, *(parts or ["nothing in flight"])))


def _data(wallet: WalletTick) -> payments.WalletAsked:
    return payments.WalletAsked(
        handle=wallet.handle,
        ledger=wallet.ledger,
        done=wallet.done,
        returned=wallet.returned,
        pending=wallet.waiting,
        needs=None if wallet.needs is None else wallet.needs.code,
        trouble=None if wallet.trouble is None else wallet.trouble.code,
    )
