"""The choices of a random history: who and how much, mostly right, and the same for the same number."""

from __future__ import annotations

import random
from typing import Any

from paycli.domain.ids import uuid7
from paycli.domain.state import State
from paycli.signing import CRYPTO
from tests.support.circle import START_MS

NOWHERE = "ab" * 20


class Chooser:
    """Chooses among what a state has; `owners` has each signing seed with the wallet whose it is."""

    def __init__(self, number: int, amounts: tuple[int, ...]) -> None:
        self.random, self.amounts = random.Random(number), amounts
        self.state, self.time, self.made = State(CRYPTO), START_MS, 0
        self.owners: list[tuple[bytes, str]] = []

    def new_seed(self) -> bytes:
        self.made += 1
        return self.made.to_bytes(32, "big")

    def new_id(self) -> str:
        return uuid7(self.time, self.random.randbytes(10))

    def one(self, *of: Any) -> Any:
        return self.random.choice(of)

    def rarely(self, what: Any, otherwise: Any) -> Any:
        return what if self.random.random() < 0.05 else otherwise

    def admitted(self, *, yes: bool = True) -> list[tuple[bytes, str]]:
        """Give the owners whose wallets are admitted, or those who wait for it."""
        return [owner for owner in self.owners if (self.state.wallets[owner[1]].admitted_n is not None) == yes]

    def wallet(self, *, admitted: bool = True) -> str:
        there = self.rarely([], self.admitted(yes=admitted)) or self.owners or [(b"", NOWHERE)]
        return str(self.rarely(NOWHERE, self.one(*there)[1]))

    def money(self) -> dict[str, Any]:
        return {"amount": self.one(*self.amounts), "currency": self.rarely(self.one("JPY", "CHF", "XYZ"), "EUR")}
