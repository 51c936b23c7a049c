"""Sending from Python beside the raw loop that writes the same rows: what a long-running program of somebody's does.

The raw loop signs, checks and commits one payment at a time. The API finds the payee by the handle, compares the key,
looks for an order under the same idempotency key, lets the rules decide beforehand, posts, writes down how far the log
went and gives the balance.
"""

from __future__ import annotations

import time
from contextlib import ExitStack
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from bench.circle import make_ground
from bench.measure import Spread, interleave, kept_in, ratio, spread, table
from paycli.api.wallet import Wallet
from paycli.app.machine import LocalMachine
from paycli.domain.money import Money
from paycli.domain.records import Profile, secret_entry

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bench.circle import Ground
    from paycli.app.opened import OpenedApp

_VAULT = "sealed"


class Size(NamedTuple):
    """How many rounds there are, and how many payments each side sends in one."""

    rounds: int = 25
    sends: int = 80


class Found(NamedTuple):
    """The ratio of our rate to the raw one, and what a send costs in ms of processor time."""

    size: Size
    single: Spread
    cpu_ms: float


def run(size: Size | None = None, folder: Path | None = None) -> Found:
    """Measure in interleaved rounds; the ledgers are left in the folder if one is named."""
    size = size or Size()
    with kept_in(folder) as place, ExitStack() as open_things:
        ground, _ = make_ground(place, ("ming", "li"))
        raw = ground.raw(ground.copy("raw"), lock=False)
        open_things.callback(raw.close)
        wallet = open_things.enter_context(Wallet(app_on(ground, place)))
        ming, li = ground.signer("ming"), ground.signer("li")
        spent: list[float] = []
        numbers = count()

        def ours() -> None:
            began = time.process_time()
            for amount_minor in range(1, size.sends + 1):
                wallet.send("li", Money(amount_minor, "EUR"), key=f"key-{next(numbers)}")
            spent.append((time.process_time() - began) * 1000 / size.sends)

        def theirs() -> None:
            for amount_minor in range(1, size.sends + 1):
                raw.send(ming, li, [amount_minor])

        rates = interleave({"api": lambda: _rate(ours, size), "raw": lambda: _rate(theirs, size)}, size.rounds)
    return Found(size, ratio(rates["api"], rates["raw"]), spread(spent).median)


def _rate(send: Callable[[], None], size: Size) -> float:
    began = time.perf_counter()
    send()
    return size.sends / (time.perf_counter() - began)


def app_on(ground: Ground, place: Path) -> OpenedApp:
    """Open @ming's profile on a copy of the ledger, with its seed in a sealed file."""
    home, phrase = place / "wallets", place / "phrase"
    home.mkdir(mode=0o700)
    phrase.write_text("a passphrase of the bench\n", encoding="utf-8")
    phrase.chmod(0o600)
    machine = LocalMachine({"PAYCLI_HOME": str(home), "PAYCLI_PASSPHRASE_FILE": str(phrase)}, None, rings=False)
    ming = ground.people["ming"]
    profile = Profile(
        name="ming",
        address=str(ground.copy("ours")),
        ledger=ground.ledger,
        wallet=str(ming.wallet),
        vault=_VAULT,
        operator=False,
        cards=(),
        default_card=None,
    )
    machine.vault(_VAULT).set(secret_entry(ground.ledger, str(ming.wallet)), ming.seed)
    machine.save_profile(profile)
    return machine.open(profile)


def show(found: Found) -> str:
    """Lay out what was found."""
    rows = [("send, one commit each", str(found.single), "0.60")]
    cost = f"A send costs {found.cpu_ms:.1f} ms of processor time."
    return f"{table('From Python, as a part of the raw rate', ('', 'median (middle half)', 'aim'), rows)}\n  {cost}"


if __name__ == "__main__":
    print(show(run()))
