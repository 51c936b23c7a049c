"""The view of an audit: what it proved, or what it found."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from paycli.console.documents.audits import Audit as AuditDocument
from paycli.console.documents.audits import Known
from paycli.console.documents.money import Money
from paycli.console.output import Document, Line
from paycli.console.times import duration_text
from paycli.console.views.clocks import clocks_data, clocks_lines
from paycli.console.views.ledger import drawers_lines
from paycli.console.views.wording import fields, joined, money, play
from paycli.domain.money import format_minor

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.audit.audit import Audit

_SHOWN_MOST = 50


def faults_text(result: Audit) -> str:
    """Count the faults that were found."""
    return f"{result.fault_count:,} fault{'s' if result.fault_count != 1 else ''}"


def fault_text(result: Audit, fault: str) -> str:
    """Write a fault for people, who know wallets by their handles."""
    for wallet, handle in result.handles:
        fault = re.sub(rf"account w:{wallet}:main:([A-Z]+)", rf"account of {handle} in \1", fault)
        fault = fault.replace(wallet, handle)
    return fault


def audit(result: Audit, registry: Registry) -> Document:
    """Show what the audit proved, or every fault that it found."""
    data = AuditDocument(
        entries=result.entries,
        signatures=result.signatures,
        settled=result.settled,
        accounts=result.accounts,
        sums=tuple(Money(**fields(total, registry)) for total in result.sums),
        drawers=tuple(Money(**fields(total, registry)) for total in result.drawers),
        root=result.root,
        known=Known(result.known.size, result.known.root) if result.known else None,
        fault_count=result.fault_count,
        faults=result.faults,
        clocks=clocks_data(result.clocks),
        duration_ms=result.milliseconds,
    )
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
        lines: list[Line | str] = [Line(f"NOT GOOD{play(registry)}: {faults_text(result)}", "bad")]
        lines += [Line(fault_text(result, fault), "bad") for fault in result.faults[:_SHOWN_MOST]]
        if result.fault_count > _SHOWN_MOST:
            more = f"and {result.fault_count - _SHOWN_MOST:,} more; --json names {len(result.faults):,}"
            lines.append(Line(more, "bad"))
    else:
        lines = [Line(f"GOOD{play(registry)}", "good")]
    lines.append(joined((f"entries {result.entries:,}", signatures)))
    lines.append(joined((accounts, sums)))
    lines.append(f"open: {held or 'nothing'}")
    lines += drawers_lines(result.drawers, registry)
    lines.append(joined((root, duration_text(result.milliseconds))))
    lines += clocks_lines(result.clocks, registry)
    return Document(data, tuple(lines), "good" if not result.faults else "not good")
