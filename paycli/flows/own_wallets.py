"""Who of this account may do what was refused to the wallet that acts: a service knows one wallet, profiles all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.corrected import typed_as
from paycli.domain.state import Needs
from paycli.errors import NotAllowed, NotFound, PaycliError, ShopOnly, step
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp
    from paycli.domain.ports import Profile


def say_who_may(error: NotAllowed, app: OpenedApp) -> None:
    """Add to a refusal the own wallet that may do the same, with the line to copy; nothing where there is none."""
    by = error.values.get("by")
    if by is None and not isinstance(error, ShopOnly):
        return
    try:
        others = [each for each in app.machine.profiles() if each.ledger == app.profile.ledger]
        found = [each for each in others if each.wallet == by] if by is not None else _shops(app, others)
    except PaycliError:
        # What was refused is said in any case.
        return
    if found:
        error.values["help"] = typed_as(found[0].name)
        if isinstance(error, ShopOnly):
            error.values["shops"] = f" Your shops: {', '.join(f'@{each.name}' for each in found)}."


def say_where(error: NotFound, app: OpenedApp) -> None:
    """Add to a wallet that is not on this ledger that this account has one of that name on another."""
    if error.values.get("what") != "wallet" or "detail" in error.values:
        return
    name = str(error.values.get("typed", "")).removeprefix("@")
    try:
        elsewhere = {each.address for each in app.machine.profiles() if each.name == name}
    except PaycliError:
        return
    if elsewhere:
        error.values["detail"] = (
            f", on {app.profile.address}. A wallet of that name is on {' and '.join(sorted(elsewhere))}"
        )
        error.values["help"] = step("add_ledger", path=min(elsewhere))


def _shops(app: OpenedApp, profiles: list[Profile]) -> list[Profile]:
    with reading(app) as reader:
        wallets = reader.view.load(Needs(wallets=tuple(each.wallet for each in profiles))).wallets
    return [each for each in profiles if each.wallet in wallets and wallets[each.wallet].shop]
