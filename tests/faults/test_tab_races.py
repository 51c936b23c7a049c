"""Many who guess a PIN at once get no more tries than one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.app.till_tabs import SealedTabs
from paycli.domain.ids import key_id
from paycli.domain.pins import TRIES_MOST, PinTries
from paycli.domain.tabs import TillTab
from paycli.errors import TabLocked, TabPinWrong
from paycli.home.tab_files import TillPlace
from paycli.signing import public_of
from paycli.vault.sealed_format import CHEAPEST
from tests.support.crew import Crew
from tests.support.effort import often

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GUESSERS, ROUNDS = 8, often(10)
GUEST, SEED = "cd" * 20, b"s" * 32


def test_of_eight_guesses_at_once_three_are_looked_at(tmp_path: Path) -> None:
    def tabs(number: int) -> SealedTabs:
        return SealedTabs(tmp_path / str(number), TillPlace("0" * 32, "ab" * 20, 1), CHEAPEST)

    def guess(worker: int, number: int) -> Callable[[], str]:
        def act() -> str:
            try:
                return tabs(number).unseal(GUEST, "@li", f"{worker:04}", 1_000).decode()
            except TabPinWrong:
                return "wrong"
            except TabLocked as error:
                return "locked" if error.values["minutes"] == 10 else "odd"

        return act

    with Crew(GUESSERS, guess) as crew:
        for number in range(ROUNDS):
            tabs(number).keep(TillTab(GUEST, key_id(public_of(SEED)), PinTries()), SEED, "4711")
            found = crew.race([number] * GUESSERS)
            # The third is looked at, and locks as the rest find it.
            assert sorted(found) == ["locked"] * (GUESSERS - TRIES_MOST + 1) + ["wrong"] * (TRIES_MOST - 1)
