"""What the running totals of a shift are, and how each thing at the counter changes them: sums alone, no rules.

A till reads them in one row, the rules keep them, and the audit adds them up again.
"""

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.till_kinds import CASH, GIFT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.lives import Sale
    from paycli.domain.till_bodies import DrawerMoveBody, RefundBody, SaleTakeBody, TaxLine


class ShiftDetail(NamedTuple):
    """The running totals of a shift: counts, and sums in minor units.

    Fields stand in the order of their names. `charged_count` numbers were used up, from `first_number` on; a sale is in
    one of `wallet`, `cash`, `gift`, `aborted` (cancelled) and, once the shift is closed, `expired`. `taxes` are the
    sums of the paid sales by class and rate, `refund_taxes` those of what went back. The difference of a count is what
    was counted less what should have been there.

    No sum has a bound, as the same money may be paid and paid out many times in one shift. So none has a name that the
    table of objects bounds for a sale, like `tip_minor`.
    """

    aborted_count: int = 0
    aborted_minor: int = 0
    cash_count: int = 0
    cash_minor: int = 0
    charged_count: int = 0
    closing_difference_minor: int = 0
    counted_minor: int = 0
    discount_minor: int = 0
    drawer_in_minor: int = 0
    drawer_opened_count: int = 0
    drawer_out_minor: int = 0
    expired_count: int = 0
    expired_minor: int = 0
    first_number: int = 0
    float_minor: int = 0
    gift_count: int = 0
    gift_minor: int = 0
    opening_difference_minor: int = 0
    refund_cash_count: int = 0
    refund_cash_minor: int = 0
    refund_taxes: "tuple[TaxLine, ...]" = ()
    refund_tip_minor: int = 0
    refund_wallet_count: int = 0
    refund_wallet_minor: int = 0
    rounding_minor: int = 0
    taxes: "tuple[TaxLine, ...]" = ()
    tips_minor: int = 0
    wallet_count: int = 0
    wallet_minor: int = 0


def add_taxes(first: "Sequence[TaxLine]", second: "Sequence[TaxLine]") -> "tuple[TaxLine, ...]":
    """Add two lists of sums by tax class; a class that had two rates stands there once for each."""
    sums: dict[tuple[str, int], tuple[int, int]] = {}
    for name, rate_ppm, gross_minor, tax_minor in (*first, *second):
        gross_before, tax_before = sums.get((name, rate_ppm), (0, 0))
        sums[name, rate_ppm] = gross_before + gross_minor, tax_before + tax_minor
    return tuple((name, rate_ppm, gross, tax) for (name, rate_ppm), (gross, tax) in sorted(sums.items()))


def charged(totals: ShiftDetail, number: int) -> ShiftDetail:
    """Count a sale that was opened under a number."""
    first_number = totals.first_number or number
    return totals._replace(charged_count=totals.charged_count + 1, first_number=first_number)


def paid(totals: ShiftDetail, sale: "Sale", tip_minor: int) -> ShiftDetail:
    """Count a sale that a wallet paid, with its tip."""
    totals = _ended_well(totals, sale)
    return totals._replace(
        wallet_count=totals.wallet_count + 1,
        wallet_minor=totals.wallet_minor + sale.amount_minor,
        tips_minor=totals.tips_minor + tip_minor,
    )


def taken(totals: ShiftDetail, sale: "Sale", body: "SaleTakeBody") -> ShiftDetail:
    """Count a sale that ended at the till: with cash, or as a gift of the house."""
    if body.tender == GIFT:
        # What is given away is no turnover, so no tax and no discount of it counts.
        return totals._replace(gift_count=totals.gift_count + 1, gift_minor=totals.gift_minor + sale.amount_minor)
    totals = _ended_well(totals, sale)
    return totals._replace(
        cash_count=totals.cash_count + 1,
        cash_minor=totals.cash_minor + sale.amount_minor,
        rounding_minor=totals.rounding_minor + body.rounding_minor,
    )


def aborted(totals: ShiftDetail, sale: "Sale") -> ShiftDetail:
    """Count a sale that was cancelled."""
    return totals._replace(
        aborted_count=totals.aborted_count + 1, aborted_minor=totals.aborted_minor + sale.amount_minor
    )


def expired(totals: ShiftDetail, sales: "Sequence[Sale]") -> ShiftDetail:
    """Count the sales whose time was over when their shift was closed."""
    return totals._replace(expired_count=len(sales), expired_minor=sum(sale.amount_minor for sale in sales))


def refunded(totals: ShiftDetail, body: "RefundBody") -> ShiftDetail:
    """Count a refund, the way it was paid."""
    totals = totals._replace(
        refund_taxes=add_taxes(totals.refund_taxes, body.tax), refund_tip_minor=totals.refund_tip_minor + body.tip_minor
    )
    if body.tender == CASH:
        return totals._replace(
            refund_cash_count=totals.refund_cash_count + 1,
            refund_cash_minor=totals.refund_cash_minor + body.amount_minor,
            rounding_minor=totals.rounding_minor - body.rounding_minor,
        )
    return totals._replace(
        refund_wallet_count=totals.refund_wallet_count + 1,
        refund_wallet_minor=totals.refund_wallet_minor + body.amount_minor,
    )


def moved(totals: ShiftDetail, body: "DrawerMoveBody") -> ShiftDetail:
    """Count what was put into the drawer or taken out, or that it was opened without a sale."""
    if not body.amount_minor:
        return totals._replace(drawer_opened_count=totals.drawer_opened_count + 1)
    if body.out:
        return totals._replace(drawer_out_minor=totals.drawer_out_minor + body.amount_minor)
    return totals._replace(drawer_in_minor=totals.drawer_in_minor + body.amount_minor)


def _ended_well(totals: ShiftDetail, sale: "Sale") -> ShiftDetail:
    return totals._replace(
        discount_minor=totals.discount_minor + sale.body.discount_minor, taxes=add_taxes(totals.taxes, sale.body.tax)
    )
