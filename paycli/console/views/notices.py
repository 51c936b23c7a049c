"""The one line about what came in since the last command: money by what it was and from whom, and envelopes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.sanitise import width
from paycli.console.views.log import word
from paycli.console.views.wording import money
from paycli.domain.lives import WAIT
from paycli.domain.money import Money
from paycli.services.reading.asked_lines import ARRIVED
from paycli.services.reading.news import is_waiting

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
_SAID_OF = {
    ("decline", WAIT): "declined by {who}",
    ("settle", WAIT): "back from {who}",
    ("send.back", None): "given back by {who}",
    ("request.pay", None): "share of {who}",
}
_WAITING = {"envelope.send": "envelope", "request.new": "request", "send.wait": "transfer that waits"}
_PLURALS = {"transfer that waits": "transfers that wait"}
_WIDTH_MOST = 79


def came_in(lines: Sequence[LogLine], registry: Registry) -> str:
    """Say in one line what came in: each of them where there is room, else how many and how much."""
    whole = _line([*(_payment(line, registry) for line in lines if not is_waiting(line)), *_senders(lines)])
    if width(whole) <= _WIDTH_MOST:
        return whole
    waiting = [_WAITING.get(line.kind, line.kind) for line in lines if is_waiting(line)]
    return _line([*_sums(lines, registry), *(_count(waiting.count(what), what) for what in dict.fromkeys(waiting))])


def _line(parts: Sequence[str]) -> str:
    return f"new: {', '.join(parts)}    paycli inbox"


def said(line: LogLine) -> str:
    """Say from whom or whence something came."""
    known = _SAID_OF.get((line.kind, line.of), _SAID_OF.get((line.kind, None))) if line.turn != ARRIVED else None
    return (known or _SAID.get(word(line), word(line))).format(who=line.sender)


def _payment(line: LogLine, registry: Registry) -> str:
    amount = "" if line.amount is None else f"+{money(line.amount, registry)} "
    return f"{amount}{said(line)}" + (f' "{line.note}"' if line.note else "")


def _senders(lines: Sequence[LogLine]) -> list[str]:
    """Say from whom what waits is, each sender once for each kind of thing."""
    found = [(_WAITING.get(line.kind, line.kind), str(line.by)) for line in lines if is_waiting(line)]
    return [
        f"{f'{_article(what)} {what}' if found.count((what, who)) == 1 else _count(found.count((what, who)), what)}"
        f" from {who}"
        for what, who in dict.fromkeys(found)
    ]


def _article(what: str) -> str:
    return "an" if what[0] in "aeiou" else "a"


def _count(count: int, what: str) -> str:
    return f"{count} {what if count == 1 else _PLURALS.get(what, f'{what}s')}"


def _sums(lines: Sequence[LogLine], registry: Registry) -> list[str]:
    sums: dict[str, list[int]] = {}
    for line in lines:
        if line.amount is not None and not is_waiting(line):
            sums.setdefault(line.amount.currency, []).append(line.amount.amount_minor)
    return [
        f"{_count(len(each), 'payment')}, +{money(Money(sum(each), code), registry)}" for code, each in sums.items()
    ]
