"""The state of a till: its carts, a sale that waits, what it said last; and what a shop allows."""

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.carts import Carts
from paycli.domain.rounding import PPM
from paycli.domain.till_kinds import CASH

if TYPE_CHECKING:
    from paycli.domain.cart import Bill, Pricing
    from paycli.domain.cart_changes import Change
    from paycli.domain.goods import Goods
    from paycli.terminal.till.effects import Effect, SaleOpened, SalePaid


class Shop(NamedTuple):
    """What a till sells by: the goods, the most that a sale may come to, the most that a discount may take off."""

    goods: "Goods"
    most_sale_minor: int | None = None
    most_discount_ppm: int = PPM

    @property
    def pricing(self) -> "Pricing":
        """What the prices mean."""
        return self.goods.pricing


class Paid(NamedTuple):
    """A sale that is through, and what was on its bill: it is shown until the next goods."""

    sale: "SalePaid"
    bill: "Bill"

    @property
    def rounding_minor(self) -> int:
        """How much more or less than the bill coins can pay; a gift and a wallet pay no coins."""
        return self.sale.amount_minor - self.bill.amount_minor if self.sale.tender == CASH else 0


class TillState(NamedTuple):
    """A till between two lines.

    `is_posting` says that an effect is being carried out, `waiting` that the code of a sale is shown. `is_unsold` says
    that a closing word came to nothing, so that the next goods may be another guest's. A refused line comes back in
    `returned`, with the place of the cursor; `doubts` is what was asked about its closing word. `side` are lines that
    were asked for: help, or what is parked. Where it `is_locked`, each line is a try of the PIN.
    """

    carts: Carts = Carts()
    is_posting: bool = False
    waiting: "SaleOpened | None" = None
    paid: Paid | None = None
    is_unsold: bool = False
    is_locked: bool = False
    notice: str = ""
    is_refused: bool = False
    returned: str = ""
    cursor: int = 0
    doubts: frozenset[str] = frozenset()
    side: tuple[str, ...] = ()


class Turn(NamedTuple):
    """What a line or an event came to: the next state, the changes to be kept before it counts, and the effects."""

    state: TillState
    changes: "tuple[Change, ...]" = ()
    effects: "tuple[Effect, ...]" = ()


class Rung(NamedTuple):
    """What an action changes in the carts, what the till says to it, and lines that were asked for."""

    changes: "tuple[Change, ...]"
    notice: str
    side: tuple[str, ...] = ()
