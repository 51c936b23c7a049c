"""Sales of a shop: how they are made and numbered, paid by a wallet or at the till, and given back; and tips."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain import shifts
from paycli.domain.accounts import account_currency, main_account, tips_account
from paycli.domain.ids import short
from paycli.domain.lives import SALE, SaleDetail, as_sale, as_shift
from paycli.domain.money import AMOUNT_LIMIT_MINOR, Money, format_minor, typed_money
from paycli.domain.rules.people import admitted
from paycli.domain.rules.rule import Rule
from paycli.domain.rules.shifts import count, counter_name, drawer_needs, move_cash, open_shift
from paycli.domain.rules.transfers import move, move_each, pay, payment_needs, refuse_payee
from paycli.domain.state import CANCELLED, DONE, PENDING, Changes, LedgerObject, Needs
from paycli.domain.till_kinds import CASH, GIFT, WALLET
from paycli.errors import (
    AlreadyPaid,
    AlreadyRefunded,
    AmountTooLarge,
    CurrencyUnknown,
    NotAllowed,
    NotFound,
    SaleCancelled,
    SaleExpired,
    ShiftClosed,
    SumsDiffer,
    TipsShort,
    step,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.accounts import Transfer
    from paycli.domain.lives import Sale, Shift
    from paycli.domain.orders import Order
    from paycli.domain.registry import Registry
    from paycli.domain.state import Place, State
    from paycli.domain.till_bodies import RefundBody, SaleNewBody, SalePayBody, SaleTakeBody, TaxLine, TipsSendBody
    from paycli.errors import Help


# --- a sale ----------------------------------------------------------------------------------------------------------
def needs_sale(order: Order[SaleNewBody]) -> Needs:
    """Name the shift, and how many sales the till has made."""
    body = order.body
    return Needs(
        objects=() if body.shift is None else (body.shift,),
        counters=((str(order.wallet), counter_name(SALE, body.till)),),
    )


def decide_sale(order: Order[SaleNewBody], state: State, place: Place) -> Changes:
    """Open a sale under the next number of its till; no money moves until somebody pays it."""
    body = order.body
    if body.currency not in state.registry.currencies:
        raise CurrencyUnknown(currency=body.currency, known=", ".join(state.registry.currencies))
    _check_taxes(body.tax, body.amount_minor)
    shift = open_shift(order, state, body.shift, till=body.till, currency=body.currency)
    counter = count(state, str(order.wallet), counter_name(SALE, body.till))
    sale = LedgerObject.made(
        order,
        place,
        SALE,
        detail=SaleDetail(),
        currency=body.currency,
        amount_minor=body.amount_minor,
        due=place.time + body.expires_ms,
        till=body.till,
        number=counter.value,
    )
    changed = () if shift is None else (shift._replace(detail=shifts.charged(shift.detail, counter.value)),)
    return Changes(objects=(sale, *changed), counters=(counter,))


def _check_taxes(tax: Sequence[TaxLine], amount_minor: int) -> None:
    if tax and sum(gross_minor for _, _, gross_minor, _ in tax) != amount_minor:
        raise SumsDiffer(what="The sum of the tax classes")


def shift_of(sale: Sale, state: State) -> Shift | None:
    """Give the shift of a sale; None where it is in none."""
    return as_shift(state.objects.get(sale.body.shift or ""))


def _open_sale(found: LedgerObject | None, state: State, typed: str, time: int) -> Sale:
    sale = as_sale(found)
    if sale is None:
        raise NotFound(what="sale", typed=typed[:8], help="ask the shop to show it again")
    if sale.state == DONE:
        raise AlreadyPaid
    if sale.state == CANCELLED:
        raise SaleCancelled
    shift = shift_of(sale, state)
    # A shift that is closed has counted it as expired, whatever the clock says since.
    if sale.is_over(time) or (shift is not None and shift.state != PENDING):
        raise SaleExpired
    return sale


# --- paying it -------------------------------------------------------------------------------------------------------
def needs_pay(order: Order[SalePayBody]) -> Needs:
    """Name the sale, which brings its shift, and the accounts."""
    body, rows = order.body, payment_needs(order)
    tips = (tips_account(body.to, body.currency),) if body.tip_minor else ()
    return rows._replace(accounts=(*rows.accounts, *tips), objects=(body.sale,))


def decide_pay(order: Order[SalePayBody], state: State, place: Place) -> Changes:
    """Pay a sale to the shop, and its tip to the shop's tips; payee and amount must be the sale's."""
    body = order.body
    sale = _open_sale(state.objects.get(body.sale), state, body.sale, place.time)
    if (body.to, body.amount_minor, body.currency) != (sale.maker, sale.amount_minor, sale.currency):
        raise NotAllowed(reason="The order does not name the payee and the amount of the sale")
    transfers = _paid(order, state, place.time)
    detail = SaleDetail(tender=WALLET, tip_minor=body.tip_minor)
    done = sale._replace(state=DONE, peer=order.wallet, ended=place.time, detail=detail)
    shift = shift_of(sale, state)
    changed = () if shift is None else (shift._replace(detail=shifts.paid(shift.detail, sale, body.tip_minor)),)
    return Changes(transfers, (done, *changed))


def _paid(order: Order[SalePayBody], state: State, time: int) -> tuple[Transfer, ...]:
    body = order.body
    if not body.tip_minor:
        return (pay(state, order, body.to, body.amount_minor, time),)
    refuse_payee(state, order, body.to)
    whole_minor, currency = body.amount_minor + body.tip_minor, body.currency
    if whole_minor >= AMOUNT_LIMIT_MINOR:
        raise AmountTooLarge(amount=format_minor(whole_minor, state.registry.currencies[currency]), currency=currency)
    parts = (main_account(body.to, currency), body.amount_minor), (tips_account(body.to, currency), body.tip_minor)
    return move_each(state, main_account(str(order.wallet), currency), parts, time)


def needs_take(order: Order[SaleTakeBody]) -> Needs:
    """Name the sale, which brings its shift, and the drawer."""
    return drawer_needs(order, order.body.till, order.body.currency)._replace(objects=(order.body.of,))


def decide_take(order: Order[SaleTakeBody], state: State, place: Place) -> Changes:
    """End a waiting sale at its till, under its own number: by cash, or as a gift of the house."""
    body = order.body
    found = as_sale(state.objects.get(body.of))
    if found is None or found.maker != order.wallet:
        raise NotFound(what="sale of yours", typed=body.of[:8], help=step("look_at_log"))
    sale = _open_sale(found, state, body.of, place.time)
    if (body.amount_minor, body.currency, body.till) != (sale.amount_minor, sale.currency, sale.till):
        raise NotAllowed(reason="The order does not name the till and the amount of the sale")
    shift = open_shift(order, state, sale.body.shift, till=body.till, currency=body.currency)
    if shift is None:
        raise ShiftClosed(till=body.till)
    cash_minor = body.amount_minor + body.rounding_minor
    if body.tender == GIFT:
        if body.rounding_minor or body.given_minor:
            raise SumsDiffer(what="A gift of the house, for which nothing is given,")
        cash_minor = 0
    elif not 0 <= cash_minor <= body.given_minor:
        raise SumsDiffer(what="The cash that was given")
    done = sale._replace(state=DONE, ended=place.time, detail=SaleDetail(tender=body.tender))
    changed = shift._replace(detail=shifts.taken(shift.detail, sale, body))
    return Changes(move_cash(state, shift, cash_minor, place.time), (done, changed))


# --- giving it back --------------------------------------------------------------------------------------------------
def needs_refund(order: Order[RefundBody]) -> Needs:
    """Name the sale, the shift in which it goes back, and the accounts that it comes from."""
    body, shop = order.body, str(order.wallet)
    objects = (body.of,) if body.shift is None else (body.of, body.shift)
    if body.to is None:
        return drawer_needs(order, body.till, body.currency)._replace(objects=objects)
    accounts = [main_account(shop, body.currency), main_account(body.to, body.currency)]
    if body.tip_minor:
        accounts.append(tips_account(shop, body.currency))
    return Needs(accounts=tuple(accounts), objects=objects, wallets=(body.to,))


def decide_refund(order: Order[RefundBody], state: State, place: Place) -> Changes:
    """Give a paid sale back the way it was paid, wholly or in part, never more than was paid.

    It counts in the shift that it names, which need not be that of the sale.
    """
    body = order.body
    sale = as_sale(state.objects.get(body.of))
    if sale is None or sale.maker != order.wallet:
        raise NotFound(what="sale of yours", typed=body.of[:8], help=step("look_at_log"))
    if sale.state != DONE:
        raise NotAllowed(reason="Only a paid sale can be refunded")
    if sale.detail.tender == GIFT:
        raise NotAllowed(reason="A gift of the house was not paid, so nothing goes back")
    shift = open_shift(order, state, body.shift, till=body.till, currency=body.currency)
    if (body.to, body.currency, body.tender) != (sale.peer, sale.currency, sale.detail.tender):
        raise NotAllowed(reason="A refund goes to the payer, in the same currency and the same way")
    _check_taxes(body.tax, body.amount_minor)
    _check_left(sale, body, state)
    detail = sale.detail._replace(
        refunded_minor=sale.detail.refunded_minor + body.amount_minor,
        refunded_tip_minor=sale.detail.refunded_tip_minor + body.tip_minor,
    )
    changed = () if shift is None else (shift._replace(detail=shifts.refunded(shift.detail, body)),)
    return Changes(_given_back(order, state, shift, place.time), (sale._replace(detail=detail), *changed))


def _check_left(sale: Sale, body: RefundBody, state: State) -> None:
    left_minor, left_tip_minor = left_of(sale)
    if body.amount_minor <= left_minor and body.tip_minor <= left_tip_minor and body.amount_minor + body.tip_minor:
        return
    exponent = state.registry.currencies.get(body.currency, 0)
    paid_minor, rest_minor = paid_total(sale), left_minor + left_tip_minor
    raise AlreadyRefunded(
        refunded=format_minor(paid_minor - rest_minor, exponent),
        paid=format_minor(paid_minor, exponent),
        available=format_minor(rest_minor, exponent),
        currency=body.currency,
        help=refund_of_rest(sale, state.registry),
    )


def _given_back(order: Order[RefundBody], state: State, shift: Shift | None, time: int) -> tuple[Transfer, ...]:
    body = order.body
    if body.tender == CASH:
        cash_minor = body.amount_minor + body.rounding_minor
        if shift is None or cash_minor < 0:
            raise SumsDiffer(what="The cash out of the drawer")
        return move_cash(state, shift, -cash_minor, time)
    if body.rounding_minor or body.to is None:
        raise SumsDiffer(what="Money of a wallet, which is not rounded,")
    admitted(state, body.to)
    shop, payer = str(order.wallet), main_account(body.to, body.currency)
    if body.tip_minor:
        check_tips(state, tips_account(shop, body.currency), body.tip_minor)
    parts = (main_account(shop, body.currency), body.amount_minor), (tips_account(shop, body.currency), body.tip_minor)
    return tuple(move(state, source, payer, amount_minor, time) for source, amount_minor in parts if amount_minor)


def left_of(sale: Sale) -> tuple[int, int]:
    """Give what of a sale and of its tip can still go back, in minor units."""
    detail = sale.detail
    return sale.amount_minor - detail.refunded_minor, detail.tip_minor - detail.refunded_tip_minor


def refund_of_rest(sale: Sale, registry: Registry) -> Help:
    """Name the step that gives back what is left of a paid sale; nothing where all went back."""
    left = Money(sum(left_of(sale)), str(sale.currency))
    if not left.amount_minor:
        return ""
    amount = typed_money(left, registry.currencies, registry.default_currency)
    return step("refund", sale=short(sale.id), amount=amount)


def paid_total(sale: Sale) -> int:
    """Give what a guest paid for a sale with the tip, in minor units."""
    return sale.amount_minor + sale.detail.tip_minor


def refunded_total(sale: Sale) -> int:
    """Give what of a sale and its tip went back, in minor units."""
    return sale.detail.refunded_minor + sale.detail.refunded_tip_minor


# --- tips ------------------------------------------------------------------------------------------------------------
def needs_tips(order: Order[TipsSendBody]) -> Needs:
    """Name the shop's tips and the payee."""
    shop, body = str(order.wallet), order.body
    accounts = tips_account(shop, body.currency), main_account(body.to, body.currency)
    return Needs(accounts=accounts, wallets=(body.to,))


def decide_tips(order: Order[TipsSendBody], state: State, place: Place) -> Changes:
    """Pay out tips to anybody, also to the shop's own main account."""
    body = order.body
    admitted(state, body.to)
    tips = tips_account(str(order.wallet), body.currency)
    check_tips(state, tips, body.amount_minor)
    return Changes((move(state, tips, main_account(body.to, body.currency), body.amount_minor, place.time),))


def check_tips(state: State, tips: str, amount_minor: int) -> None:
    """Refuse to take more out of a shop's tips than there is; raises TipsShort."""
    account, currency = state.account(tips), account_currency(tips)
    if account.floor_minor is not None and account.balance_minor - amount_minor < account.floor_minor:
        exponent = state.registry.currencies.get(currency, 0)
        available, needed = (format_minor(minor, exponent) for minor in (account.balance_minor, amount_minor))
        raise TipsShort(available=available, needed=needed, currency=currency)


RULES = {
    "sale.new": Rule(needs_sale, decide_sale),
    "sale.pay": Rule(needs_pay, decide_pay),
    "sale.take": Rule(needs_take, decide_take),
    "refund": Rule(needs_refund, decide_refund),
    "tips.send": Rule(needs_tips, decide_tips),
}
