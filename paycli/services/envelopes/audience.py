"""Whom an envelope is for: handles of wallets and groups, and the wallets that they mean now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.shapes import WALLETS_MOST
from paycli.domain.state import Needs
from paycli.domain.texts import clean_handle
from paycli.errors import SelfPayment, TooManyWallets, Usage, step
from paycli.services.reading.groups import blocked_by, group_open
from paycli.services.reading.names import group_of, is_group, known_owner, resolve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.services.reading.reader import Reader


def expand(reader: Reader, typed: str) -> tuple[tuple[str, ...], str]:
    """Give the wallets that a typed handle means now, and its handle with @ for people to read.

    A wallet is itself. A group is its members but for the sender and those who could not take from it: who blocked
    the sender, and whom the sender blocked. Raises NotFound, AlreadyEnded for a closed group, and Usage where nobody
    is left or the sender has blocked who was named.
    """
    owner = known_owner(reader, clean_handle(typed))
    blocked = blocked_by(reader)
    if owner is None or not is_group(owner):
        wallet = resolve(reader, typed)
        handle = reader.handle(wallet)
        if wallet in blocked:
            help_ = step("unblock", name=handle.removeprefix("@"))
            raise Usage(problem=f"You have blocked {handle}, so they could not take it", help=help_)
        return (wallet,), handle
    group, own = group_open(reader, typed), reader.own
    rows = reader.view.load(Needs(wallets=group.detail.members)).wallets
    wallets = tuple(
        member
        for member in group.detail.members
        if member != own and member not in blocked and own not in rows[member].blocked
    )
    handle = group_of(reader, group.id)
    if not wallets:
        raise Usage(
            problem=f"Nobody else in {handle} can take it",
            help=step("add_to_group", group=handle[1:]),
        )
    return wallets, handle


def audience_of(reader: Reader, who: Sequence[str]) -> tuple[list[str], dict[str, tuple[str, ...]]]:
    """Give the wallets that typed handles mean together, in order of id, and those of each handle for people to read.

    Raises what `expand` raises, SelfPayment where the sender alone is left, and TooManyWallets.
    """
    found = [expand(reader, each) for each in who]
    wallets = sorted({wallet for each, _ in found for wallet in each})
    if wallets == [reader.own]:
        raise SelfPayment
    if len(wallets) > WALLETS_MOST:
        raise TooManyWallets(limit=WALLETS_MOST)
    return wallets, {label: each for each, label in found}
