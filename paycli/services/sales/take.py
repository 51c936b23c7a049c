"""Ending a waiting sale at its till: by cash, or as a gift of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.cart import rounding_of
from paycli.domain.ids import sale_number
from paycli.domain.money import Money, format_minor, parse_money
from paycli.domain.state import PENDING
from paycli.domain.texts import clean_note
from paycli.domain.till_bodies import SaleTakeBody
from paycli.domain.till_kinds import CASH, GIFT
from paycli.errors import AlreadyPaid, CashShort, Usage
from paycli.services.engine.intents import Intent, carry_out
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.reader import reading
from paycli.services.reading.under_key import ordered_under
from paycli.services.sales.at_till import at_open_till
from paycli.services.sales.receipt import Receipt, find_sale, receipt_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.cart import Pricing
    from paycli.domain.ports import App
    from paycli.services.engine.drafts import Draft
    from paycli.services.engine.intents import Execution


class Taken(NamedTuple):
    """A sale that ended at its till, and the order that ended it (`time` in ms).

    `due` is what the guest had to give: the sale with its rounding. `change` is what goes back over the counter.
    """

    id: str
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool
    receipt: Receipt
    number: str
    tender: str
    due: Money
    given: Money
    change: Money
    rounding: Money
    reason: str | None


def take_cash(
    app: App,
    typed: str,
    given: str | None,
    till: int | None,
    execution: Execution,
    *,
    pricing: Callable[[App], Pricing] | None = None,
) -> Taken:
    """Take cash for a waiting sale under its own number; `given` is what was handed over, None for exactly the sum.

    `pricing` finds what coins can pay, to which the sum is rounded. Raises NotFound, AlreadyPaid, SaleExpired,
    SaleCancelled, ShiftClosed, CashShort.
    """
    with before_posting(app, "sale.take") as reader:
        at, _ = at_open_till(app, reader, till, execution.key)
        sale = find_sale(reader, typed)
        currency = str(sale.currency)
        before = ordered_under(reader, execution.key)
        rounding_minor = rounding_of(sale.amount_minor, currency, pricing(app) if pricing else None)
        if isinstance(before, SaleTakeBody) and before.of == sale.id:
            # The coins may have become others since.
            rounding_minor = before.rounding_minor
        due = Money(sale.amount_minor + rounding_minor, currency)
        money = due if given is None else parse_money(given, app.registry.currencies, currency, zero=True)
        if money.currency != currency:
            raise Usage(problem=f"This sale is in {currency}", help=f"give the sum in {currency}")
        # One that was paid meanwhile wants no more cash: the door says who paid it.
        if money.amount_minor < due.amount_minor and sale.state == PENDING:
            exponent = app.registry.currencies[currency]
            given_text, needed = (format_minor(each.amount_minor, exponent) for each in (money, due))
            raise CashShort(given=given_text, needed=needed, currency=currency)
    body = SaleTakeBody(
        of=sale.id,
        till=at,
        tender=CASH,
        amount_minor=sale.amount_minor,
        currency=currency,
        rounding_minor=rounding_minor,
        given_minor=money.amount_minor,
        note=None,
    )
    return _take(app, body, None, execution)


def give(app: App, typed: str, reason: str | None, till: int | None, execution: Execution) -> Taken:
    """End a waiting sale as a gift of the house, for a reason; raises what `take_cash` raises, but for the cash."""
    with before_posting(app, "sale.take") as reader:
        at, _ = at_open_till(app, reader, till, execution.key)
        sale = find_sale(reader, typed)
        note = clean_note(reason)
    body = SaleTakeBody(
        of=sale.id,
        till=at,
        tender=GIFT,
        amount_minor=sale.amount_minor,
        currency=str(sale.currency),
        rounding_minor=0,
        given_minor=0,
        note=None,
    )
    return _take(app, body, note, execution)


def _by_what(sold: Receipt) -> str:
    """Say how a sale was paid, so that whoever holds the guest's coins knows whether they are in the drawer's sum."""
    tenders = {CASH: ", in cash", GIFT: ", as a gift of the house"}
    return tenders.get(sold.tender) or f", by {sold.payer}"


def _take(app: App, body: SaleTakeBody, note: str | None, execution: Execution) -> Taken:
    def written(draft: Draft) -> SaleTakeBody:
        return body._replace(note=draft.text("note", note))

    try:
        posted = carry_out(app, execution, Intent("sale.take", written))
    except AlreadyPaid as error:
        with reading(app) as reader:
            error.values["detail"] = _by_what(receipt_of(reader, find_sale(reader, body.of)))
        raise
    with after_posting(app, posted.order.name) as reader:
        sale = find_sale(reader, body.of)
        due_minor = body.amount_minor + body.rounding_minor if body.tender == CASH else 0
        return Taken(
            id=posted.order.name,
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
            receipt=receipt_of(reader, sale),
            number=sale_number(sale.till, sale.number),
            tender=body.tender,
            due=Money(due_minor, body.currency),
            given=Money(body.given_minor, body.currency),
            change=Money(body.given_minor - due_minor, body.currency),
            rounding=Money(body.rounding_minor, body.currency),
            reason=note,
        )
