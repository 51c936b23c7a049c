"""Views of the ledger as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import ledgers as documents
from paycli.console.documents.money import Money as MoneyDocument
from paycli.console.output import Document, Line, Listing
from paycli.console.tables import Table
from paycli.console.times import iso_utc
from paycli.console.views.clocks import clocks_data, clocks_lines
from paycli.console.views.wording import fields, joined, local, money
from paycli.domain.ids import short
from paycli.domain.money import Money

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.registry import Registry
    from paycli.services.operator.acceptance import Accepted, Lost
    from paycli.services.operator.ledger import BackedUp, ClockShown, CreditSet, LedgerShown
    from paycli.services.people.ledgers import LedgerHere

_OWN_SHOWN = 10


def ledgers(rows: Sequence[LedgerHere]) -> Listing:
    """Show on which ledgers this account has wallets, and which of them acts by default."""
    items = [
        documents.LedgerHere(
            ledger=row.ledger,
            address=row.address,
            state="there" if row.there else "missing",
            acts=None if row.current is None else f"@{row.current}",
            wallets=tuple(f"@{name}" for name in row.wallets),
        )
        for row in rows
    ]
    lines = [
        (
            ", ".join(f"@{name}" for name in row.wallets),
            row.address,
            row.ledger[:8],
            joined((f"you are @{row.current}" if row.current else "", "" if row.there else "the file is missing")),
        )
        for row in rows
    ]
    table = Table(("WALLETS", "LEDGER", "ID", ""), lines, keep=(1,))
    return Listing(items, table, "No ledger yet: paycli init, or paycli join PATH", [row.address for row in rows])


def ledger(result: LedgerShown, registry: Registry) -> Document:
    """Show a ledger at a glance."""
    data = documents.Ledger(
        ledger=result.ledger,
        address=result.address,
        money=result.money,
        zone=result.zone,
        currencies=tuple(documents.CurrencyHere(*each) for each in result.currencies),
        rails=result.rails,
        settings=tuple(_setting_data(name, value, registry) for name, value in result.settings),
        operator_fingerprint=result.operator_fingerprint,
        wallet_count=result.wallets,
        entries=result.entries,
        root=result.root,
        last=iso_utc(result.last),
        inside=tuple(MoneyDocument(**fields(amount, registry)) for amount in result.world),
        drawers=tuple(MoneyDocument(**fields(amount, registry)) for amount in result.drawers),
        clocks=clocks_data(result.clocks),
    )
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
        *drawers_lines(result.drawers, registry),
        Line(f"root {result.root}", "dim"),
        *clocks_lines(result.clocks, registry),
    ]
    return Document(data, tuple(lines), result.ledger)


def drawers_lines(drawers: Sequence[Money], registry: Registry) -> list[str]:
    """Say what lies in the drawers of tills, which is none of the loop's money; nothing where there is none."""
    if not drawers:
        return []
    return [
        f"{', '.join(money(amount, registry) for amount in drawers)} in drawers, counted by shops, outside the loop"
    ]


def _setting(name: str, value: str, registry: Registry) -> str:
    found = _setting_data(name, value, registry)
    amount = f"{found.amount} {found.currency}" if found.number is None else str(found.number)
    return f"{found.name} {amount}"


def _setting_data(name: str, value: str, registry: Registry) -> documents.SettingHere:
    base, _, currency = name.partition(":")
    typed = base.replace("_", "-")
    if not currency:
        return documents.SettingHere(typed, amount=None, currency=None, number=int(value))
    return documents.SettingHere(typed, **fields(Money(int(value), currency), registry), number=None)


def credit(result: CreditSet, registry: Registry) -> Document:
    """Show a credit that was granted."""
    data = documents.CreditSet(result.who, **fields(result.money, registry), changed=result.changed)
    return Document(data, (Line(f"{result.who} may go {money(result.money, registry)} below zero.", "good"),))


def clock(result: ClockShown, registry: Registry) -> Document:
    """Show the clocks."""
    data = documents.Clock(
        clock=iso_utc(result.clock),
        ledger_time=iso_utc(result.ledger_time),
        fine=result.fine,
        changed=result.changed,
    )
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
    data = documents.Backup(result.path, result.entries, result.root)
    text = f"Copied to {result.path} ({result.entries} entries, root {result.root[:8]})."
    return Document(data, (Line(text, "good"),), result.path)


def rail_admitted(name: str) -> Document:
    """Show a rail that was let in."""
    return Document(
        documents.RailAdmitted(name, changed=True), (Line(f"The rail {name} may move money now.", "good"),), name
    )


def upgraded(before: int, after: int) -> Document:
    """Show from which version of the schema to which a ledger was brought."""
    text = f"Schema {before} -> {after}." if before != after else f"Schema {after} is the newest."
    return Document(documents.Upgraded(before, after, changed=before != after), (Line(text, "good"),))


def lost(result: Lost) -> list[Line | str]:
    """Say what is lost with a ledger that was put back."""
    own = [f"{kind} {short(name)}" for kind, name in result.own]
    shown = [*own[:_OWN_SHOWN], *([f"and {len(own) - _OWN_SHOWN} more"] if len(own) > _OWN_SHOWN else [])]
    return [
        Line(
            f"You saw {result.known} entries of this ledger. It has {result.now} now, and does not go on from there.",
            "warn",
        ),
        f"Of yours are lost: {', '.join(shown)}" if own else "None of yours is known to be lost.",
    ]


def accepted(result: Accepted) -> Document:
    """Say that a ledger is gone on with."""
    data = documents.Accepted(
        entries_before=result.lost.known,
        entries=result.lost.now,
        lost=tuple(documents.Lost(kind, name) for kind, name in result.lost.own),
        root=result.root,
        changed=True,
    )
    lines: list[Line | str] = [
        f"Accepted with {result.lost.now} entries. To prove what they come to: paycli ledger audit",
        Line(f"root {result.root}", "dim"),
    ]
    return Document(data, tuple(lines), result.root)
