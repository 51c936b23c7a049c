"""Fingerprints of keys, to be compared aloud."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.signing import fingerprint

if TYPE_CHECKING:
    from paycli.domain.registry import Registry


def operator_fingerprint(registry: Registry) -> str:
    """Give the fingerprint of the operator's key, which is also the cash rail's."""
    return fingerprint(registry.rails["cash"])
