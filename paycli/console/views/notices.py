"""The one line about what came in since the last command: money by what it was and from whom, and envelopes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.sanitise import width
from paycli.console.views.log import word
from paycli.console.views.wording import money
from paycli.domain.money import Money
from paycli.services.reading.news import is_envelope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.registry import Registry
    from paycli.services.reading.log_records import LogLine

# How what came in is said, by the word of the log; of what stands in neither table the word itself is said.
_SAID = {
    "received": "from {who}",
    "payment": "paid by {who}",
    "refund": "refunded by {who}",
    "cash": "in cash",
    "arrived": "from your card",
    "returned": "returned: the payout was declined",
}
_WIDTH_MOST = 79


def came_in(lines: Sequence[LogLine], registry: Registry) -> str:
    """Say in one line what came in: each of them where there is room, else how many and how much."""
    whole = _line([*(_payment(line, registry) for line in lines if not is_envelope(line)), *_senders(lines)])
    if width(whole) <= _WIDTH_MOST:
        return whole
    envelopes = sum(is_envelope(line) for line in lines)
    return _line([*_sums(lines, registry), *([_count(envelopes, "envelope")] if envelopes else [])])


def _line(parts: Sequence[str]) -> str:
    return f"new: {', '.join(parts)}    paycli inbox"


def said(line: LogLine) -> str:
    """Say from whom or whence something came."""
    return _SAID.get(word(line), word(line)).format(who=line.sender)


def _payment(line: LogLine, registry: Registry) -> str:
    amount = "" if line.amount is None else f"+{money(line.amount, registry)} "
    return f"{amount}{said(line)}" + (f' "{line.note}"' if line.note else "")


def _senders(lines: Sequence[LogLine]) -> list[str]:
    """Say from whom envelopes are, each sender once."""
    senders = [str(line.sender) for line in lines if is_envelope(line)]
    return [
        f"{'an envelope' if senders.count(each) == 1 else _count(senders.count(each), 'envelope')} from {each}"
        for each in dict.fromkeys(senders)
    ]


def _count(count: int, what: str) -> str:
    return f"{count} {what}{'s' * (count != 1)}"


def _sums(lines: Sequence[LogLine], registry: Registry) -> list[str]:
    sums: dict[str, list[int]] = {}
    for line in lines:
        if line.amount is not None and not is_envelope(line):
            sums.setdefault(line.amount.currency, []).append(line.amount.amount_minor)
    return [
        f"{_count(len(each), 'payment')}, +{money(Money(sum(each), code), registry)}" for code, each in sums.items()
    ]
