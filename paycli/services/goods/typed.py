"""What somebody types to be charged, before anything of it is looked up."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.billed import Billed
    from paycli.domain.ports import App


class TypedSale(NamedTuple):
    """What somebody typed to be charged.

    An `amount` of something (`what`) with a class of tax, then `items` like `fw` or `2x4006381333931`, and a
    `discount` on all of them like `10% regular`. `has_loose_words` says that `what` only stands behind the amount, so
    that the code of an item may have been meant.
    """

    amount: str | None = None
    what: str | None = None
    tax_class: str | None = None
    items: tuple[str, ...] = ()
    discount: str | None = None
    has_loose_words: bool = False

    @property
    def is_plain(self) -> bool:
        """Tell whether it is only an amount of something."""
        return self.amount is not None and not (self.tax_class or self.items or self.discount)


def billing_of(typed: TypedSale) -> Callable[[App, Billed | None], Billed | None]:
    """Give what says what a sale of typed goods states (`services.sales.charge`).

    It gives None where that is the typed amount and nothing else: of a shop without a file of items. It raises as
    `services.goods.billing.billed`.
    """

    def billing(app: App, before: Billed | None) -> Billed | None:
        if typed.is_plain and before is None and app.shelf().read() is None:
            return None
        from paycli.services.goods.billing import billed

        return billed(app, typed, before)

    return billing
