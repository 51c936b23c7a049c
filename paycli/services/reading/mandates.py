"""Which mandate of the own wallet gave an order; a mandate of somebody else is theirs to know."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from paycli.domain.orders import Order
    from paycli.services.reading.reader import Reader


class MandateNames:
    """The names of the own wallet's mandates by their keys, looked up when they are first asked for."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._names: Mapping[str, str] | None = None

    def name(self, order: Order) -> str | None:
        """Give the name of the mandate that gave an order of the own wallet; None for its own key, or another's."""
        if order.wallet is None or order.wallet != self._reader.own:
            return None
        if self._names is None:
            found = self._reader.view.mandates_of(self._reader.own)
            self._names = {key.id: key.scope.name for key in found if key.scope is not None}
        return self._names.get(str(order.key))


def mandate_for_sale(reader: Reader, sale: str) -> str | None:
    """Give the name of the own mandate that charged or paid a sale; None where none did."""
    from paycli.domain.orders import read_unchecked

    names = MandateNames(reader)
    found = (names.name(read_unchecked(entry.order)) for entry in reader.view.entries_about(sale))
    return next((name for name in found if name is not None), None)
