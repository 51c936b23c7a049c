"""The one line about what came in since the last command: money by what it was and from whom, and envelopes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.views.log import word
from paycli.console.views.wording import money
from paycli.domain.money import Money
from paycli.services.reading.news import is_envelope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.registry import Registry
    from paycli.services.reading.log_line import LogLine

# How what came in is said, by the word of the log; of what stands in neither table the word itself is said.
_ONE = {
    "received": "{amount} from {who}",
    "payment": "{amount} paid by {who}",
    "refund": "{amount} refunded by {who}",
    "cash": "{amount} in cash",
    "arrived": "{amount} from your card",
    "returned": "{amount} returned: the payout was declined",
}
_SINGLE_MOST = 3


def came_in(lines: Sequence[LogLine], registry: Registry) -> str:
    """Say in one line what came in: each of a few, else how many and how much."""
    parts = [one(line, registry) for line in lines] if len(lines) <= _SINGLE_MOST else _sums(lines, registry)
    return f"new: {', '.join(parts)}    paycli inbox"


def one(line: LogLine, registry: Registry) -> str:
    """Say what one entry brought."""
    if is_envelope(line):
        return f"an envelope from {line.sender}"
    said = word(line)
    amount = "" if line.amount is None else f"+{money(line.amount, registry)}"
    what = _ONE.get(said, "{amount} {said}").format(amount=amount, who=line.sender, said=said)
    return f'{what} "{line.note}"' if line.note else what


def _sums(lines: Sequence[LogLine], registry: Registry) -> list[str]:
    envelopes = sum(is_envelope(line) for line in lines)
    sums: dict[str, list[int]] = {}
    for line in lines:
        if line.amount is not None and not is_envelope(line):
            sums.setdefault(line.amount.currency, []).append(line.amount.amount_minor)
    parts = [f"{len(each)} payments, +{money(Money(sum(each), code), registry)}" for code, each in sums.items()]
    return [*parts, *([f"{envelopes} envelope{'s' * (envelopes != 1)}"] if envelopes else [])]
