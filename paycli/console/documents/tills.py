"""Documents of the day at a till: the drawer, the shift as it stands (X) and as it came out (Z)."""

from typing import Literal, NamedTuple

from paycli.console.documents.forms import Amount, Currency, Date, Handle, Id, Kind, SaleNumber, State, Time
from paycli.console.documents.taxes import TaxSum


class Tender(NamedTuple):
    """How many there were, and their sum."""

    count_: int
    """How many."""
    sum: Amount
    """The sum of them, in the currency of the day."""


class Drawer(NamedTuple):
    """The cash in a till's drawer, outside of the loop."""

    float: Amount
    """The cash that was counted when the day was opened."""
    opening_difference: Amount
    """That count, less the cash that the last count had left."""
    put_in: Amount
    """The cash that was put in without a sale."""
    taken_out: Amount
    """The cash that was taken out without a sale."""
    opened: int
    """How often it was opened without a sale."""
    expected: Amount
    """The cash that should be in it; of a closed day, when it was counted."""
    counted: Amount | None
    """The cash that was counted when the day was closed. Null while it is open."""
    difference: Amount | None
    """That count, less the cash that should have been there. Null while it is open."""


class Day(NamedTuple):
    """A day at a till: how it stands, or once it is closed how it came out."""

    id: Id
    n: int
    seller: Handle
    """The handle of the shop."""
    till: int
    day: int
    """The number of the day at this till, counted without a gap; the number of its Z."""
    date: Date
    """The date of the books."""
    state: State
    opened_at: Time
    """When it was opened."""
    closed_at: Time | None
    """When it was closed. Null while it is open."""
    currency: Currency
    first_number: SaleNumber | None
    """The first number of a sale in it."""
    last_number: SaleNumber | None
    """The last number of a sale in it."""
    charged: int
    """How many numbers were used up."""
    by_wallet: Tender
    """The sales that wallets paid, without tips."""
    by_cash: Tender
    """The sales that were paid in cash, before rounding."""
    gifts: Tender
    """The sales that were gifts of the house."""
    cancelled: Tender
    """The sales that were cancelled."""
    expired: Tender
    """The sales that nobody paid in time; counted when the day is closed."""
    refunds_wallet: Tender
    """The refunds to wallets, without tips."""
    refunds_cash: Tender
    """The refunds out of the drawer, before rounding."""
    tips: Amount
    """The tips that were paid."""
    refunded_tips: Amount
    """The tips that went back."""
    discounts: Amount
    """The discounts on the paid sales."""
    rounding: Amount
    taxes: tuple[TaxSum, ...]
    """The paid sales by tax class."""
    refunded_taxes: tuple[TaxSum, ...]
    """The refunds by tax class."""
    drawer: Drawer
    """The cash in the drawer."""
    open_sales: tuple[SaleNumber, ...]
    """The numbers of the sales that can still be paid."""
    note: str | None
    play: bool


class DayChanged(NamedTuple):
    """A day that was opened or closed, and the order that did it."""

    id: Id | None
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    report: Day
    """The day after it."""
    replayed: bool
    dry_run: bool


class DrawerMoved(NamedTuple):
    """Cash that was put into a drawer or taken out; an amount of 0 opened it without a sale."""

    id: Id | None
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    till: int
    amount: Amount
    currency: Currency
    moved_to: Literal["in", "out", "opened"]
    """Whether it was put in or taken out, or the drawer was only opened."""
    note: str | None
    expected: Amount
    """The cash that should be in the drawer now."""
    replayed: bool
    dry_run: bool


class Taken(NamedTuple):
    """A sale that ended at its till, in cash or as a gift of the house."""

    id: Id | None
    of: Id
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    receipt: SaleNumber | None
    tender: str
    """How it was paid: `wallet`, `cash` or `gift`. Empty while it is not."""
    amount: Amount
    currency: Currency
    rounding: Amount
    given: Amount
    """The cash that was handed over."""
    change: Amount
    """The cash that goes back."""
    note: str | None
    replayed: bool
    dry_run: bool


class TipsSent(NamedTuple):
    """Tips of a shop that were paid out."""

    id: Id | None
    kind: Kind
    state: State
    n: int | None
    time: Time | None
    amount: Amount
    currency: Currency
    to: tuple[Handle, ...]
    note: str | None
    tips_left: Amount
    """The tips that are not paid out yet, in the same currency."""
    replayed: bool
    dry_run: bool
