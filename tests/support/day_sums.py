"""A second bookkeeper of a shop's day: adds up a ledger's file between two entries with `sqlite3` and `json` alone.

It knows nothing of paycli but the protocol: the bytes of the orders, and which accounts the transfers name.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from decimal import Decimal
from typing import Any

ENTRIES = 'SELECT n, "order" FROM entries WHERE n > ? AND n <= ? ORDER BY n'
TRANSFERS = (
    "SELECT d.name, c.name, t.amount_minor FROM transfers t JOIN accounts d ON d.id = t.debit"
    " JOIN accounts c ON c.id = t.credit WHERE t.n = ?"
)
NAMES = ("wallet", "tips", "cash", "back", "tips back", "out of the drawer", "drawer")


def add_up(path: str, first: int, last: int) -> dict[str, Any]:
    """Add up the entries of one till's day: those behind `first`, up to `last`, sums in minor units.

    `wallet`, `tips` and `cash` are what came in, `back` and `out of the drawer` what went back; `taxes` and `back by
    class` are gross and tax by tax class. `drawer` is by how much the drawer's balance changed.
    """
    sums = Counter(dict.fromkeys(NAMES, 0))
    taxes, back = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    sold: dict[str, dict[str, Any]] = {}
    base = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    for n, data in base.execute(ENTRIES, (first, last)).fetchall():
        order = json.loads(data)
        kind, body = order["kind"], order["body"]
        for debit, credit, minor in base.execute(TRANSFERS, (n,)):
            if kind == "sale.pay":
                sums["tips" if ":tips:" in credit else "wallet"] += minor
            if kind == "sale.take" and ":drawer:" in credit:
                sums["cash"] += minor
            if kind == "refund":
                sums["out of the drawer" if ":drawer:" in debit else "tips back" if ":tips:" in debit else "back"] += (
                    minor
                )
            sums["drawer"] += minor * ((":drawer:" in credit) - (":drawer:" in debit))
        if kind == "sale.new":
            sold[_name(base, n)] = body
        if kind in {"sale.pay", "sale.take"} and body.get("tender") != "gift":
            _add(taxes, sold[body.get("of") or body["sale"]]["tax"])
        if kind == "refund":
            _add(back, body["tax"])
        sums[kind] += 1
    base.close()
    return {**sums, "taxes": taxes, "taxes back": back}


def _name(base: sqlite3.Connection, n: int) -> str:
    found: str = base.execute("SELECT lower(hex(id)) FROM objects WHERE n = ? AND kind = 'sale'", (n,)).fetchone()[0]
    return found


def _add(sums: Counter[tuple[str, str]], rows: list[list[Any]]) -> None:
    for name, _, gross, tax in rows:
        sums[name, "gross"] += gross
        sums[name, "tax"] += tax


def sums_of_lines(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Add up the lines of an export to what a Z says of the same day, as it writes it."""
    sums, taxes, back = Counter[str](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row in rows:
        is_back = row["kind"] == "refund"
        sums[f"{'refunds' if is_back else 'by'}_{row['tender']}"] += _minor(row["gross"]) * (-1 if is_back else 1)
        sums["refunded_tips" if is_back else "tips"] += _minor(row["tip"]) * (-1 if is_back else 1)
        sums["rounding"] += _minor(row["rounding"])
        sums["discounts"] += _minor(row["discount"])
        if row["tax_class"] is not None:
            for name in ("gross", "net", "tax"):
                (back if is_back else taxes)[row["tax_class"], name] += _minor(row[name]) * (-1 if is_back else 1)
    return {**sums, "taxes": dict(taxes), "refunded_taxes": dict(back)}


def sums_of_z(z: dict[str, Any]) -> dict[str, Any]:
    """Give the same sums out of a Z."""
    tenders = {
        "by_gift": "gifts",
        **{name: name for name in ("by_wallet", "by_cash", "refunds_wallet", "refunds_cash")},
    }
    found = {name: _minor(z[of]["sum"]) for name, of in tenders.items()}
    found |= {name: _minor(z[name]) for name in ("tips", "refunded_tips", "rounding", "discounts")}
    by_class = {
        of: {(row["tax_class"], name): _minor(row[name]) for row in z[of] for name in ("gross", "net", "tax")}
        for of in ("taxes", "refunded_taxes")
    }
    return {**found, **by_class}


def _minor(text: str) -> int:
    return int(Decimal(text) * 100)
