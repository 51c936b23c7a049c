"""A guest's wallet at somebody else's till, which pays by the tab that the guest gave to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.app.copies import NoMemory
from paycli.app.mandated import WALLET, MandatedApp
from paycli.domain.mandate_records import MandateKey
from paycli.domain.records import Profile
from paycli.errors import MandateRefused, TabPinWrong

if TYPE_CHECKING:
    from paycli.app.opened import OpenedApp
    from paycli.domain.tabs import TabUse


class GuestApp(MandatedApp):
    """A guest's wallet at somebody else's till (`domain.ports.App`): it sees the ledger as the till does.

    It pays by the guest's tab, whose key is unsealed by the guest's PIN when it signs, and remembers nothing.
    """

    def __init__(self, till: OpenedApp, use: TabUse) -> None:
        profile = Profile(
            name=use.handle,
            address=till.profile.address,
            ledger=till.profile.ledger,
            wallet=use.tab.guest,
            vault="tab",
            operator=False,
            cards=(),
            default_card=None,
        )
        super().__init__(till.machine, profile, till.unproven, NoMemory())
        self.proven = till.proven
        self.book = till.book
        self._use = use

    @property
    def mandate(self) -> MandateKey:
        """Give the guest's tab."""
        return MandateKey(self._use.mandate, self._use.tab.key)

    @property
    def remembers(self) -> bool:
        """Tell that nothing of a guest is remembered at a till."""
        return False

    def signing_seed(self, party: str) -> bytes:
        """Ask for the PIN and unseal the key; raises MandateRefused but for the wallet, TabPinWrong, TabLocked."""
        if party != WALLET:
            raise MandateRefused(mandate=self._use.mandate)
        if party not in self._seeds:
            self._seeds[party] = self._unsealed()
        return self._seeds[party]

    def _unsealed(self) -> bytes:
        wrong: TabPinWrong | None = None
        while True:
            pin = self._use.ask(wrong)
            with self.book.view() as view:
                time = max(self.clock.now_ms(), view.head().time)
            try:
                return self._use.tabs.unseal(self._use.tab.guest, f"@{self._use.handle}", pin, time)
            except TabPinWrong as error:
                wrong = error
