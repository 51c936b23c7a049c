"""What happened: one thing by its id, the log, and what waits for somebody."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.money import Money
from paycli.domain.rules.people import CASH
from paycli.domain.state import PENDING, Needs
from paycli.errors import Broken, Misconfigured, PaycliError, Unavailable, Unreadable
from paycli.services.envelopes.describe import describe, receipt_of
from paycli.services.reading.lookup import find, ledger_time, may_see, may_take, takes_part
from paycli.services.reading.names import group_of, handle_of, opening_handle, shown, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from paycli.domain.accounts import Transfer
    from paycli.domain.ports import App, View
    from paycli.domain.state import LedgerObject
    from paycli.services.envelopes.describe import Envelope, Receipt


class LogLine(NamedTuple):
    """One entry of the log as the wallet sees it: what, with whom, how much came (+) or went (-). Times in ms.

    `moved` is false where the amount is only named by the order, and no money moved with it.
    """

    n: int
    time: int
    id: str
    short: str
    kind: str
    amount: Money | None
    moved: bool
    other: str | None
    note: str | None


class Shown(NamedTuple):
    """One thing in full: an envelope, a sale, a top-up or withdrawal, or any other entry of the log."""

    kind: str
    line: LogLine
    state: str
    envelope: Envelope | None
    receipt: Receipt | None
    item: LedgerObject | None
    trouble: PaycliError | None


class Waiting(NamedTuple):
    """Something that waits: what it is, its id, what to type; `at` (ms) is when it happened, for what came back."""

    what: str
    id: str | None
    short: str | None
    text: str
    money: Money | None
    try_this: str
    at: int | None = None


# For how long money that came back is news.
_NEWS_MS = 7 * 86_400_000


def show(app: App, typed: str) -> Shown:
    """Show one thing by its id; what is in flight is asked about at its rail first. Raises NotFound.

    Where its rail cannot be asked, it is shown as the ledger has it, with the `trouble`.
    """
    with app.book.view() as view:
        found = find(app, view, typed)
    trouble = None
    if found.item is not None and found.item.maker == app.profile.wallet and found.item.rail is not None:
        from paycli.services.rails.card_transfers import refresh

        try:
            refresh(app, found.item)
        except (Misconfigured, Unavailable, Unreadable) as error:
            trouble = error
    with app.book.view() as view:
        entry = view.entry(found.n)
        if entry is None:
            raise AssertionError("an entry that was found is there")
        item = view.load(Needs(objects=(found.id,))).objects.get(found.id)
        # Somebody else's order may have made an object of the same id: it is not what was found.
        item = item if item is not None and item.n == found.n else None
        line = _line(app, view, entry.n, entry.time, entry.order, entry.transfers)
        state = item.state_at(ledger_time(app, view)) if item else "done"
        return Shown(
            found.kind,
            line,
            state,
            describe(app, view, item) if item and item.kind == "envelope" else None,
            receipt_of(app, view, item) if item and item.kind == "sale" else None,
            item,
            trouble,
        )


def _line(app: App, view: View, n: int, time: int, order: bytes, transfers: Sequence[Transfer]) -> LogLine:
    """Describe an entry; raises Broken for one that no paycli wrote."""
    try:
        return _describe(app, view, n, time, json.loads(order), transfers)
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise Broken(reason=f"entry {n} cannot be read") from error


def _describe(
    app: App, view: View, n: int, time: int, order: Mapping[str, Any], transfers: Sequence[Transfer]
) -> LogLine:
    mine = f"w:{app.profile.wallet}:"
    amount, other = None, None
    for transfer in transfers:
        sign = transfer.credit.startswith(mine) - transfer.debit.startswith(mine)
        if sign:
            amount = Money(sign * transfer.amount_minor, transfer.currency)
            other = _account_name(view, transfer.debit if sign > 0 else transfer.credit)
        elif amount is None:
            amount = Money(transfer.amount_minor, transfer.currency)
            other = f"{_account_name(view, transfer.debit)} -> {_account_name(view, transfer.credit)}"
    body = order["body"]
    if amount is None and isinstance(body.get("amount"), int) and "currency" in body:
        amount = Money(body["amount"], body["currency"])
    if order["kind"].startswith("group."):
        other = _group_name(app, view, body.get("of", order["id"]))
    elif order["kind"] == "contact.block" and order["wallet"] == app.profile.wallet:
        other = handle_of(view, body["wallet"])
    note = text_of(view, n, "note", body) if "note" in body else None
    return LogLine(n, time, order["id"], shown(view, order["id"]), order["kind"], amount, bool(transfers), other, note)


def _group_name(app: App, view: View, group: str) -> str | None:
    """Give a group's handle to who is in it, and to nobody else."""
    item = view.load(Needs(objects=(group,))).objects.get(group)
    return group_of(view, group) if item is not None and app.profile.wallet in item.members else None


def _account_name(view: View, name: str) -> str:
    """Say whose account it is, in people's words."""
    kind, owner, _, _ = name.split(":")
    if kind == "w":
        return handle_of(view, owner)
    if kind == "x":
        return owner
    item = view.load(Needs(objects=(owner,))).objects.get(owner)
    return f"{item.kind} {shown(view, owner)}" if item else "hold"


def log(app: App, since: int | None, until: int | None, limit: int | None, *, everyone: bool = False) -> list[LogLine]:
    """List the wallet's entries newest first; with `everyone` the whole ledger's. Times in ms, no hidden limit.

    What others wrote to each other is left out of everybody's entries, but for the operator.
    """
    rows = app.reports.log(None if everyone else app.profile.wallet, since, until, limit)
    with app.book.view() as view:
        lines = [_line(app, view, row.n, row.time, row.order, row.transfers) for row in rows]
        if not everyone:
            return lines
        return [line if line.note is None or _is_ours(app, view, line) else line._replace(note=None) for line in lines]


def _is_ours(app: App, view: View, line: LogLine) -> bool:
    """Tell whether the wallet takes part in what an entry is about."""
    item = view.load(Needs(objects=(line.id,))).objects.get(line.id)
    if item is not None and item.n == line.n:
        return may_see(app, view, item)
    entry = view.entry(line.n)
    return app.profile.operator or (entry is not None and takes_part(app.profile.wallet, entry))


def inbox(app: App, *, news: bool = True) -> list[Waiting]:
    """List what waits: envelopes to grab, money due back, what is in flight; for the operator also who wants in.

    With `news` also what came back from own envelopes within the last seven days.
    """
    from paycli.services.payments.transfers import fingerprint_of

    waiting: list[Waiting] = []
    with app.book.view() as view:
        time, wallet = ledger_time(app, view), app.profile.wallet
        for item in view.objects_of(None, "envelope", pending=True):
            money, short = Money(item.held_minor, str(item.currency)), shown(view, item.id)
            over = item.is_over(time)
            if item.maker == wallet and over:
                waiting.append(Waiting("due back", item.id, short, "what is left comes back", money, "paycli tick"))
            elif may_take(view, item, wallet, time):
                text = f"envelope from {handle_of(view, str(item.maker))}"
                note = text_of(view, item.n, "note", item.body)
                text += f': "{note}"' if note else ""
                waiting.append(Waiting("envelope", item.id, short, text, None, f"paycli grab {short}"))
        for kind in ("topup", "withdrawal"):
            for item in view.objects_of(None, kind, pending=True):
                waiting.extend(_flying(app, view, item))
        if app.profile.operator:
            for row in view.wallets():
                if row.admitted_n is None:
                    handle = opening_handle(view, row)
                    text = f"@{handle} wants in, key {fingerprint_of(view, row.id)}"
                    waiting.append(Waiting("wallet", row.id, None, text, None, f"paycli wallet admit {handle}"))
        return waiting + (_news(app, view, time) if news else [])


def _news(app: App, view: View, time: int) -> list[Waiting]:
    from paycli.services.envelopes.board import came_back

    return [
        Waiting(
            "came back", each.id, each.short, f"envelope {each.state}", each.money, f"paycli show {each.short}", each.at
        )
        for each in came_back(app, view, time - _NEWS_MS)
    ]


def _flying(app: App, view: View, item: LedgerObject) -> list[Waiting]:
    money, short = Money(item.amount_minor, str(item.currency)), shown(view, item.id)
    if item.state != PENDING:
        return []
    if item.rail == CASH and app.profile.operator:
        text = f"cash for {handle_of(view, str(item.maker))}"
        return [Waiting("cash", item.id, short, text, money, f"paycli cash out {short}")]
    if item.maker != app.profile.wallet:
        return []
    text = f"{item.kind} in flight" if item.rail != CASH else "cash that the operator pays out"
    return [Waiting(item.kind, item.id, short, text, money, f"paycli show {short}")]
