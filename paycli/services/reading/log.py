"""The log as a wallet sees it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.money import Money
from paycli.domain.state import Needs
from paycli.errors import Broken
from paycli.services.engine.signed_texts import handle_of, text_of
from paycli.services.reading.lookup import may_see, takes_part
from paycli.services.reading.names import group_of, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from paycli.domain.accounts import Transfer
    from paycli.domain.ports import App, View


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


def log_line(app: App, view: View, n: int, time: int, order: bytes, transfers: Sequence[Transfer]) -> LogLine:
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
        lines = [log_line(app, view, row.n, row.time, row.order, row.transfers) for row in rows]
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
