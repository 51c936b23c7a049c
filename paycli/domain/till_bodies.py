"""The bodies of orders at a shop's counter: sales and how they are paid, shifts, drawers, tips."""

from typing import NamedTuple, TypeAlias

TaxLine: TypeAlias = tuple[str, int, int, int]
"""What of a sum is of one tax class: the class, its rate in millionths, the gross and the tax in it in minor units."""


class SaleNewBody(NamedTuple):
    """Ask for an amount; `lines` is a commitment to what was sold.

    `discount_minor` is off the amount already, and the gross sums of `tax` come to the amount; it may be empty. `till`
    is 0 for the shop's own key, which is in no shift.
    """

    amount_minor: int
    currency: str
    discount_minor: int
    lines: str | None
    tax: tuple[TaxLine, ...]
    till: int
    shift: str | None
    expires_ms: int


class SalePayBody(NamedTuple):
    """Pay a sale, naming its shop and amount again, with a tip."""

    sale: str
    to: str
    amount_minor: int
    currency: str
    tip_minor: int


class SaleTakeBody(NamedTuple):
    """End a sale at its till: by cash of the guest, of which `given_minor` were handed over, or as a gift of the house.

    `rounding_minor` is what cash is rounded by; with the amount it is what the drawer gets.
    """

    of: str
    till: int
    tender: str
    amount_minor: int
    currency: str
    rounding_minor: int
    given_minor: int
    note: str | None


class RefundBody(NamedTuple):
    """Give back (a part of) what was paid for a sale and of its tip, the way it was paid; `to` is null for cash.

    It counts in the shift in which it is made. `tax` is what of the amount is of which class; it may be empty.
    """

    of: str
    till: int
    shift: str | None
    to: str | None
    amount_minor: int
    currency: str
    tip_minor: int
    tender: str
    rounding_minor: int
    tax: tuple[TaxLine, ...]
    note: str | None


class TipsSendBody(NamedTuple):
    """Pay out tips to a wallet, the shop's own too."""

    to: str
    amount_minor: int
    currency: str
    note: str | None


class ShiftOpenBody(NamedTuple):
    """Begin a shift of a till for a date of the books (`2026-11-28`), with what was counted in its drawer."""

    till: int
    date: str
    counted_minor: int
    currency: str


class ShiftCloseBody(NamedTuple):
    """End a shift, with what was counted in the drawer; the note says why it differs."""

    of: str
    till: int
    counted_minor: int
    currency: str
    note: str | None


class DrawerMoveBody(NamedTuple):
    """Put cash into a drawer or take it out; an amount of 0 opens it without a sale."""

    of: str
    till: int
    amount_minor: int
    currency: str
    out: bool
    note: str | None
