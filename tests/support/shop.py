"""A small shop in memory, and its till, to type lines at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from paycli.domain.cart import Pricing, TaxClass, bill_of
from paycli.domain.carts import Carts, apply
from paycli.domain.goods import Item, fold_code
from paycli.terminal.till.events import heard
from paycli.terminal.till.grid import cart_lines
from paycli.terminal.till.model import Typist, begun, typed
from paycli.terminal.till.state import Shop, TillState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.cart_changes import Change
    from paycli.terminal.till.effects import Effect, Event

MUG = "4006381333931"
EUR = Pricing("EUR", 2, (TaxClass("A", 70_000), TaxClass("B", 190_000)))
ITEMS = (
    Item("fw", "Flat white", 350, "A", ("white",)),
    Item("cake", "Carrot cake", 420, "A"),
    Item("4011", "Banana", 40, "A"),
    Item("oat", "Oat cookie", 180, "A"),
    Item(MUG, "Mug, cafe logo", 900, "B", ("mug",)),
    Item("036000291452", "Soap", 250, "B"),
    Item("96385074", "Gum", 99, "B"),
    Item("free", "Tap water", 0, "A"),
)


class ListedGoods:
    """Goods out of a list (`domain.goods.Goods`): what a file of items is to a till."""

    def __init__(self, pricing: Pricing = EUR, items: Sequence[Item] = ITEMS) -> None:
        self.pricing, self._items = pricing, items
        self._words = {fold_code(word): item for item in items for word in (item.code, *item.aliases)}

    def find(self, word: str) -> Item | None:
        return self._words.get(fold_code(word))

    def search(self, words: Sequence[str], most: int | None = None) -> Sequence[Item]:
        return [item for item in self._items if all(word in item.name for word in words)][:most]

    def count(self) -> int:
        return len(self._items)

    def close(self) -> None:
        pass


class Till:
    """A till whose changes and effects are noted."""

    def __init__(self, shop: Shop | None = None) -> None:
        self.shop = shop or Shop(ListedGoods())
        self.state = TillState()
        self.changes: list[Change] = []
        self.effects: list[Effect] = []

    def type(self, *lines: str) -> Self:
        """Type lines that are taken."""
        for line in lines:
            turn = typed(self.state, line, self.shop)
            assert not turn.state.is_refused, f"{line}: {turn.state.notice}"
            self.state = turn.state
            self.changes += turn.changes
            self.effects = list(turn.effects)
        return self

    def comes_back(self, line: str, *, is_ahead: bool = False) -> str:
        """Type a line that comes back, after which the till goes on; gives the reason."""
        reason = self.refused(line, is_ahead=is_ahead)
        self.state = typed(self.state, line, self.shop, Typist(is_ahead=is_ahead)).state
        return reason

    def refused(self, line: str, *, is_ahead: bool = False) -> str:
        """Type a line that must come back, with nothing done, and leave the till as it was; gives the reason."""
        turn = typed(self.state, line, self.shop, Typist(is_ahead=is_ahead))
        assert turn.state.is_refused, f"{line} was taken: {turn.changes} {turn.effects}"
        assert (turn.changes, turn.effects) == ((), ()), line
        assert turn.state.carts == self.state.carts, line
        assert turn.state.returned == line
        assert 0 <= turn.state.cursor <= len(line)
        assert turn.state.notice
        return turn.state.notice

    def begin(self, key: str = "k1") -> Self:
        """Note that a sale is about to be made of the cart."""
        turn = begun(self.state, key)
        self.state = turn.state
        self.changes += turn.changes
        return self

    def tell(self, event: Event) -> Self:
        """Say what came of an effect."""
        turn = heard(self.state, event, self.shop)
        self.state = turn.state
        self.changes += turn.changes
        return self

    @property
    def lines(self) -> list[tuple[int, str, int]]:
        """The cart: quantity, name, price of each line."""
        return [(line.quantity, line.name, line.price_minor) for line in self.state.carts.cart.lines]

    @property
    def total(self) -> int:
        """What the cart comes to."""
        return bill_of(self.state.carts.cart, self.shop.pricing).amount_minor

    @property
    def drawn(self) -> list[str]:
        """The rows of the cart."""
        return cart_lines(self.state, self.shop)[0]

    def replayed(self) -> Carts:
        """Play all changes again from nothing."""
        return apply(Carts(), *self.changes)


def till_of_the_page() -> Till:
    """Ring up the bill of the research page."""
    return Till().type("2x fw", "cake", "3x oat", "-10% regular", MUG)
