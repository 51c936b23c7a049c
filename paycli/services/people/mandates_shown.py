"""A mandate as its owner sees it: what it may do, and how much of its caps is left now."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.rules.mandates import used
from paycli.domain.scopes import PayeesOf, caps_of
from paycli.domain.state import Needs
from paycli.errors import Broken
from paycli.services.reading.names import group_of
from paycli.signing import fingerprint

if TYPE_CHECKING:
    from paycli.domain.scopes import Grant
    from paycli.domain.state import Key, State
    from paycli.services.reading.reader import Reader

PENDING, ACTIVE, EXPIRED, REVOKED = "pending", "active", "expired", "revoked"


class CapShown(NamedTuple):
    """A cap of a grant: its name as in the scope, how much it allows, and how much of that is left now.

    Both are minor units, but for `count_per_day`, whose are orders; what one order may spend is never used up.
    """

    name: str
    limit: int
    left: int


class GrantShown(NamedTuple):
    """What one grant allows: kinds of orders in a currency, to whom (None: anybody), up to which caps.

    `group` is the handle of the group whose members it may pay.
    """

    kinds: tuple[str, ...]
    currency: str
    to: tuple[str, ...] | None
    group: str | None
    caps: tuple[CapShown, ...]


class MandateShown(NamedTuple):
    """A mandate: its name, its key and that key's fingerprint, its state now, its times (ms) and its grants."""

    name: str
    key: str
    fingerprint: str
    state: str
    starts_at: int | None
    until: int
    day_at_ms: int
    grants: tuple[GrantShown, ...]


def shown_mandate(reader: Reader, key: Key) -> MandateShown:
    """Describe a mandate, with what is left of it at the ledger's time."""
    scope = key.scope
    if scope is None:
        raise Broken(reason=f"key {key.id[:8]} is not a mandate")
    state = reader.view.load(Needs(keys=(key.id,)))
    return MandateShown(
        name=scope.name,
        key=key.id,
        fingerprint=fingerprint(key.id),
        state=_state(reader, key),
        starts_at=scope.starts_at,
        until=scope.until,
        day_at_ms=scope.day_at_ms,
        grants=tuple(_grant(reader, key, state, at, grant) for at, grant in enumerate(scope.grants)),
    )


def _state(reader: Reader, key: Key) -> str:
    if key.revoked_n is not None or key.scope is None:
        return REVOKED
    if reader.time >= key.scope.until:
        return EXPIRED
    return PENDING if reader.time < (key.scope.starts_at or 0) else ACTIVE


def _grant(reader: Reader, key: Key, state: State, at: int, grant: Grant) -> GrantShown:
    caps = [CapShown("per_order", grant.per_order_minor, grant.per_order_minor)] if grant.per_order_minor else []
    for cap in caps_of(grant):
        left = max(0, cap.limit - used(state, key, at, cap, reader.time).value)
        caps.append(CapShown(cap.field, cap.limit, left))
    group = group_of(reader, grant.to.group) if isinstance(grant.to, PayeesOf) else None
    named = tuple(reader.handle(wallet) for wallet in grant.to) if isinstance(grant.to, tuple) else None
    return GrantShown(grant.kinds, grant.currency, named, group, tuple(caps))
