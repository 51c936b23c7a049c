"""Settling what is due, and asking the rails about what is in flight, for every wallet of this account."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.state import DONE, PENDING, RETURNED
from paycli.errors import KeyringLocked, NoKeyring, PassphraseMissing, PaycliError
from paycli.services.engine.posting import settle_due
from paycli.services.engine.refusals import begun
from paycli.services.rails.in_flight import in_flight, refresh

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from paycli.domain.ports import App, Machine, Profile
    from paycli.domain.state import LedgerObject

# Somebody must be asked: for a passphrase, or to unlock a keyring.
_WANTS_SOMEBODY = (PassphraseMissing, KeyringLocked, NoKeyring)


class WalletTick(NamedTuple):
    """How what one wallet had in flight stands by now; each of them is an id.

    `needs` says why something of it could not be begun without a person, `trouble` why nothing was looked at.
    """

    handle: str
    ledger: str
    address: str
    done: tuple[str, ...] = ()
    returned: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    needs: PaycliError | None = None
    trouble: PaycliError | None = None


class Beside(NamedTuple):
    """A wallet of this account that was not asked about, and how much of it is in flight."""

    handle: str
    things: int


class Ticked(NamedTuple):
    """What `tick` did: how much was settled because of time, and each wallet; `others` were left alone."""

    settled: int
    wallets: tuple[WalletTick, ...]
    others: tuple[Beside, ...]

    @property
    def ended(self) -> tuple[str, ...]:
        """What has come to its end."""
        return tuple(each for wallet in self.wallets for each in (*wallet.done, *wallet.returned))

    @property
    def waiting(self) -> tuple[str, ...]:
        """What is still in flight."""
        return tuple(each for wallet in self.wallets for each in wallet.waiting)

    @property
    def exit_status(self) -> int:
        """Say for a script whether something is still in flight."""
        return 75 if self.waiting else 0


def tick(machine: Machine, profiles: Sequence[Profile], *, beside: Sequence[Profile]) -> Ticked:
    """Settle what is due on the ledgers of these wallets, and ask the rails about what is in flight of each of them.

    Nobody is asked for a secret: what needs one is named. Of the wallets `beside` that share a ledger with them it is
    only counted what is in flight. Where several wallets are looked after, one that cannot be opened keeps nothing
    from the rest. What goes wrong with one thing in flight is raised when all were asked.
    """
    settled, wallets = 0, []
    ledgers: set[str] = set()
    troubles: list[PaycliError] = []
    for profile in profiles:
        found = WalletTick(f"@{profile.name}", profile.ledger, profile.address)
        try:
            app = machine.open(profile)
            settled += 0 if profile.ledger in ledgers else _settle_all(app)
            flying = in_flight(app)
        except PaycliError as trouble:
            if len(profiles) == 1:
                raise
            wallets.append(found._replace(trouble=trouble))
            continue
        ledgers.add(profile.ledger)
        wallets.append(_asked(app, flying, found, troubles))
    result = Ticked(settled, tuple(wallets), _beside(machine, profiles, beside))
    if troubles:
        with _behind(settled + len(result.ended), troubles[0].money):
            raise troubles[0]
    return result


def _asked(app: App, flying: Sequence[LedgerObject], found: WalletTick, troubles: list[PaycliError]) -> WalletTick:
    """Ask about each thing in flight of one wallet; what goes wrong says whose it is, and joins the troubles."""
    states: dict[str, str] = {}
    for item in flying:
        states[item.id] = PENDING
        try:
            states[item.id] = refresh(app, item)
        except _WANTS_SOMEBODY as needed:
            found = found._replace(needs=needed)
        except PaycliError as trouble:
            trouble.money = f"{found.handle} has {len(flying)} in flight. {trouble.money}".strip()
            troubles.append(trouble)

    def those(state: str) -> tuple[str, ...]:
        return tuple(each for each, now in states.items() if now == state)

    return found._replace(done=those(DONE), returned=those(RETURNED), waiting=those(PENDING))


def _beside(machine: Machine, profiles: Sequence[Profile], beside: Sequence[Profile]) -> tuple[Beside, ...]:
    """Count what other wallets of this account on the same ledgers have in flight; unreadable ones are left out."""
    looked_after = {(each.ledger, each.wallet) for each in profiles}
    ledgers = {(each.ledger, each.address) for each in profiles}
    found = []
    for profile in beside:
        if (profile.ledger, profile.address) in ledgers and (profile.ledger, profile.wallet) not in looked_after:
            try:
                things = len(in_flight(machine.open(profile)))
            except PaycliError:
                continue
            found += [Beside(f"@{profile.name}", things)] if things else []
    return tuple(found)


def _settle_all(app: App) -> int:
    """Settle all that is due, and give how much that was."""
    settled = 0
    while True:
        with _behind(settled):
            count = settle_due(app.book, app.clock)
        settled += count
        if not count:
            return settled


def _behind(done: int, money: str = "") -> AbstractContextManager[None]:
    """Let what goes wrong now say that something was done before, if anything was, and what is said of the rest."""
    return begun(f"A part was done. {money}".rstrip(". ")) if done else nullcontext()
