"""The parties that sign: the operator, the rails, and wallets by their ids."""

from __future__ import annotations

OPERATOR = "operator"
CASH, SANDBOX = "cash", "sandbox"
# In the authority table: a key with a scope, of whoever stands beside it.
MANDATE = "mandate"


def rail_party(rail: str) -> str:
    """Name a rail as a party that owns a key; the cash rail is the operator (protocol, section 4)."""
    return OPERATOR if rail == CASH else f"rail:{rail}"
