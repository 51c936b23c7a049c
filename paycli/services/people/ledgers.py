"""Which ledgers this account has wallets on: what its own profiles say, without opening any ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from paycli.domain.ports import Machine, Profile


class LedgerHere(NamedTuple):
    """A ledger on which this account has wallets; `there` tells whether its file is, `current` who acts by default."""

    ledger: str
    address: str
    there: bool
    current: str | None
    wallets: tuple[str, ...]


def ledgers(machine: Machine, current: Profile | None) -> list[LedgerHere]:
    """List them by their files, the one that is used by default first."""
    found: dict[tuple[str, str], list[str]] = {}
    for profile in machine.profiles():
        found.setdefault((profile.address, profile.ledger), []).append(profile.name)
    rows = [
        LedgerHere(
            ledger=ledger,
            address=address,
            there=machine.has_ledger(address),
            current=current.name if current is not None and current.ledger == ledger else None,
            wallets=tuple(names),
        )
        for (address, ledger), names in sorted(found.items())
    ]
    return sorted(rows, key=lambda row: row.current is None)
