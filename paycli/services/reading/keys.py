"""Fingerprints of keys, to be compared aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.services.engine.signed_texts import opening_of
from paycli.signing import fingerprint

if TYPE_CHECKING:
    from paycli.domain.ports import View
    from paycli.domain.state import Registry


def fingerprint_of(view: View, wallet: str) -> str | None:
    """Give the fingerprint of the key that opened a wallet, to be compared aloud."""
    from paycli.domain.state import Needs
    from paycli.signing import fingerprint

    row = view.load(Needs(wallets=(wallet,))).wallets.get(wallet)
    return fingerprint(opening_of(view, row)["key"]) if row else None


def operator_fingerprint(registry: Registry) -> str:
    """Give the fingerprint of the operator's key, which is also the cash rail's."""
    return fingerprint(registry.rails["cash"])
