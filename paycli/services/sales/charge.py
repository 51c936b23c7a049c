"""A shop's sales: charge, pay, receipt, refund, and cancelling of sales and envelopes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.canonical import encode
from paycli.domain.codes import sale_text
from paycli.domain.money import Money, parse_money
from paycli.domain.rules.sales import paid_total
from paycli.domain.state import DONE
from paycli.domain.texts import clean_note, clean_text
from paycli.errors import NotAllowed, NotFound, Usage
from paycli.services.engine.intents import (
    Draft,
    Execution,
    Plan,
    after_posting,
    key_bytes,
    preflight,
    preparing,
    submit,
)
from paycli.services.envelopes.describe import Receipt, lines_of, receipt_of
from paycli.services.payments.transfers import plan_payment
from paycli.services.people.contacts import check_pin, pin
from paycli.services.reading.balances import own_money
from paycli.services.reading.lookup import SALE, Found, find
from paycli.services.reading.names import handle_of, shown

if TYPE_CHECKING:
    from paycli.domain.ports import App, View
    from paycli.domain.state import LedgerObject

SALE_EXPIRES_MS = 2 * 60 * 1000
_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?%").fullmatch


class Charged(NamedTuple):
    """A sale that waits for its payer: what to show, and until when (ms)."""

    id: str
    short: str
    shop: str
    money: Money
    lines: tuple[str, ...]
    qr_text: str
    due: int
    replayed: bool
    dry_run: bool


class Paid(NamedTuple):
    """A sale that was paid."""

    id: str
    sale: str
    sale_short: str
    to: str
    money: Money
    tip: Money
    balance: Money
    replayed: bool
    dry_run: bool


class Refunded(NamedTuple):
    """Money that went back to whoever paid a sale."""

    id: str
    sale: str
    sale_short: str
    to: str
    money: Money
    reason: str | None
    balance: Money
    replayed: bool
    dry_run: bool


class CancelledThing(NamedTuple):
    """An envelope or unpaid sale that was taken back, and what came back with it."""

    id: str
    of: str
    of_short: str
    kind: str
    returned: Money | None
    replayed: bool
    dry_run: bool


def charge(
    app: App, amount: str, what: str | None, execution: Execution, *, expires_ms: int = SALE_EXPIRES_MS
) -> Charged:
    """Open a sale of a typed amount; `what` is what was sold. Raises ShopOnly for a person's wallet."""
    with preparing(app, "sale.new"):
        what = clean_text("lines", what) if what else None
        money = parse_money(amount, app.registry.currencies, app.registry.default_currency)
    draft = Draft(app, "sale.new", key=key_bytes(execution.key))
    lines = encode([{"what": what, "amount": money.amount_minor}]).decode() if what else None
    body = {
        "amount": money.amount_minor,
        "currency": money.currency,
        "lines": draft.text("lines", lines),
        "expires_ms": expires_ms,
    }
    posted = submit(app, draft.sign(body), dry_run=execution.dry_run)
    with after_posting(app) as view:
        due = posted.item.due if posted.item else None
        return Charged(
            posted.order.id, shown(view, posted.order.id), handle_of(view, app.profile.wallet), money,
            (what,) if what else (), sale_text(app.profile.ledger, posted.order.id),
            due or posted.time + expires_ms, posted.replayed, execution.dry_run,
        )  # fmt: skip


def tip_of(app: App, typed: str | None, money: Money) -> Money:
    """Read a tip: an amount, or a percentage of the bill rounded down to a minor unit."""
    if typed is None:
        return Money(0, money.currency)
    percent = _PERCENT(typed)
    if percent:
        hundredths = int(percent[1]) * 100 + int((percent[2] or "0").ljust(2, "0"))
        return Money(money.amount_minor * hundredths // 10_000, money.currency)
    if typed.endswith("%"):
        raise Usage(problem=f"{typed[:20]} is no tip", help="like 10%, 12.5%, at most 999%, or an amount")
    tip = parse_money(typed, app.registry.currencies, money.currency, zero=True)
    if tip.currency != money.currency:
        raise Usage(problem=f"The tip must be in {money.currency}, like the bill", help="")
    return tip


def pay(app: App, typed: str, tip: str | None, execution: Execution, *, full_ids_required: bool = False) -> Paid:
    """Pay the sale of a short id or QR text, with an optional tip.

    Raises NotFound, KeyChanged, AlreadyPaid, SaleExpired, SaleCancelled, InsufficientFunds, LimitExceeded.
    """
    with preparing(app, "sale.pay") as view:
        sale = _sale(app, view, typed, full_ids_required=full_ids_required)
        money = Money(sale.amount_minor, str(sale.currency))
        tip_money = tip_of(app, tip, money)
        total = Money(money.amount_minor + tip_money.amount_minor, money.currency)
        pinned = check_pin(app, view, str(sale.maker))
        plan = plan_payment(app, view, "Pay", pinned.now.wallet, total, "; ".join(lines_of(view, sale)), pinned=pinned)
        body = {
            "sale": sale.id,
            "to": sale.maker,
            "amount": money.amount_minor,
            "currency": money.currency,
            "tip": tip_money.amount_minor,
        }
        # A repeat under a key is no refusal, whatever the sale has become by then.
        if execution.key is None:
            preflight(app, view, "sale.pay", body)
    execution.agree(plan)
    draft = Draft(app, "sale.pay", key=key_bytes(execution.key))
    posted = submit(app, draft.sign(body), dry_run=execution.dry_run)
    pin(app, pinned, dry_run=execution.dry_run)
    with after_posting(app) as view:
        return Paid(
            posted.order.id, sale.id, shown(view, sale.id), plan.payee, money, tip_money,
            own_money(app, view, money.currency), posted.replayed, execution.dry_run,
        )  # fmt: skip


def _sale(app: App, view: View, typed: str, *, full_ids_required: bool = False) -> LedgerObject:
    item = find(app, view, typed, (SALE,), full_ids_required=full_ids_required).item
    if item is None:
        raise NotFound(what="sale", typed=typed[:40], help="ask the shop to show it again")
    return item


def receipt(app: App, typed: str) -> Receipt:
    """Give the receipt of a sale; its number counts the shop's paid sales in the order in which they were made."""
    with app.book.view() as view:
        return receipt_of(app, view, _sale(app, view, typed))


class Day(NamedTuple):
    """How a shop's day stands: how many sales were paid since a moment, and what they came to."""

    sales: int
    total: Money


def day_so_far(app: App, since_ms: int, currency: str) -> Day:
    """Sum the shop's sales that were paid since a ledger time, tips included, refunds taken off."""
    with app.book.view() as view:
        paid = [
            item
            for item in view.objects_of(app.profile.wallet, "sale", pending=False)
            if item.state == DONE and (item.ended or 0) >= since_ms and item.currency == currency
        ]
    return Day(len(paid), Money(sum(paid_total(item) - item.refunded_minor for item in paid), currency))


def refund(
    app: App,
    typed: str,
    amount: str | None,
    reason: str | None,
    execution: Execution,
    *,
    full_ids_required: bool = False,
) -> Refunded:
    """Refund a paid sale to whoever paid it: the whole, or a typed amount of it, for a reason that both can read.

    Raises NotFound, NotAllowed, AlreadyRefunded, InsufficientFunds.
    """
    with preparing(app, "refund") as view:
        sale = _sale(app, view, typed, full_ids_required=full_ids_required)
        currency = str(sale.currency)
        whole = Money(paid_total(sale), currency)
        money = whole if amount is None else parse_money(amount, app.registry.currencies, currency)
        if sale.peer is None:
            raise NotFound(what="paid sale", typed=typed[:40], help="")
        note = clean_note(reason)
        plan = plan_payment(app, view, "Refund", sale.peer, money)
        back = {"of": sale.id, "to": sale.peer, "amount": money.amount_minor, "currency": money.currency}
        if execution.key is None:
            preflight(app, view, "refund", {**back, "note": None})
    execution.agree(plan)
    draft = Draft(app, "refund", key=key_bytes(execution.key))
    posted = submit(app, draft.sign({**back, "note": draft.text("note", note)}), dry_run=execution.dry_run)
    with after_posting(app) as view:
        return Refunded(
            posted.order.id, sale.id, shown(view, sale.id), plan.payee, money, note,
            own_money(app, view, money.currency), posted.replayed, execution.dry_run,
        )  # fmt: skip


def _why_not_cancelled(found: Found) -> str:
    """Say what can be done instead about something that nobody can cancel."""
    match found.item.kind if found.item else found.kind:
        case "topup" | "withdrawal" as kind:
            refused = "; the operator sends cash back by: paycli cash out ID --refuse" if kind == "withdrawal" else ""
            return f"What is in flight ends only by its bank or by the operator{refused}"
        case _:
            return "Only an envelope and an unpaid sale can be cancelled; what was sent is sent for good"


def cancel(app: App, typed: str, execution: Execution, *, full_ids_required: bool = False) -> CancelledThing:
    """Take back an own envelope with packets left, or an own unpaid sale. Raises NotFound, AlreadyEnded."""
    with preparing(app, "cancel") as view:
        found = find(app, view, typed, full_ids_required=full_ids_required)
        if found.item is None or found.item.kind not in {"envelope", "sale"}:
            raise NotAllowed(reason=_why_not_cancelled(found))
        if found.item.maker != app.profile.wallet:
            raise NotFound(what="envelope or sale of yours", typed=typed[:40], help="paycli log")
        if execution.key is None:
            preflight(app, view, "cancel", {"of": found.id})
        held = Money(found.item.held_minor, str(found.item.currency))
        plan = Plan(
            "Cancel", handle_of(view, app.profile.wallet), None, found.item.kind, None, held, "", app.registry.play
        )
    execution.agree(plan)
    draft = Draft(app, "cancel", key=key_bytes(execution.key))
    posted = submit(app, draft.sign({"of": found.id}), dry_run=execution.dry_run)
    back = posted.transfers[0] if posted.transfers else None
    with after_posting(app) as view:
        return CancelledThing(
            posted.order.id, found.id, shown(view, found.id), found.item.kind,
            Money(back.amount_minor, back.currency) if back else None, posted.replayed, execution.dry_run,
        )  # fmt: skip
