"""The changes of a till's carts, each a record: what is kept in its journal, and played again at the next start."""

from typing import NamedTuple, TypeAlias

from paycli.domain.cart import Cart, CartLine, Discount, Pricing
from paycli.domain.cart_parts import Piece


class ParkedCart(NamedTuple):
    """A cart that waits under a label (`p1`) and the name that somebody gave it."""

    label: str
    name: str
    cart: Cart


class Multiplied(NamedTuple):
    """The next goods count so many times."""

    quantity: int


class Priced(NamedTuple):
    """The first line of a cart comes: its prices mean this, whatever the shop changes until it is paid."""

    pricing: Pricing


class Added(NamedTuple):
    """Goods were rung up; what is in the cart already, without a discount, becomes more of it."""

    line: CartLine


class QuantitySet(NamedTuple):
    """A line has another quantity now; with none it is gone."""

    place: int
    quantity: int


class Discounted(NamedTuple):
    """Something is off a line, or off the whole bill where there is no place."""

    place: int | None
    discount: Discount


class Selected(NamedTuple):
    """A line is the one that is meant, or the whole bill where there is no place."""

    place: int | None


class Undone(NamedTuple):
    """The last change of the cart was taken back."""


class CartParked(NamedTuple):
    """The cart waits under a label, and an empty one is rung up."""

    label: str
    name: str


class CartRecalled(NamedTuple):
    """A cart that was parked is rung up again."""

    label: str


class CartSplit(NamedTuple):
    """A parked cart (or the one that is rung up, without a label) is equal shares now, each parked under its label."""

    label: str
    name: str
    among: int
    labels: tuple[str, ...]


class LinesMoved(NamedTuple):
    """Pieces of lines are in another cart now; no label is the one that is rung up.

    Where nothing is parked under the label of the target, they are parked there, under a name.
    """

    source: str
    pieces: tuple[Piece, ...]
    target: str
    name: str = ""


class CartsMerged(NamedTuple):
    """Parked carts are one with another, which is parked or rung up, and its name is this one now."""

    sources: tuple[str, ...]
    target: str
    name: str


class PostingBegun(NamedTuple):
    """A sale is made of the cart under an idempotency key: noted before it is posted."""

    key: str


class PostingEnded(NamedTuple):
    """No sale came of it, or it ended unpaid: the cart can be changed again."""


class Cleared(NamedTuple):
    """The cart was paid, or given away, and the next one begins."""


class Compacted(NamedTuple):
    """All that a till has, in one: what a long file of changes is shortened to."""

    cart: Cart
    parked: tuple[ParkedCart, ...]
    recalled: str
    key: str


Change: TypeAlias = (
    Multiplied
    | Priced
    | Added
    | QuantitySet
    | Discounted
    | Selected
    | Undone
    | CartParked
    | CartRecalled
    | CartSplit
    | LinesMoved
    | CartsMerged
    | PostingBegun
    | PostingEnded
    | Cleared
    | Compacted
)
