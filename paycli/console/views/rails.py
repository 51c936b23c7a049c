"""Views of money that goes over the edge of the ledger: by card and in cash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.documents import payments
from paycli.console.output import Document, Line
from paycli.console.views.ordered import id_of, order_fields, repeated
from paycli.console.views.wording import balance, decimal, fields, joined, money, play
from paycli.domain.lives import LIVES, Direction
from paycli.domain.money import typed_money
from paycli.domain.state import DONE, PENDING, RETURNED

if TYPE_CHECKING:
    from paycli.domain.registry import Registry
    from paycli.services.rails.card_transfers import RailTransfer
    from paycli.services.rails.cash import CashTaken


def rail_transfer(result: RailTransfer, registry: Registry) -> Document:
    """Show a top-up or withdrawal."""
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    if result.finished:
        again = "Finished the earlier run: "
    amount = money(result.money, registry)
    if LIVES[result.life].direction is Direction.IN:
        line = f"{again}+{amount} from {result.by}{play(registry)}"
    elif result.state == DONE:
        whom = f"{result.to} in cash" if result.paid_out else result.by
        line = f"{again}{amount} paid out to {whom}{play(registry)}"
    elif result.state == RETURNED:
        line = f"{again}{amount} went back to {result.to or 'your balance'}, not paid out{play(registry)}"
    else:
        line = f"{again}{amount} set aside for {result.by}{play(registry)}"
    waits = result.state == PENDING and result.by == "cash" and not result.dry_run
    next_step = (f"the operator types: paycli cash out {result.short}",) if waits else ()
    data = payments.RailTransfer(
        **order_fields(result, result.state),
        of=result.of,
        kind=result.kind,
        **fields(result.money, registry),
        by=result.by,
        to=() if result.to is None else (result.to,),
        balance=None if result.balance is None else decimal(result.balance, registry),
    )
    left = balance(result.balance, registry) if result.balance is not None else ""
    lines = (Line(joined((line, left)), "good"), *next_step)
    return Document(data, lines, id_of(result))


def cash_taken(result: CashTaken, registry: Registry) -> Document:
    """Show cash that the operator took."""
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    data = payments.CashTaken(
        **order_fields(result, DONE),
        kind=result.kind,
        **fields(result.money, registry),
        to=(result.to,),
        note=result.note,
        balance=None,
    )
    line = f"{again}+{money(result.money, registry)} cash -> {result.to}{play(registry)}"
    lines = [Line(joined((line, result.short if not result.dry_run else "")), "good")]
    if not (result.replayed or result.dry_run):
        # Nothing debits a wallet without its signature, so the operator alone cannot take it back.
        amount = typed_money(result.money, registry.currencies, registry.default_currency)
        lines.append(Line(f"A mistake? {result.to} types: paycli withdraw {amount} --cash", "dim"))
    return Document(data, tuple(lines), id_of(result))
