"""What the steps of the tour have in common: what one leaves for the next, and how a check is told."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.console.output import Line, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.tour.stage import Stage

SHOP = "cafe"


class Notes:
    """What one step leaves for the next."""

    def __init__(self) -> None:
        self.luckiest = self.unluckiest = ""
        self.sale = self.number = self.qr_text = ""
        self.read_back: list[str] = []
        self.entries = self.signatures = self.sent_n = 0
        self.total = self.tip = Decimal(0)


class Step(NamedTuple):
    """One step: its title, and what is done in it."""

    title: str
    play: Callable[[Stage, Notes], None]


def amount(document: dict[str, Any], field: str = "amount") -> Decimal:
    """Give an amount of a JSON document."""
    return Decimal(document[field])


def checked(text: str) -> None:
    """Say what was checked and holds."""
    say(Line(f"  ok: {text}", "good"))


def balance(stage: Stage, who: str) -> Decimal:
    """Ask the program for a wallet's balance."""
    return amount(stage.read("balance", "--as", who))
