"""Who acts from now on: what `init`, `join` and `use` say of it, and where the environment counts before it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from paycli.errors import PaycliError

if TYPE_CHECKING:
    from paycli.app.machine import LocalMachine
    from paycli.domain.records import Profile

_BEFORE = ("PAYCLI_AS", "PAYCLI_LEDGER")


def stays(machine: LocalMachine, ledger: str, handle: str) -> Profile | None:
    """Give the profile that stays the default beside a new wallet; None where the new one is it."""
    current = machine.store.current()
    return None if current is None or (current.ledger, f"@{current.name}") == (ledger, handle) else current


def outvoted(machine: LocalMachine, chosen: Profile) -> str:
    """Say what is set in the environment and makes another profile act than the one just chosen; empty if nothing."""
    names = " and ".join(f"{name}={os.environ[name]}" for name in _BEFORE if os.environ.get(name))
    if not names:
        return ""
    try:
        acting, _ = machine.store.choose(None, os.environ, tty=True, moving=False)
    except PaycliError as error:
        return f"{names} counts before it: {error.message}"
    if (acting.ledger, acting.name) == (chosen.ledger, chosen.name):
        return ""
    return f"{names} counts before it: until that is unset you act as @{acting.name} on {acting.address}"
