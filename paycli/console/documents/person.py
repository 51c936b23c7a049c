"""The document of one person, as a wallet sees them."""

from typing import NamedTuple

from paycli.console.documents.forms import Fingerprint, Handle, Time, WalletId
from paycli.console.documents.inbox import Waiting
from paycli.console.documents.log import Entry
from paycli.console.documents.log_sums import LogSum


class Person(NamedTuple):
    """Somebody else: who they are, what went both ways, and what is open between the two."""

    wallet: WalletId
    handle: Handle
    name: str | None
    fingerprint: Fingerprint | None
    shop: bool
    admitted: bool
    verified: bool
    blocked: bool
    trusted: bool
    key_changed: bool
    """Whether the ledger has another key for this handle than the known one."""
    since: Time | None
    """Since when you know them. Null where you never dealt with them."""
    added_up: tuple[LogSum, ...]
    """The money that went both ways, by currency."""
    waiting: tuple[Waiting, ...]
    """The things that are open between the two of you."""
    newest: tuple[Entry, ...]
    """The newest entries of your log that they are in."""
