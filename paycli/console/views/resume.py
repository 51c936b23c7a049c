"""Views of what became of orders whose outcome was not shown at the time."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from paycli.console.documents import payments
from paycli.console.hints import hint_of
from paycli.console.output import Listing
from paycli.console.sanitise import width
from paycli.console.tables import Table
from paycli.console.times import iso_utc
from paycli.console.views.log import WORDS, about, amount_text, other_side, word
from paycli.console.views.wording import decimal, joined, local
from paycli.services.resume import NOT_DONE, RUNNING, UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.console.documents.forms import OutcomeState
    from paycli.services.resume import Outcome

_WIDTH_MOST = 79
_STATES = {NOT_DONE: "not done, nothing moved", RUNNING: "its command still runs", UNKNOWN: "not known"}


def unreported_line(found: Sequence[Outcome]) -> str:
    """Say in one line what became of orders: each of them where there is room, else how many."""
    whole = f"not shown before: {'; '.join(in_short(each) for each in found)}"
    return whole if width(whole) <= _WIDTH_MOST else f"{len(found)} outcomes were not shown before: paycli resume"


def in_short(outcome: Outcome) -> str:
    """Say in a few words what became of an order."""
    return " ".join(part for part in (_what(outcome), _amount(outcome), _other(outcome), _state(outcome)) if part)


def _state(outcome: Outcome) -> str:
    return "still in flight" if outcome.in_flight else _STATES.get(outcome.state, outcome.state)


def _what(outcome: Outcome) -> str:
    kind = outcome.note.kind
    return WORDS.get(kind, kind) if outcome.line is None else word(outcome.line)


def _amount(outcome: Outcome) -> str:
    if outcome.line is None or outcome.registry is None:
        return ""
    return amount_text(outcome.line, outcome.registry)


def _other(outcome: Outcome) -> str:
    return "" if outcome.line is None else other_side(outcome.line)


def resumed(found: Sequence[Outcome]) -> Listing:
    """List what became of orders that nobody was shown the outcome of, and how to go on with what is not known yet."""
    rows = []
    for each in found:
        line, registry = each.line, each.registry
        when = "" if line is None or registry is None else local(line.time, registry)
        said = "" if line is None or registry is None else about(line, registry)
        shown = "" if line is None else line.short
        rows.append((_state(each), _what(each), _amount(each), _other(each), each.handle, said, when, shown))
    headers = ("STATE", "WHAT", "AMOUNT", "WITH", "WALLET", "NOTE", "WHEN", "ID")
    troubles = dict.fromkeys(
        f"{each.handle}: {joined((each.trouble.message, hint_of(each.trouble)))}" for each in found if each.trouble
    )
    return Listing(
        [_data(each) for each in found],
        Table(headers, rows, right=(2,), cut=(3, 5), keep=(0, 7)),
        "The outcome of everything was shown: nothing is open.",
        [each.note.name for each in found],
        foot=("paycli tick asks the bank",) if any(each.in_flight for each in found) else (),
        warnings=tuple(troubles),
    )


def _data(outcome: Outcome) -> payments.Outcome:
    line, registry = outcome.line, outcome.registry
    amount = None if line is None or line.amount is None or registry is None else line.amount
    size = None if amount is None else amount._replace(amount_minor=abs(amount.amount_minor))
    return payments.Outcome(
        id=outcome.note.name,
        handle=outcome.handle,
        kind=outcome.note.kind,
        state=cast("OutcomeState", outcome.state),
        n=None if line is None else line.n,
        time=None if line is None else iso_utc(line.time),
        amount=None if size is None or registry is None else decimal(size, registry),
        currency=None if size is None else size.currency,
        to=() if line is None else line.takers,
        note=None if line is None else line.note or line.message,
    )
