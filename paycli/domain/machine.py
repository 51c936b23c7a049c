"""The Machine port: what this machine and account offer before a profile is open; the adapter stands in `app/`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager

    from paycli.domain.client_orders import LeftUnreported, PendingOrder, Unreported
    from paycli.domain.key_requests import KeyRequest, Laid
    from paycli.domain.ports import App, Book, Clock, Vault
    from paycli.domain.records import Profile
    from paycli.errors import PaycliError


class HomeFacts(NamedTuple):
    """The home folder as it is: its mode, whether it can be written, and what others can reach in it, but must not."""

    path: str
    there: bool
    mode: int
    writable: bool
    open_to_others: tuple[str, ...]


class LedgerFile(NamedTuple):
    """A ledger's file as it is; `lock` is `free`, `held`, `missing`, or why the lock file cannot be used.

    `closed` is what lies beside a ledger that can be written, and cannot be written itself.
    """

    path: str
    shared: bool
    writable: bool
    foreign: bool
    schema: int
    bytes: int
    free_bytes: int
    on_read_only_disk: bool
    lock: str
    closed: tuple[str, ...]


class KeyRequests(Protocol):
    """Requests for keys that other devices have laid beside a ledger, by their codes."""

    def find(self, code: str) -> Laid | None:
        """Give a request; None where there is none. Raises KeyRequestBad for anything else under its name."""
        ...

    def check(self) -> None:
        """Refuse a ledger beside which this account may lay nothing; raises PermissionRefused."""
        ...

    def lay(self, request: KeyRequest) -> None:
        """Lay a request beside the ledger, durably."""
        ...

    def remove(self, code: str) -> None:
        """Take a request away, as far as this account can."""
        ...


class Machine(Protocol):
    """What this machine and account offer before a profile is open."""

    clock: Clock

    def default_address(self) -> str:
        """Give the path of the ledger that `init` makes when none is named."""
        ...

    def login_name(self) -> str:
        """Give the name of the account that runs us."""
        ...

    def zone(self) -> str:
        """Give the machine's time zone by its IANA name, or UTC."""
        ...

    def exponent_of(self, currency: str) -> int:
        """Look up a currency's decimals in ISO 4217; raises CurrencyUnknown."""
        ...

    def has_ledger(self, address: str) -> bool:
        """Tell whether a file is there."""
        ...

    def create_ledger(self, address: str, group: str | None) -> None:
        """Make an empty ledger, private or shared with a group."""
        ...

    def book(self, address: str) -> Book:
        """Open a ledger's book."""
        ...

    def proven_book(self, address: str, ledger: str) -> Book:
        """Open a ledger's book for somebody who has no wallet on it yet: nothing in it is believed unproven."""
        ...

    def choose_vault(self, requested: str | None) -> str:
        """Say which vault new secrets go to."""
        ...

    def vault(self, name: str) -> Vault:
        """Open a vault."""
        ...

    def profiles(self) -> Sequence[Profile]:
        """Give all profiles of this home."""
        ...

    def save_profile(self, profile: Profile) -> None:
        """Keep a profile."""
        ...

    def use_first(self, profile: Profile) -> None:
        """Make a profile the current one where there is none that can act."""
        ...

    def open(self, profile: Profile) -> App:
        """Open a profile."""
        ...

    def key_requests(self, address: str) -> KeyRequests:
        """Give the requests for keys that lie beside a ledger."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Let nobody else on this account open a wallet meanwhile; nobody may be asked anything inside."""
        ...

    def pending_order(self, slot: str) -> PendingOrder | None:
        """Give bytes kept under a name before posting."""
        ...

    def keep_pending_order(self, slot: str, pending: PendingOrder) -> None:
        """Keep bytes durably before they are posted."""
        ...

    def forget_pending_order(self, slot: str) -> None:
        """Drop kept bytes."""
        ...

    def unreported(self) -> Sequence[LeftUnreported]:
        """Give what was ordered by any wallet here, and what nobody was shown the outcome of."""
        ...

    def change_unreported(self, decide: Callable[[Unreported], Unreported | None]) -> None:
        """Let each note of what does not run any more be what `decide` makes of it; None forgets it."""
        ...

    def software(self) -> Sequence[tuple[str, str]]:
        """Give what runs here, with versions."""
        ...

    def home_facts(self) -> HomeFacts:
        """Look at the home folder."""
        ...

    def settings(self) -> Mapping[str, str | None]:
        """Give the person's settings; raises Misconfigured where they are damaged."""
        ...

    def ledger_file(self, address: str) -> LedgerFile:
        """Look at a ledger's file without changing it; raises what opening it raises."""
        ...

    def vault_problem(self, name: str) -> PaycliError | None:
        """Say why a vault would not answer now; no secret is touched and nobody is asked."""
        ...
