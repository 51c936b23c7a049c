"""What somebody wants of a batch, and who hears of it while it is paid."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from paycli.services.batches.results import RowResult


class Hearer(NamedTuple):
    """Who hears of a batch while it is paid: of each row that is paid or refused, and of how far it is."""

    row: Callable[["RowResult"], None] | None = None
    at: Callable[[int, int], None] = lambda _done, _of: None


class NewBatch(NamedTuple):
    """What somebody wants paid: the batch's name, and for how long (ms) its money may be set aside.

    `needs_ids` refuses rows without an id of their own, for whoever runs unattended.
    """

    name: str
    expires_ms: int
    needs_ids: bool = False
