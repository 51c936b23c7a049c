"""What waits for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.money import Money
from paycli.domain.rules.people import CASH
from paycli.domain.state import PENDING
from paycli.errors import Step, step
from paycli.services.engine.clock import ledger_time
from paycli.services.engine.signed_texts import handle_of, opening_handle, text_of
from paycli.services.reading.lookup import may_take
from paycli.services.reading.names import shown

if TYPE_CHECKING:
    from paycli.domain.ports import App, View
    from paycli.domain.state import LedgerObject


class Waiting(NamedTuple):
    """Something that waits: what it is, its id, what to type; `at` (ms) is when it happened, for what came back."""

    what: str
    id: str | None
    short: str | None
    text: str
    money: Money | None
    try_this: Step
    at: int | None = None


# For how long money that came back is news.
_NEWS_MS = 7 * 86_400_000


def inbox(app: App, *, news: bool = True) -> list[Waiting]:
    """List what waits: envelopes to grab, money due back, what is in flight; for the operator also who wants in.

    With `news` also what came back from own envelopes within the last seven days.
    """
    from paycli.services.reading.keys import fingerprint_of

    waiting: list[Waiting] = []
    with app.book.view() as view:
        time, wallet = ledger_time(app, view), app.profile.wallet
        for item in view.objects_of(None, "envelope", pending=True):
            money, short = Money(item.held_minor, str(item.currency)), shown(view, item.id)
            over = item.is_over(time)
            if item.maker == wallet and over:
                waiting.append(
                    Waiting("due back", item.id, short, "what is left comes back", money, step("settle_due"))
                )
            elif may_take(view, item, wallet, time):
                text = f"envelope from {handle_of(view, str(item.maker))}"
                note = text_of(view, item.n, "note", item.body)
                text += f': "{note}"' if note else ""
                waiting.append(Waiting("envelope", item.id, short, text, None, step("grab", envelope=short)))
        for kind in ("topup", "withdrawal"):
            for item in view.objects_of(None, kind, pending=True):
                waiting.extend(_flying(app, view, item))
        if app.profile.operator:
            for row in view.wallets():
                if row.admitted_n is None:
                    handle = opening_handle(view, row)
                    text = f"@{handle} wants in, key {fingerprint_of(view, row.id)}"
                    waiting.append(Waiting("wallet", row.id, None, text, None, step("admit", name=handle)))
        return waiting + (_news(app, view, time) if news else [])


def _news(app: App, view: View, time: int) -> list[Waiting]:
    from paycli.services.envelopes.board import came_back

    return [
        Waiting(
            what="came back",
            id=each.id,
            short=each.short,
            text=f"envelope {each.state}",
            money=each.money,
            try_this=step("look_at_thing", thing=each.short),
            at=each.at,
        )
        for each in came_back(app, view, time - _NEWS_MS)
    ]


def _flying(app: App, view: View, item: LedgerObject) -> list[Waiting]:
    money, short = Money(item.amount_minor, str(item.currency)), shown(view, item.id)
    if item.state != PENDING:
        return []
    if item.rail == CASH and app.profile.operator:
        text = f"cash for {handle_of(view, str(item.maker))}"
        return [Waiting("cash", item.id, short, text, money, step("pay_out_cash", withdrawal=short))]
    if item.maker != app.profile.wallet:
        return []
    text = f"{item.kind} in flight" if item.rail != CASH else "cash that the operator pays out"
    return [Waiting(item.kind, item.id, short, text, money, step("look_at_thing", thing=short))]
