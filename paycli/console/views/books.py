"""Views of the log, of single things, of what waits, and of the ledger as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.output import Document, Line, Listing, Table
from paycli.console.times import duration
from paycli.console.views.envelopes import envelope
from paycli.console.views.sales import receipt
from paycli.console.views.wording import fields, joined, local, money, play, signed, utc
from paycli.domain.ids import short
from paycli.domain.money import Money, format_minor
from paycli.domain.settings import SETTINGS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.state import Registry
    from paycli.services.audit.replay import Audit
    from paycli.services.operator.ledger import BackedUp, ClockShown, CreditSet, LedgerShown
    from paycli.services.operator.limits import SettingSet
    from paycli.services.show import LogLine, Shown, Waiting


# What people call the kinds of order that stand in a log.
_WORDS = {
    "envelope.send": "envelope",
    "envelope.grab": "grab",
    "sale.new": "charge",
    "sale.pay": "payment",
    "topup.ask": "top-up asked",
    "withdraw.ask": "withdrawal",
    "rail.done": "arrived",
    "rail.failed": "returned",
    "cash.in": "cash",
    "settle": "came back",
    "wallet.open": "wallet opened",
    "wallet.admit": "admitted",
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


def _amount(line: LogLine, registry: Registry) -> str:
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
            _WORDS.get(line.kind, line.kind),
            _amount(line, registry),
            line.other or "",
            line.note or "",
        )
        for line in lines
    ]
    table = Table(("WHEN", "ID", "WHAT", "AMOUNT", "WITH", "NOTE"), rows, right=(3,), cut=(4, 5), keep=(0, 1))
    return Listing([line_data(line, registry) for line in lines], table, "Nothing yet.", [line.id for line in lines])


def shown(result: Shown, registry: Registry) -> Document:
    """Show one thing in full."""
    if result.envelope is not None:
        return envelope(result.envelope, registry)
    if result.receipt is not None:
        return receipt(result.receipt, registry)
    line = result.line
    kind = result.item.kind if result.item else line.kind
    data = {**line_data(line, registry), "kind": kind, "short": short(line.id), "state": result.state}
    amount = _amount(line, registry)
    what, state = _WORDS.get(kind, kind), f"{result.state}{play(registry)}"
    if kind == "group":
        # It waits for nothing and holds no money.
        state = "open" if result.state == "pending" else "closed"
    head = joined((f"{line.short}  {what}, {state}", amount, line.other or ""))
    lines: list[Line | str] = [Line(head, "head"), f"{local(line.time, registry)}    entry {line.n}"]
    if line.note:
        lines.append(f'"{line.note}"')
    trouble = result.trouble
    stale = "" if trouble is None else f"it could not be brought up to date: {trouble.message} {trouble.hint}".strip()
    warnings = (stale,) if stale else ()
    return Document(data, tuple(lines), line.id, warnings)


def inbox(waiting: Sequence[Waiting], registry: Registry) -> Listing:
    """Show what waits, and what came back, with what to type."""
    items = [
        {
            "what": each.what,
            "id": each.id,
            "text": each.text,
            **(fields(each.money, registry) if each.money else {"amount": None, "currency": None}),
            "at": utc(each.at),
            "try": each.try_this,
        }
        for each in waiting
    ]
    rows = [
        (
            each.text if each.at is None else f"came back {local(each.at, registry)}, {each.text}",
            money(each.money, registry) if each.money else "",
            each.try_this,
        )
        for each in waiting
    ]
    table = Table(("WAITS", "AMOUNT", "TYPE"), rows, right=(1,), cut=(0,), keep=(2,))
    return Listing(items, table, "Nothing waits.", [each.id for each in waiting if each.id is not None])


def ledger(result: LedgerShown, registry: Registry) -> Document:
    """Show a ledger at a glance."""
    data = {
        "ledger": result.ledger,
        "address": result.address,
        "money": result.money,
        "zone": result.zone,
        "currencies": [{"currency": code, "exponent": exponent} for code, exponent in result.currencies],
        "rails": list(result.rails),
        "settings": [_setting_data(name, value, registry) for name, value in result.settings],
        "operator_fingerprint": result.operator_fingerprint,
        "wallets": result.wallets,
        "entries": result.entries,
        "root": result.root,
        "last": utc(result.last),
        "inside": [fields(amount, registry) for amount in result.world],
    }
    settings = ", ".join(_setting(name, value, registry) for name, value in result.settings) or "defaults"
    inside = ", ".join(money(amount, registry) for amount in result.world) or "nothing"
    many = "s" if result.wallets != 1 else ""
    currencies, last = ", ".join(code for code, _ in result.currencies), local(result.last, registry)
    lines: list[Line | str] = [
        Line(f"{result.address}  {'PLAY' if result.money == 'play' else 'real'} money", "head"),
        f"ledger {result.ledger}    operator {result.operator_fingerprint}",
        joined((f"currencies {currencies}", f"zone {result.zone}", f"rails {', '.join(result.rails)}")),
        f"settings {settings}",
        joined((f"{result.wallets} wallet{many}", f"{result.entries} entries, the last {last}", f"{inside} inside")),
        Line(f"root {result.root}", "dim"),
    ]
    return Document(data, tuple(lines), result.ledger)


def _setting(name: str, value: str, registry: Registry) -> str:
    found = _setting_data(name, value, registry)
    amount = f"{found['amount']} {found['currency']}" if found["number"] is None else str(found["number"])
    return f"{found['name']} {amount}"


def _setting_data(name: str, value: str, registry: Registry) -> dict[str, object]:
    base, _, currency = name.partition(":")
    if not currency:
        return {"name": base.replace("_", "-"), "amount": None, "currency": None, "number": int(value)}
    return {"name": base.replace("_", "-"), **fields(Money(int(value), currency), registry), "number": None}


def audit(result: Audit, registry: Registry) -> Document:
    """Show what the audit proved, or every fault that it found."""
    data = {
        "entries": result.entries,
        "signatures": result.signatures,
        "settled": result.settled,
        "accounts": result.accounts,
        "sums": [fields(total, registry) for total in result.sums],
        "root": result.root,
        "known": {"size": result.known.size, "root": result.known.root} if result.known else None,
        "faults": list(result.faults),
        "milliseconds": result.milliseconds,
    }
    sums = ", ".join(f"{total.currency} sums to {format_minor(total.amount_minor, 0)}" for total in result.sums)
    held = ", ".join(
        f"{number} {kind}{'s' if number != 1 else ''} {' '.join(money(amount, registry) for amount in amounts)}"
        for kind, number, amounts in result.open_objects
    )
    accounts = f"{result.accounts:,} accounts = sum of transfers"
    signatures = f"signatures {result.signatures:,} good, {result.settled:,} settled by rule"
    root = f"root {result.root[:4]}..({result.entries:,})"
    if result.known is not None and not result.faults:
        root += f" extends the one you knew ({result.known.size:,})"
    if result.faults:
        accounts = f"{result.accounts:,} accounts"
        lines: list[Line | str] = [Line(f"NOT GOOD{play(registry)}: {len(result.faults)} faults", "bad")]
        lines += [Line(fault, "bad") for fault in result.faults]
    else:
        lines = [Line(f"GOOD{play(registry)}", "good")]
    lines.append(joined((f"entries {result.entries:,}", signatures)))
    lines.append(joined((accounts, sums)))
    lines.append(f"open: {held or 'nothing'}")
    lines.append(joined((root, duration(result.milliseconds))))
    return Document(data, tuple(lines), "good" if not result.faults else "not good")


def settings(results: Sequence[SettingSet], registry: Registry) -> Document:
    """Show limits that were set, or a currency that was added."""
    items = [
        {
            "name": each.name,
            "amount": fields(each.money, registry)["amount"] if each.money else None,
            "currency": each.currency,
            "number": each.number,
        }
        for each in results
    ]
    return Document(
        {"settings": items}, tuple(Line(_said(each, registry), "good") for each in results), results[0].name
    )


def _said(setting: SettingSet, registry: Registry) -> str:
    if setting.name == "currency":
        return f"{setting.currency} is a currency of this ledger now."
    if setting.money is not None:
        return f"{setting.name} is now {money(setting.money, registry)}."
    if setting.number is not None:
        return f"{setting.name} is now {setting.number}."
    default = SETTINGS[setting.name.replace("-", "_")].default
    what = f"the default, {'none' if default is None else default}"
    return f"{setting.name} is now {what}{f', in {setting.currency}' if setting.currency else ''}."


def credit(result: CreditSet, registry: Registry) -> Document:
    """Show a credit that was granted."""
    data = {"who": result.who, **fields(result.money, registry)}
    return Document(data, (Line(f"{result.who} may go {money(result.money, registry)} below zero.", "good"),))


def clock(result: ClockShown, registry: Registry) -> Document:
    """Show the clocks."""
    data = {
        "clock": utc(result.clock),
        "ledger_time": utc(result.ledger_time),
        "fine": result.fine,
        "changed": result.changed,
    }
    fine = Line("They agree.", "good") if result.fine else Line("This machine's clock is too far behind.", "bad")
    changed = ("The ledger now follows this machine's clock.",) if result.changed else ()
    lines = (
        f"this machine  {local(result.clock, registry)}",
        f"last entry    {local(result.ledger_time, registry)}",
        fine,
        *changed,
    )
    return Document(data, lines)


def backup(result: BackedUp) -> Document:
    """Show a backup that was written."""
    data = {"path": result.path, "entries": result.entries, "root": result.root}
    text = f"Copied to {result.path} ({result.entries} entries, root {result.root[:8]})."
    return Document(data, (Line(text, "good"),), result.path)
