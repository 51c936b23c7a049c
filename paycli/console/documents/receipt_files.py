"""Documents of receipts that prove themselves: one that was saved, and one that was checked."""

from typing import NamedTuple

from paycli.console.documents.forms import (
    Amount,
    Currency,
    Fingerprint,
    Handle,
    Hash,
    Id,
    PlayOrReal,
    SaleNumber,
    Time,
    WalletId,
)
from paycli.console.documents.taxes import TaxSum


class ReceiptSaved(NamedTuple):
    """A file with a receipt and all that proves it."""

    id: Id
    short: str
    path: str
    receipt: SaleNumber | None
    """The number of the sale. Null in the file of the guest, since no order has it."""
    entries: int
    """How many entries stand under the root that it carries."""
    root: Hash
    signed_by: Fingerprint
    """The first of the key of the shop that vouches for that root."""
    signed_at: Time
    """When that key signed."""
    witness: bool
    """Whether an order of the shop vouches for it. False where the shop signed the receipt itself."""


class ReceiptChecked(NamedTuple):
    """A receipt that was proven by what it carries, and what the ledger knows, where it was asked."""

    id: Id
    short: str
    ledger: Id
    money: PlayOrReal
    wallet: WalletId
    """The id of the shop's wallet."""
    handle: Handle
    fingerprint: Fingerprint
    """The first of the key that opened the shop's wallet, which people compare aloud."""
    contact: bool
    """Whether the shop is a contact of this account."""
    verified: bool
    receipt: SaleNumber | None
    """The number of the sale. Null in the file of the guest, since no order has it."""
    time: Time
    """When the sale was made, by the ledger's time."""
    paid_at: Time
    """When it was paid, by the ledger's time."""
    tender: str
    """How it was paid: `wallet`, `cash` or `gift`."""
    amount: Amount
    currency: Currency
    discount: Amount
    """The discounts on it, which are off the amount already."""
    taxes: tuple[TaxSum, ...]
    """The amount by tax class."""
    tip: Amount
    rounding: Amount
    refunded: Amount
    """The part of it and the tip that was given back up to its root, in the same currency."""
    lines: tuple[str, ...]
    entries: int
    """How many entries stand under the root that it carries."""
    root: Hash
    signed_by: Fingerprint
    """The first of the key of the shop that vouches for that root."""
    signed_at: Time
    """When that key signed."""
    witness: bool
    """Whether an order of the shop vouches for it. False where the shop signed the receipt itself."""
    refunded_since: Amount | None
    """The sum that was given back since. Null where no ledger was asked."""
    revoked_at: Time | None
    """When the key that vouches was revoked, after it did. Null where it is in force, or no ledger was asked."""


class PaperChecked(NamedTuple):
    """The code of a paper receipt that a key of the shop signed, and what the ledger has of its sale now."""

    id: Id
    short: str
    handle: Handle
    receipt: SaleNumber | None
    paid_at: Time | None
    """When it was paid, by the ledger's time."""
    paid_amount: Amount
    currency: Currency
    refunded: Amount
    """The part of it that was given back by now, in the same currency."""
    play: bool
    signed_by: Fingerprint
    """The first of the key of the shop that signed the code."""
    signed_at: Time
    """When that key signed."""
    revoked_at: Time | None
    """When that key was revoked, after it signed. Null where it is in force."""


class ReceiptCode(NamedTuple):
    """The code of a paper receipt: the shop's key signed the number of a sale and what was paid."""

    id: Id
    short: str
    receipt: SaleNumber | None
    qr: str
    """The text of the code. `paycli receipt verify` takes it."""
