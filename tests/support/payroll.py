"""A payroll: people of one household, a file of rows, and a run that is stopped in the middle."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from paycli.app.opening import Wanted, open_app
from paycli.services.batches.pay import pay
from paycli.services.batches.wanted import Hearer, NewBatch
from paycli.services.engine.intents import Execution

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from paycli.services.batches.results import BatchPaid
    from tests.support.inside import Ended, Household

HEADER = "to,amount,currency,note,id"
ROWS = ("li,5,EUR,wages,a1", "bo,12.50,,,a2", 'zoe,1,,"hi, you",a3', "li,5,,wages,a4")


class Payroll:
    """A file of rows, which @ming pays under the name `wages` unless said."""

    def __init__(self, house: Household, folder: Path) -> None:
        self.house, self.file = house, folder / "wages.csv"

    def pay(
        self, *rows: str, more: tuple[str, ...] = (), status: int | None = 0, name: str = "wages", header: str = HEADER
    ) -> Ended:
        self.file.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return self.house.run("batch", str(self.file), "--name", name, "--as", "ming", *more, status=status)

    def got(self) -> tuple[str, ...]:
        return tuple(self.house.balance(who) for who in ("ming", "li", "bo", "zoe"))

    def log(self) -> Counter[str]:
        """Count what is in the log, by kind."""
        items = self.house.json("log", "--all", "--as", "ming")["items"]
        return Counter(each["kind"] for each in items if each["kind"].startswith(("batch", "cancel")))


MANY = tuple(f"li,0.50,,,l{number}" for number in range(31))
LEFT = ("bo,5,,,b1", 'zoe,1,,"hi, you",z1', "bo,7,,wages,b2")
# The first group that is posted has so many rows.
GROUP = 32


class StoppedError(Exception):
    """A run was stopped behind its first group."""


def behind_first_group(payroll: Payroll, then: Callable[[], None]) -> BatchPaid:
    """Pay many rows, and do something behind the first group: after 31 to @li and one to @bo."""
    payroll.file.write_text("\n".join([HEADER, *MANY, *LEFT, ""]), encoding="utf-8")
    calls: list[int] = []

    def at(done: int, _of: int) -> None:
        if done >= GROUP and not calls:
            calls.append(done)
            then()

    opening = open_app(None, Wanted("ming", None, tty=False, moving=True))
    try:
        with payroll.file.open("rb") as file:
            return pay(opening.app, file, NewBatch("wages", 3_600_000), Execution(), Hearer(at=at))
    finally:
        opening.app.machine.close()


def stop() -> None:
    raise StoppedError
