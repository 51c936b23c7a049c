"""Who ran ahead of the ledger's time, as `ledger show` and `ledger audit` say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents.ledgers import RanAhead as RanAheadDocument
from paycli.console.output import Line
from paycli.console.times import duration_text, iso_utc
from paycli.console.views.wording import local

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.registry import Registry
    from paycli.services.reading.clocks import RanAhead

_SHOWN_MOST = 10


def clocks_data(found: Sequence[RanAhead]) -> tuple[RanAheadDocument, ...]:
    """Give for programs who ran ahead, by how much, and which entry set the ledger's time back."""
    return tuple(
        RanAheadDocument(
            n=each.n,
            time=iso_utc(each.time),
            wallet=each.wallet,
            by=each.who,
            ahead_ms=each.ahead_ms,
            set_by=each.set_n,
        )
        for each in found
    )


def clocks_lines(found: Sequence[RanAhead], registry: Registry) -> list[Line | str]:
    """Give the lines for people, the newest ones."""
    return [Line(_line(each, registry), "warn") for each in found[-_SHOWN_MOST:]]


def _line(each: RanAhead, registry: Registry) -> str:
    behind = "this machine's" if each.set_n is None else f"the clock that entry {each.set_n} set"
    return (
        f"entry {each.n} is of {local(each.time, registry)}, {duration_text(each.ahead_ms)} ahead of {behind}:"
        f" the clock of {each.who}"
    )
