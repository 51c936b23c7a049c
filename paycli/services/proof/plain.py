"""What entries say of a wallet that never did more than come in, read without the rules.

Most wallets never blocked anybody, have one key and no credit. A balance needs a handle, and not every kind of order.
"""

from __future__ import annotations

import json
import re
from hashlib import sha256
from typing import TYPE_CHECKING

from paycli.domain.state import Wallet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.ports import Entry

# In canonical JSON a quotation mark inside a text stands behind a backslash, so this is the order's own kind.
_kind = re.compile(rb'[,{]"kind":"([a-z.]+)"').search


def plain_wallet(wallet: str, entries: Sequence[Entry]) -> Wallet | None:
    """Give the row of a wallet that was opened and then admitted, with no floor below zero; None for any other."""
    kinds = [found[1] if (found := _kind(entry.order)) else b"" for entry in entries]
    # A display name stands in no row.
    kinds = [kind for kind in kinds if kind != b"wallet.rename"]
    if kinds != [b"wallet.open", b"wallet.admit"] or sha256(entries[0].order).hexdigest()[:40] != wallet:
        return None
    try:
        shop = json.loads(entries[0].order)["body"]["shop"]
    except (ValueError, LookupError, TypeError):
        return None
    admitted_n = entries[1].n if f'"wallet":"{wallet}"'.encode() in entries[1].order else None
    return Wallet(wallet, entries[0].n, shop is True, admitted_n)
