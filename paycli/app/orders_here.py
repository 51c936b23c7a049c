"""Orders that this account keeps outside of any ledger: before they are posted, and until their outcome was shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path

    from paycli.domain.client_orders import LeftUnreported, Unreported
    from paycli.domain.ports import PendingOrder


class OrdersHere:
    """The part of the Machine port (`domain.machine.Machine`) that is about orders below the home folder."""

    home: Path

    def alone(self) -> AbstractContextManager[None]:
        """Let nobody else on this account open a wallet meanwhile; nobody may be asked anything inside."""
        from paycli.home.pending import PendingOrders

        return PendingOrders(self.home).alone()

    def pending_order(self, slot: str) -> PendingOrder | None:
        """Give the order that waits in a slot to be posted, None if there is none."""
        from paycli.home.pending import PendingOrders

        return PendingOrders(self.home).load(slot)

    def keep_pending_order(self, slot: str, pending: PendingOrder) -> None:
        """Keep an order durably in a slot before it is posted."""
        from paycli.home.pending import PendingOrders

        PendingOrders(self.home).save(slot, pending)

    def forget_pending_order(self, slot: str) -> None:
        """Empty a slot, once its order was posted."""
        from paycli.home.pending import PendingOrders

        PendingOrders(self.home).remove(slot)

    def unreported(self) -> Sequence[LeftUnreported]:
        """Give what was ordered by any wallet here, and what nobody was shown the outcome of."""
        # Most homes never had one, and then nothing is imported for it.
        if not (self.home / "unreported").is_dir():
            return ()
        from paycli.home.unreported import UnreportedOrders

        return UnreportedOrders(self.home).left()

    def change_unreported(self, decide: Callable[[Unreported], Unreported | None]) -> None:
        """Let each note of what does not run any more be what `decide` makes of it; None forgets it."""
        from paycli.home.unreported import UnreportedOrders

        UnreportedOrders(self.home).change(decide)
