"""What an envelope is to somebody who looks: for `show` too, which must not import what moves money."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain import draw
from paycli.domain.money import Money
from paycli.domain.state import PENDING
from paycli.errors import Broken
from paycli.services.engine.clock import ledger_time
from paycli.services.engine.signed_texts import handle_of, text_of
from paycli.services.reading.names import shown

if TYPE_CHECKING:
    from paycli.domain.ports import App, View
    from paycli.domain.state import LedgerObject

KNOWERS = "who knows the link or word"
RULES = {"even": draw.EVEN, "double-mean": draw.DOUBLE_MEAN, "equal": draw.EQUAL}


class Grab(NamedTuple):
    """One packet that was taken: by whom, how much, in which place (from 0) and when (ms, the time of its entry).

    `best` tells the largest share so far; all who hold it do. It is false where the shares are not drawn.
    """

    who: str
    money: Money
    position: int
    mine: bool
    at: int
    best: bool


class Envelope(NamedTuple):
    """An envelope as somebody who may see it sees it. Times in ms; `money` is the whole, `left` what is in it now.

    `final` says that nobody can grab any more, so who is the luckiest stays as it is. `took` is how long it took from
    when the first packet could be grabbed to the last packet; None unless all are gone.
    """

    id: str
    short: str
    sender: str
    money: Money
    left: Money
    packets: int
    taken: int
    rule: str
    audience: tuple[str, ...]
    state: str
    message: str | None
    due: int
    opens_at: int | None
    grabs: tuple[Grab, ...]
    due_back: bool
    sent: int
    final: bool
    took: int | None

    @property
    def lucky(self) -> bool:
        """Tell whether the shares are drawn, so that there is somebody luckiest."""
        return self.rule != "equal"


def envelope_of(app: App, view: View, item: LedgerObject) -> Envelope:
    """Describe an envelope with its grabs; the drawn shares stay hidden."""
    time, currency = ledger_time(app, view), str(item.currency)
    audience = item.body["audience"]
    if isinstance(audience, list):
        names: tuple[str, ...] = tuple(handle_of(view, each) for each in audience)
    else:
        # A claim key says nothing to anybody; who has the secret of it may take.
        names = ("any",) if audience == "any" else (KNOWERS,)
    rule = next(name for name, versioned in RULES.items() if versioned == item.body["draw"]["rule"])
    grabs, sent = _grabs(app, view, item, lucky=rule != "equal"), entry_time(view, item.n)
    all_gone = grabs and len(grabs) == item.packets
    return Envelope(
        item.id, shown(view, item.id), handle_of(view, str(item.maker)), Money(item.amount_minor, currency),
        Money(item.held_minor, currency), item.packets, item.taken, rule, names, item.state_at(time),
        text_of(view, item.n, "note", item.body), item.due or 0, item.body["opens_at"], grabs,
        item.state == PENDING and item.is_over(time) and item.held_minor > 0, sent, item.is_over(time),
        grabs[-1].at - max(sent, item.body["opens_at"] or 0) if all_gone else None,
    )  # fmt: skip


def _grabs(app: App, view: View, item: LedgerObject, *, lucky: bool) -> tuple[Grab, ...]:
    claims = view.claims_of(item.id)
    most = max((claim.amount_minor for claim in claims), default=0) if lucky else None
    return tuple(
        Grab(
            handle_of(view, claim.wallet), Money(claim.amount_minor, str(item.currency)), claim.position,
            claim.wallet == app.profile.wallet, entry_time(view, claim.n), claim.amount_minor == most,
        )
        for claim in claims
    )  # fmt: skip


def entry_time(view: View, n: int) -> int:
    """Give the ledger time (ms) of an entry that a row points to; raises Broken if there is none."""
    entry = view.entry(n)
    if entry is None:
        raise Broken(reason=f"entry {n} is not there, and a row says that it made it")
    return entry.time
