"""What the model wants done outside: a flow carries it out against the ledger, and tells the model what came of it."""

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from paycli.domain.cart import TaxRow
    from paycli.terminal.till.words import SaleNumber


class NewSale(NamedTuple):
    """A sale to be made, as `sale.new` takes it, and the codes of its goods (`domain.billed.Billed`)."""

    amount_minor: int
    currency: str
    discount_minor: int
    tax: "tuple[TaxRow, ...]"
    text: str
    codes: tuple[str, ...] = ()


# Those with `sale` close a cart. Where a sale waits already, there is its number in `of` instead.
class Charge(NamedTuple):
    """Make a sale and show its code."""

    sale: NewSale


class TakeCash(NamedTuple):
    """Take a sale in cash: `due_minor` is what coins can pay of it, with `rounding_minor` more (or less) than it is."""

    sale: NewSale | None
    of: str | None
    given_minor: int
    due_minor: int
    rounding_minor: int


class ChargeTab(NamedTuple):
    """Take a sale from the tab of a regular, who types a PIN."""

    sale: NewSale | None
    of: str | None
    handle: str


class GiveAway(NamedTuple):
    """Let the house give a sale away."""

    sale: NewSale | None
    of: str | None
    reason: str


class Cancel(NamedTuple):
    """Take the waiting sale back."""

    of: str


class Refund(NamedTuple):
    """Give a sale back: all that is left, an amount, or what one of its lines came to. Ask before."""

    number: "SaleNumber"
    amount_minor: int | None
    line: int | None
    reason: str


class Report(NamedTuple):
    """Show the shift so far."""


class OpenShift(NamedTuple):
    """Begin a day; ask what is in the drawer where nothing was counted."""

    counted_minor: int | None


class CloseShift(NamedTuple):
    """End the day; ask what is in the drawer where nothing was counted."""

    counted_minor: int | None
    reason: str


class Move(NamedTuple):
    """Note money that goes into the drawer or out of it."""

    out: bool
    amount_minor: int
    reason: str


class KickDrawer(NamedTuple):
    """Open the drawer without a sale, and log it."""

    reason: str


class Print(NamedTuple):
    """Print a receipt; the last one without a number."""

    number: "SaleNumber | None"


class PrintDay(NamedTuple):
    """Print the X of the open day, or the Z of a closed one; the last one without a number."""

    number: int | None
    is_open: bool


class LockTill(NamedTuple):
    """Take no lines until somebody types the PIN of the till."""


class TryPin(NamedTuple):
    """Unlock the till where this is its PIN."""

    typed: str


class Leave(NamedTuple):
    """End the till; the carts are kept."""


Sale: TypeAlias = Charge | TakeCash | ChargeTab | GiveAway
Effect: TypeAlias = (
    Sale
    | Cancel
    | Refund
    | Report
    | OpenShift
    | CloseShift
    | Move
    | KickDrawer
    | Print
    | PrintDay
    | LockTill
    | TryPin
    | Leave
)


# --- what came of them -----------------------------------------------------------------------------------------------
class SaleOpened(NamedTuple):
    """A sale waits: its number, what a guest types, its code as lines to draw, and until when, in words."""

    number: str
    short: str
    code: tuple[str, ...]
    until: str


class SalePaid(NamedTuple):
    """The sale of the cart is through: who paid by what, at which time, in words; and what cash came and went."""

    number: str
    tender: str
    who: str
    at: str
    amount_minor: int
    tip_minor: int = 0
    given_minor: int = 0
    change_minor: int = 0


class SaleUnpaid(NamedTuple):
    """The sale of the cart ended unpaid, by its time or since somebody took it back; the cart is still there."""

    number: str
    reason: str
    by_time: bool = False


class SaleRefused(NamedTuple):
    """The sale of the cart was not made, or not taken this way, and why; one that waits goes on waiting."""

    reason: str


class EffectRefused(NamedTuple):
    """What was wanted beside the cart was not done, and why."""

    reason: str


class EffectDone(NamedTuple):
    """What was wanted was done, and has nothing to do with the cart; `lines` may say more.

    `moved` says that money or the day is not as before, so that the sale paid last is no news any more.
    """

    text: str
    lines: tuple[str, ...] = ()
    moved: bool = False


class Locked(NamedTuple):
    """The till is locked."""


class Unlocked(NamedTuple):
    """The till takes lines again."""


OfCart: TypeAlias = SaleOpened | SalePaid | SaleUnpaid | SaleRefused
Beside: TypeAlias = EffectRefused | EffectDone | Locked | Unlocked
Event: TypeAlias = OfCart | Beside
