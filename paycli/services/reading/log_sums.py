"""What came and what went in the log of a wallet, added up: by month, by day, or by who was on the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.lives import MADE_BY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from paycli.services.reading.log_records import LogLine


class LogSum(NamedTuple):
    """What came to a wallet and went from it under one key, in one currency, and in how many entries; minor units.

    `drawer_minor` are coins that came into the drawers of a shop, less those that went out: no money of the wallet.
    """

    key: str
    currency: str
    in_minor: int = 0
    out_minor: int = 0
    drawer_minor: int = 0
    entries: int = 0


def add_up(lines: Iterable[LogLine], key: Callable[[LogLine], str]) -> list[LogSum]:
    """Add up lines, newest first, by a key of each; keys come in the order of their first line.

    What only came back is neither in nor out. The rest of what the wallet set aside is no money that came in: where
    the line by which it was set aside is among these, it never went out, and counts less there.
    """
    sums: dict[tuple[str, str], LogSum] = {}
    set_aside: dict[str, tuple[str, str]] = {}
    rests: list[tuple[str, int]] = []
    for line in lines:
        if line.amount is None or line.came_back or not (line.moved or line.in_drawer):
            continue
        at = key(line), line.amount.currency
        found, amount_minor = sums.get(at) or LogSum(*at), line.amount.amount_minor
        if line.kind in MADE_BY:
            set_aside[line.id] = at
        if line.in_drawer:
            found = found._replace(drawer_minor=found.drawer_minor + amount_minor)
        elif amount_minor < 0:
            found = found._replace(out_minor=found.out_minor - amount_minor)
        elif line.giver not in line.takers:
            found = found._replace(in_minor=found.in_minor + amount_minor)
        else:
            rests.append((line.about or "", amount_minor))
        sums[at] = found._replace(entries=found.entries + 1)
    for about, rest_minor in rests:
        if about in set_aside:
            at = set_aside[about]
            sums[at] = sums[at]._replace(out_minor=sums[at].out_minor - rest_minor)
    return list(sums.values())
