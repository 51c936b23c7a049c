"""Views of the log: what happened, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.output import Listing, Table
from paycli.console.views.wording import fields, local, money, signed, utc

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.registry import Registry
    from paycli.services.reading.log import LogLine


# What people call the kinds of order that stand in a log.
WORDS = {
    "envelope.send": "envelope",
    "envelope.grab": "grab",
    "sale.new": "charge",
    "sale.pay": "payment",
    "topup.ask": "top-up asked",
    "withdraw.ask": "withdrawal",
    "rail.done": "arrived",
    "rail.failed": "declined",
    "cash.in": "cash",
    "settle": "came back",
    "wallet.open": "wallet opened",
    "wallet.admit": "admitted",
    "wallet.reject": "rejected",
    "wallet.invite": "invited",
    "ledger.open": "ledger opened",
    "setting.set": "limit set",
    "credit.set": "credit set",
    "currency.add": "currency added",
    "clock.set": "clock set",
    "rail.admit": "rail admitted",
    "key.add": "key added",
    "key.revoke": "key revoked",
    "group.new": "group made",
    "group.add": "added to group",
    "group.remove": "left group",
    "group.close": "group closed",
    "contact.block": "blocked",
    "topup": "top-up",
}


# What an order means to the kind of object that it is about, where that is another word.
WORDS_OF = {
    ("rail.done", "withdrawal"): "paid out",
    ("rail.failed", "withdrawal"): "returned",
    ("settle", "sale"): "expired",
    ("settle", "invite"): "expired",
    ("cancel", "sale"): "cancelled",
}


def word(line: LogLine) -> str:
    """Say what an entry did, in people's words."""
    return WORDS_OF.get((line.kind, line.of or ""), WORDS.get(line.kind, line.kind))


def amount_text(line: LogLine, registry: Registry) -> str:
    """Write what came or went with its sign; what only was named, and moved nothing, in brackets."""
    if line.amount is None:
        return ""
    return signed(line.amount, registry) if line.moved else f"({money(line.amount, registry)})"


def line_data(line: LogLine, registry: Registry) -> dict[str, object]:
    """Give an entry of the log as JSON."""
    amount = fields(line.amount, registry) if line.amount else {"amount": None, "currency": None}
    return {
        "n": line.n,
        "time": utc(line.time),
        "id": line.id,
        "kind": line.kind,
        **amount,
        "moved": line.moved,
        "other": line.other,
        "note": line.note,
    }


def log(lines: Sequence[LogLine], registry: Registry) -> Listing:
    """Show the log, newest first."""
    rows = [
        (
            local(line.time, registry),
            line.short,
            word(line),
            amount_text(line, registry),
            line.other or "",
            line.note or "",
        )
        for line in lines
    ]
    table = Table(("WHEN", "ID", "WHAT", "AMOUNT", "WITH", "NOTE"), rows, right=(3,), cut=(4, 5), keep=(0, 1))
    return Listing([line_data(line, registry) for line in lines], table, "Nothing yet.", [line.id for line in lines])
