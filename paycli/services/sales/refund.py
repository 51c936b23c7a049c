"""Giving a paid sale back, the whole or a part."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.cart import TaxRow, refunded_tax, rounding_of
from paycli.domain.ids import sale_number
from paycli.domain.money import Money, format_minor, parse_money
from paycli.domain.orders import read_unchecked
from paycli.domain.rules.sales import left_of, paid_total, refund_of_rest
from paycli.domain.sold import line_back, taxes_left
from paycli.domain.state import DONE, PENDING
from paycli.domain.texts import clean_note
from paycli.domain.till_bodies import RefundBody
from paycli.domain.till_kinds import CASH, GIFT
from paycli.errors import InsufficientFunds, LineRefunded, NotAllowed, NotFound, RefundShort, Usage, step
from paycli.services.engine.intents import Intent, Payee, carry_out
from paycli.services.reading.around_orders import after_posting, before_posting
from paycli.services.reading.plans import payee_of, plan_payment
from paycli.services.reading.under_key import ordered_under
from paycli.services.sales.at_till import at_till, no_shift, till_with_days
from paycli.services.sales.receipt import Receipt, find_sale, receipt_of
from paycli.services.sales.sold import sold_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from paycli.domain.cart import Pricing
    from paycli.domain.lives import Sale
    from paycli.domain.ports import App
    from paycli.domain.sold import Sold
    from paycli.domain.till_bodies import TaxLine
    from paycli.services.engine.intents import Execution
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.at_till import AtTill


class Refunded(NamedTuple):
    """Money that went back to whoever paid a sale, and its order (`time` in ms); cash goes to no wallet.

    `drawer` is the till out of whose drawer cash went back.
    """

    id: str
    sale: str
    sale_short: str
    receipt: str
    to: str | None
    money: Money
    rounding: Money
    reason: str | None
    balance: Money
    n: int
    time: int
    kind: str
    replayed: bool
    dry_run: bool
    drawer: int | None = None


class _Line(NamedTuple):
    """A line of a sale that is to go back: its number, as it stands on the bill, and its place among the others."""

    number: int
    sold: Sold

    @property
    def gross_minor(self) -> int:
        """What it came to."""
        return self.sold.lines[self.number - 1].gross_minor


def _which(receipt: Receipt, line: _Line | None) -> str:
    """Name the number and the goods of the sale; who paid it is whom the money goes to."""
    if line is None:
        return ", ".join((f"of sale {receipt.number}", *receipt.lines))
    return f"of sale {receipt.number}, line {line.number}: {line.sold.lines[line.number - 1].what}"


def _line(reader: Reader, sale: Sale, number: int) -> _Line:
    """Find a line of a sale by its number; raises NotFound, NotAllowed."""
    found, receipt = sold_of(reader, sale), sale_number(sale.till, sale.number)
    if not found.counted:
        raise NotAllowed(reason=f"The sums of the lines of sale {receipt} are not known", help="give an amount")
    count = len(found.lines)
    if not 0 < number <= count:
        have = f"{count} {'line' if count == 1 else 'lines'}"
        raise NotFound(what="line", typed=str(number), detail=f": sale {receipt} has {have}")
    line = _Line(number, found)
    if not line.gross_minor:
        raise NotAllowed(reason=f"Line {number} of sale {receipt} came to nothing")
    return line


def _own_paid_sale(reader: Reader, typed: str, *, full_ids_required: bool) -> Sale:
    """Find a sale that the own wallet made and somebody paid; raises NotFound, NotAllowed."""
    sale = find_sale(reader, typed, full_ids_required=full_ids_required)
    if sale.maker != reader.own:
        shop = reader.handle(str(sale.maker))
        reason, help_ = f"Only {shop} can refund this sale", f"ask {shop} to refund it"
        raise NotAllowed(reason=reason, by=str(sale.maker), help=help_)
    if sale.state != DONE:
        waits = sale.state_at(reader.time) == PENDING
        help_or_step = step("cancel", thing=reader.short(sale.id)) if waits else ""
        raise NotAllowed(reason="This sale was never paid", help=help_or_step)
    if sale.detail.tender == GIFT:
        number = sale_number(sale.till, sale.number)
        raise NotAllowed(reason=f"Sale {number} was a gift of the house, so there is nothing to refund")
    return sale


class _Parts(NamedTuple):
    """What of a refund are goods, and how much of them is of which tax class; the rest of it is of the tip.

    `rounding_minor` is what cash is rounded by.
    """

    goods_minor: int
    tax: tuple[TaxLine, ...]
    rounding_minor: int


def _parts(
    reader: Reader, sale: Sale, money: Money, line: _Line | None, *, key: str | None, coins: Pricing | None
) -> _Parts:
    """Say what of a refund is what: the goods go back before the tip; a repeat under its key is what it was.

    `coins` says what coins can pay, for a refund in cash. Raises LineRefunded.
    """
    before = ordered_under(reader, key)
    if isinstance(before, RefundBody) and before.of == sale.id:
        goods_minor = before.amount_minor
        if goods_minor + before.tip_minor == money.amount_minor:
            return _Parts(goods_minor, before.tax, before.rounding_minor)
    earlier = _refunds_of(reader, sale)
    if line is not None:
        goods_minor, tax = money.amount_minor, line_back(line.sold, line.number - 1, sale.body, earlier)
        if tax is None:
            raise _line_refunded(reader, sale, line, money)
    else:
        whole = money.amount_minor == paid_total(sale)
        goods_minor = sale.amount_minor if whole else min(money.amount_minor, left_of(sale)[0])
        left = taxes_left(sale.body.tax, earlier)
        tax = refunded_tax(tuple(TaxRow(*row) for row in left), goods_minor)
    return _Parts(goods_minor, tax, _rounding(goods_minor, money.currency, earlier, coins))


def _rounding(goods_minor: int, currency: str, earlier: Sequence[RefundBody], coins: Pricing | None) -> int:
    """Say by what coins round a refund: all of them together come to what one would have been.

    Else a guest who gives back one thing after the other would have more out of the drawer than went in, or less.
    """
    goods_before, off_before = sum(each.amount_minor for each in earlier), sum(each.rounding_minor for each in earlier)
    return max(-goods_minor, rounding_of(goods_before + goods_minor, currency, coins) - off_before)


def _refunds_of(reader: Reader, sale: Sale) -> list[RefundBody]:
    """Give what went back of a sale before."""
    bodies = [read_unchecked(entry.order).body for entry in reader.view.entries_about(sale.id)]
    return [body for body in bodies if isinstance(body, RefundBody)]


def _line_refunded(reader: Reader, sale: Sale, line: _Line, money: Money) -> LineRefunded:
    return LineRefunded(
        line=line.number,
        number=sale_number(sale.till, sale.number),
        amount=format_minor(money.amount_minor, reader.registry.currencies.get(money.currency, 0)),
        currency=money.currency,
        help=refund_of_rest(sale, reader.registry),
    )


def _body(sale: Sale, at: AtTill, money: Money, parts: _Parts) -> RefundBody:
    return RefundBody(
        of=sale.id,
        till=at.till,
        shift=at.shift_id,
        to=sale.peer,
        amount_minor=parts.goods_minor,
        tip_minor=money.amount_minor - parts.goods_minor,
        currency=money.currency,
        tender=sale.detail.tender,
        rounding_minor=parts.rounding_minor,
        tax=parts.tax,
        note=None,
    )


@contextmanager
def _telling_no_balance(shop: str) -> Iterator[None]:
    """Let a refusal say that a shop's wallet has too little, and not what it has; raises RefundShort."""
    try:
        yield
    except InsufficientFunds as error:
        needed, currency = error.values["needed"], error.values["currency"]
        raise RefundShort(who=shop, needed=needed, currency=currency, money=error.money) from None


def refund(  # noqa: PLR0913  each is one choice about the refund
    app: App,
    typed: str,
    amount: str | None,
    reason: str | None,
    execution: Execution,
    *,
    full_ids_required: bool = False,
    till: int | None = None,
    pricing: Callable[[App], Pricing] | None = None,
    line: int | None = None,
) -> Refunded:
    """Refund a paid sale the way it was paid: the whole, a typed amount of it, or what one of its lines came to.

    `reason` is what both can read. `pricing` finds what coins can pay, for a sale that was paid in cash. Lines are
    counted from 1, and one has no amount beside it. Raises NotFound, NotAllowed, AlreadyRefunded, LineRefunded,
    RefundShort, TipsShort, DrawerShort.
    """
    with before_posting(app, "refund") as reader:
        if line is not None and amount is not None:
            raise Usage(problem="A line and an amount exclude each other", help="give one of them")
        sale = _own_paid_sale(reader, typed, full_ids_required=full_ids_required)
        money, wanted = Money(paid_total(sale), str(sale.currency)), None
        if line is not None:
            wanted = _line(reader, sale, line)
            money = money._replace(amount_minor=wanted.gross_minor)
        elif amount is not None:
            money = parse_money(amount, app.registry.currencies, money.currency)
        note, at = clean_note(reason), at_till(app, reader, till, execution.key)
        if sale.detail.tender == CASH and at.shift is None:
            raise no_shift(till_with_days(app, at.till, till))
        payee = Payee("cash out of the drawer") if sale.peer is None else payee_of(reader, sale.peer)
        # Who stands at a counter sees no balance of the shop.
        plan = plan_payment(reader, "Refund", payee, money)._replace(balance=None, final=True, note=note)
        plan = plan._replace(detail=_which(receipt_of(reader, sale), wanted))
        coins = pricing(app) if pricing is not None and sale.detail.tender == CASH else None
        parts = _parts(reader, sale, money, wanted, key=execution.key, coins=coins)
        body = _body(sale, at, money, parts)

    intent = Intent("refund", lambda draft: body._replace(note=draft.text("note", note)), plan=plan)
    with _telling_no_balance(plan.payer):
        posted = carry_out(app, execution, intent)
    with after_posting(app, posted.order.name) as reader:
        return Refunded(
            id=posted.order.name,
            sale=sale.id,
            sale_short=reader.short(sale.id),
            to=None if sale.peer is None else plan.payees[0].handle,
            money=money,
            rounding=Money(parts.rounding_minor, money.currency),
            reason=note,
            balance=reader.balance(money.currency),
            receipt=sale_number(sale.till, sale.number),
            n=posted.n,
            time=posted.time,
            kind=posted.order.kind,
            replayed=posted.replayed,
            dry_run=execution.dry_run,
            drawer=at.till if sale.detail.tender == CASH else None,
        )
