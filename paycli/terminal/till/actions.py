"""What a typed line asks for, action by action: the grammar gives them, the model carries them out."""

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from paycli.domain.cart import Discount
    from paycli.domain.goods import Item
    from paycli.terminal.till.words import SaleNumber


# --- the cart --------------------------------------------------------------------------------------------------------
class Multiply(NamedTuple):
    """`3x`: the next goods count so many times."""

    quantity: int


class SetQuantity(NamedTuple):
    """`x3`: the last line has so many; none takes it out."""

    quantity: int


class AddQuantity(NamedTuple):
    """`+2`, `-1`: the last line has more, or fewer."""

    by: int


class Ring(NamedTuple):
    """An article, by its code or an alias."""

    item: "Item"


class RingFree(NamedTuple):
    """`12.50 coffee B`: something that is in no list, with its price."""

    amount_minor: int
    name: str
    tax_class: str


class TakeOff(NamedTuple):
    """`-10% regular`, `-2.00 dented`: a discount on the selected line, or after `total` on the bill."""

    discount: "Discount"


class Undo(NamedTuple):
    """`undo`: the last change of the cart is taken back."""


class Void(NamedTuple):
    """`void 3`: a line is taken out; without a number the selected one."""

    number: int | None


class Select(NamedTuple):
    """`line 3`, `total`: what `+2` and `-10%` mean now; None for the bill."""

    number: int | None


class Park(NamedTuple):
    """`park Li`: the cart waits under a name; `park p1`: it is on what is parked there; `park`: under its old name."""

    name: str


class Recall(NamedTuple):
    """`recall p1`, `recall Li`: a parked cart is rung up again; `recall` alone lists them."""

    who: str


class Amount(NamedTuple):
    """`2` or `3x2`: all of a line by its number, or some pieces of it."""

    number: int
    quantity: int | None = None


class Split(NamedTuple):
    """`split 3`, `split p1 3`: a bill, or what is rung up, is equal shares."""

    who: str
    among: int


class TakeLines(NamedTuple):
    """`split p1 1,3`: lines are paid apart, and the rest stays parked; `split p1` lists them."""

    who: str
    lines: tuple[Amount, ...]


class MoveLines(NamedTuple):
    """`move 2 p1`, `move p1 2 p2`: lines go to another cart. Names have blanks: the till knows where one ends."""

    words: tuple[str, ...]


class Merge(NamedTuple):
    """`merge p1 p2`: carts become one bill; one alone goes to what is rung up, or is shares put together again."""

    words: tuple[str, ...]


# --- closing words ---------------------------------------------------------------------------------------------------
class Pay(NamedTuple):
    """`pay`: show a code and wait for a wallet."""


class PayCash(NamedTuple):
    """`cash 20`: what was given; None for exactly what is due."""

    given_minor: int | None


class PayTab(NamedTuple):
    """`@li`: the tab of a regular."""

    handle: str


class PayGift(NamedTuple):
    """`gift WHY`: the house gives it away."""

    reason: str


# --- the day and the till --------------------------------------------------------------------------------------------
class GiveBack(NamedTuple):
    """`refund 1-41 3.50 cold`, `refund 1-41 line 2 cold`: all of a sale, an amount, or one of its lines."""

    number: "SaleNumber"
    amount_minor: int | None
    line: int | None
    reason: str


class CancelSale(NamedTuple):
    """`cancel`: the sale that waits is taken back."""


class ShowReport(NamedTuple):
    """`x`: the shift so far."""


class OpenDay(NamedTuple):
    """`open 200`: a day begins with so much in the drawer; None where it has to be asked."""

    counted_minor: int | None


class CloseDay(NamedTuple):
    """`close 386.00 change`: a day ends with so much in the drawer; None where it has to be asked."""

    counted_minor: int | None
    reason: str


class MoveCash(NamedTuple):
    """`in 50 change`, `out 100 bank`: money into the drawer or out of it."""

    out: bool
    amount_minor: int
    reason: str


class OpenDrawer(NamedTuple):
    """`drawer`: the drawer is opened without a sale, which is logged."""

    reason: str


class PrintReceipt(NamedTuple):
    """`print 1-41`: a receipt, the last one without a number."""

    number: "SaleNumber | None"


class PrintDay(NamedTuple):
    """`print x`, `print z`, `print z 12`: the open day on paper, or a closed one, the last without a number."""

    number: int | None
    is_open: bool


class Lock(NamedTuple):
    """`lock`: the till asks for its PIN."""


class Help(NamedTuple):
    """`help`, `help cash`: what can be typed."""

    word: str


class Quit(NamedTuple):
    """`quit`: leave the till; carts are kept."""


CartAction: TypeAlias = (
    Multiply
    | SetQuantity
    | AddQuantity
    | Ring
    | RingFree
    | TakeOff
    | Undo
    | Void
    | Select
    | Park
    | Recall
    | Split
    | TakeLines
    | MoveLines
    | Merge
)
Closing: TypeAlias = Pay | PayCash | PayTab | PayGift
TillAction: TypeAlias = (
    GiveBack
    | CancelSale
    | ShowReport
    | OpenDay
    | CloseDay
    | MoveCash
    | OpenDrawer
    | PrintReceipt
    | PrintDay
    | Lock
    | Help
    | Quit
)
Action: TypeAlias = CartAction | Closing | TillAction
