"""Views of a shop's sales."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.console.output import Document, Line
from paycli.console.times import clock_local
from paycli.console.views.wording import balance, fields, flags, joined, local, money, play, repeated, utc
from paycli.domain.ids import short
from paycli.domain.money import Money
from paycli.domain.state import DONE, PENDING

if TYPE_CHECKING:
    from paycli.console.output import Beside
    from paycli.domain.registry import Registry
    from paycli.services.sales.charge import Charged
    from paycli.services.sales.day import Day
    from paycli.services.sales.pay import Paid
    from paycli.services.sales.receipt import Receipt
    from paycli.services.sales.refund import Refunded


def charged_data(result: Charged, registry: Registry) -> dict[str, object]:
    """Give a sale that was opened as JSON."""
    return {
        "id": result.id,
        "short": short(result.id),
        "state": result.state,
        "receipt": result.receipt,
        **fields(result.money, registry),
        "to": result.shop,
        "lines": list(result.lines),
        "qr": result.qr_text,
        "due": utc(result.due),
        **flags(replayed=result.replayed, dry_run=result.dry_run),
    }


def charged(result: Charged, registry: Registry, *, light_background: bool = False) -> Document:
    """Show a sale's code, and what the guest pays and types; of a repeat, what became of the sale."""
    head = _charged_head(result, registry)
    lines: tuple[Line | Beside, ...] = (head,)
    if result.state != PENDING:
        lines = (head, _end_of(result))
    elif not result.dry_run:
        from paycli.console.qr import with_words

        below = (head, Line(f"the guest types: {_typed(result)}"))
        right = _beside_code(result, registry)
        lines = with_words(result.qr_text, right, below, light_background=light_background)
    return Document(charged_data(result, registry), lines, result.id)


def _beside_code(result: Charged, registry: Registry) -> tuple[Line, ...]:
    """Say the same in short lines."""
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    return (
        Line(f"{again}{money(result.money, registry)}{play(registry)}", "head"),
        Line(f"to {result.shop}"),
        *(Line(text) for text in result.lines),
        Line(""),
        Line("the guest scans the code, or types:", "dim"),
        Line(_typed(result)),
    )


def _charged_head(result: Charged, registry: Registry) -> Line:
    """Say what a guest is charged, in one line."""
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    line = f"{again}{money(result.money, registry)}{play(registry)} to {result.shop}"
    return Line(joined((line, "; ".join(result.lines), "" if result.dry_run else result.short)), "head")


def _typed(result: Charged) -> str:
    return f"paycli pay {result.short}"


def _end_of(result: Charged) -> Line:
    if result.state != DONE:
        return Line(f"it was not paid: {result.state}", "warn")
    return Line(f"it was paid by {result.payer}: receipt {result.receipt}", "good")


def receipt(result: Receipt, registry: Registry) -> Document:
    """Show a receipt, or how a sale stands that is not paid."""
    data = {
        "id": result.id,
        "short": short(result.id),
        "kind": "sale",
        "receipt": result.number,
        "state": result.state,
        "shop": result.shop,
        "payer": result.payer,
        **fields(result.money, registry),
        "tip": fields(result.tip, registry)["amount"],
        "refunded": fields(result.refunded, registry)["amount"],
        "lines": list(result.lines),
        "made": utc(result.made),
        "paid": utc(result.paid),
        "play": result.play,
    }
    title = f"Receipt {result.number}" if result.number else f"Sale, {result.state}"
    lines: list[Line | str] = [
        Line(joined((f"{title}{play(registry)}", result.shop, result.short)), "head"),
        *result.lines,
        f"{money(result.money, registry)}",
    ]
    if result.tip.amount_minor:
        total = Money(result.money.amount_minor + result.tip.amount_minor, result.money.currency)
        lines += [f"tip {money(result.tip, registry)}", f"total {money(total, registry)}"]
    if result.refunded.amount_minor:
        lines.append(f"refunded {money(result.refunded, registry)}")
    if result.paid is not None:
        lines.append(Line(f"paid by {result.payer} {local(result.paid, registry)}", "dim"))
    return Document(data, tuple(lines), result.id)


def paid_at_till(result: Receipt, day: Day, registry: Registry) -> Document:
    """Show at the till that a sale was paid, its receipt's number and how the day stands."""
    view = receipt(result, registry)
    when = clock_local(result.paid or result.made, registry.zone)
    today = f"today {day.sales} {'sale' if day.sales == 1 else 'sales'} {money(day.total, registry)}"
    tip = f"tip {money(result.tip, registry)}" if result.tip.amount_minor else ""
    line = joined((f"paid by {result.payer} {when}{play(registry)}", tip, f"receipt {result.number}", today))
    return Document(view.data, (Line(line, "good"),), result.id)


def paid(result: Paid, registry: Registry) -> Document:
    """Show a sale that was paid."""
    data = {
        "id": result.id,
        "sale": result.sale,
        "state": "done",
        **fields(result.money, registry),
        "tip": fields(result.tip, registry)["amount"],
        "to": result.to,
        **flags(replayed=result.replayed, dry_run=result.dry_run),
    }
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    tip = f"with tip {money(result.tip, registry)}" if result.tip.amount_minor else ""
    line = f"{again}{money(result.money, registry)} paid to {result.to}{play(registry)}"
    return Document(data, (Line(joined((line, tip, balance(result.balance, registry))), "good"),), result.id)


def refunded(result: Refunded, registry: Registry) -> Document:
    """Show a refund."""
    data = {
        "id": result.id,
        "sale": result.sale,
        "state": "done",
        **fields(result.money, registry),
        "to": result.to,
        "reason": result.reason,
        **flags(replayed=result.replayed, dry_run=result.dry_run),
    }
    again = repeated(replayed=result.replayed, dry_run=result.dry_run)
    reason = f'"{result.reason}"' if result.reason else ""
    line = f"{again}{money(result.money, registry)} refunded to {result.to}{play(registry)}"
    return Document(data, (Line(joined((line, reason, balance(result.balance, registry))), "good"),), result.id)
