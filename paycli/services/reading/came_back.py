"""Whether money that was taken out came back, so that a sum of what went and came counts neither."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.accounts import main_account
from paycli.domain.lives import LIVES, Direction
from paycli.domain.subjects import object_of

if TYPE_CHECKING:
    from paycli.domain.orders import Order
    from paycli.services.reading.reader import Reader

CAME = "in"
"""The turn of a line of the log by which money came in."""


def came_back(reader: Reader, order: Order) -> bool:
    """Tell of an order about a withdrawal whether the money of that went back to its wallet."""
    about = object_of(order)
    item = reader.find_object(about) if about is not None else None
    if item is None or LIVES[item.kind].direction is not Direction.OUT or item.maker is None:
        return False
    main = main_account(item.maker, str(item.currency))
    return any(transfer.credit == main for entry in reader.view.entries_about(item.id) for transfer in entry.transfers)
