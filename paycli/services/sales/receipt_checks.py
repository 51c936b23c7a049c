"""Checking a receipt that proves itself: by what it carries, and by what is known of its shop here."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.receipt_proof import check
from paycli.domain.receipts import read_receipt
from paycli.errors import ReceiptInvalid
from paycli.signing import CRYPTO, fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.ports import Contact
    from paycli.domain.receipts import ReceiptFile
    from paycli.services.sales.receipt_since import Since


class CheckedReceipt(NamedTuple):
    """A receipt that proves itself, the fingerprint of its shop, and the mandate that vouches, empty for a full key.

    `is_known` says that the shop is a contact of this account, and `is_compared` that its fingerprint was compared.
    `since` is what the ledger knows, where it was asked.
    """

    file: ReceiptFile
    fingerprint: str
    mandate: str
    is_known: bool
    is_compared: bool
    since: Since | None


def check_receipt(data: bytes, key: str | None, contact_of: Callable[[str, str], Contact | None]) -> CheckedReceipt:
    """Check the bytes of a receipt; `key` is the fingerprint that its shop must have, None for any.

    `contact_of` gives the contact of a ledger under a handle. Raises ReceiptInvalid where anything is wrong with it,
    or where it is of another shop than the one that is wanted or known under that handle.
    """
    file = read_receipt(data)
    proven = check(file, CRYPTO)
    shop, facts = fingerprint(proven.shop_key), file.facts
    check_shop(f"@{facts.handle}", shop, key)
    contact = contact_of(facts.ledger, facts.handle)
    if contact is not None and contact.wallet != facts.shop:
        known = fingerprint(contact.key)
        raise ReceiptInvalid(
            reason=f"the @{facts.handle} that you know has the key {known}, and the shop that made it has {shop}"
        )
    return CheckedReceipt(
        file=file,
        fingerprint=shop,
        mandate=proven.mandate,
        is_known=contact is not None,
        is_compared=contact is not None and contact.verified,
        since=None,
    )


def check_shop(handle: str, shop: str, key: str | None) -> None:
    """Check that a shop with this fingerprint is the one that is wanted, if any is; raises ReceiptInvalid."""
    if key is not None and key.strip().lower() != shop:
        raise ReceiptInvalid(reason=f"it is of {handle} with the key {shop}, and not of {key}")
