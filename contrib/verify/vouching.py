"""Who may say of a sale what it came to: a key of the shop that may sell at that till."""

from __future__ import annotations

from typing import TYPE_CHECKING

from checks import need
from tills import till_of

if TYPE_CHECKING:
    from types import SimpleNamespace


def check_voucher(scope: SimpleNamespace | None, body: SimpleNamespace, time: int) -> None:
    """Refuse a key that may not sell what is in the body of a `sale.new` at this time; a key without a scope may.

    Raises:
        ValueError: it may not.
    """
    if scope is None:
        return
    need((getattr(scope, "from") or 0) <= time < scope.until, "its mandate is not in force")
    need(till_of(scope.name) == body.till, "its key is not that of the till")
    may_sell = any("sale.new" in grant.kinds and grant.currency == body.currency for grant in scope.grants)
    need(may_sell, "its mandate has no grant for selling")


def fingerprint_of(key: str) -> str:
    """Give how people compare a key, by the beginning of its name."""
    return ":".join(key[place : place + 2] for place in range(0, 8, 2))
