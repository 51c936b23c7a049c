"""Wallets as a program opens them."""

from __future__ import annotations

import os
import signal
from typing import TYPE_CHECKING

from paycli import Wallet, open_wallet

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.inside import Household

PASSPHRASE = "a passphrase of the tests"


def opened(house: Household, name: str) -> Wallet:
    """Open a wallet of the household from Python."""
    return open_wallet(name, home=house.ledger.parent, passphrase=PASSPHRASE)


def killed_at(place: object, name: str, call: Callable[[], object]) -> None:
    """Make a call in a process of its own that is killed (-9) when it comes to `place.name`."""
    assert hasattr(place, name), f"{place} has no {name} any more, so nobody would be killed at it"

    def die(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        try:
            setattr(place, name, die)
            call()
        finally:
            # Nothing of the test runner may run in the child, whatever happened.
            os._exit(70)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"the program never came to {name}"
