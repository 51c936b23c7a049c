"""The full keys of a wallet, as its own signed entries have them; mandates are in a list of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.ids import key_id
from paycli.domain.key_bodies import KeyAddBody, KeyRevokeBody
from paycli.domain.orders import read_unchecked
from paycli.services.engine.signed_texts import opening_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.orders import Order
    from paycli.services.reading.reader import Reader

_ABOUT_KEYS = (b'"kind":"key.add"', b'"kind":"key.revoke"')


class Change(NamedTuple):
    """An entry that changed what a key may: its number, its ledger time (ms), and the key that signed it."""

    n: int
    time: int
    by: str


class OwnKey(NamedTuple):
    """A full key of a wallet: its name, since when, and when it was revoked, if it was.

    `order` is the order that added it; None for the key that opened the wallet, which signed for itself.
    """

    id: str
    since: Change
    order: Order | None
    revoked: Change | None


def own_keys(reader: Reader, wallet: str) -> Sequence[OwnKey]:
    """Give all full keys that a wallet ever had, in the order in which they were added."""
    row = reader.wallet(wallet)
    first = opening_of(reader.view, row).key
    found = {first: OwnKey(first, Change(row.n, reader.entry_time(row.n), first), None, None)}
    for entry in reader.view.entries_about(wallet):
        if not any(mark in entry.order for mark in _ABOUT_KEYS):
            continue
        order = read_unchecked(entry.order)
        body, change = order.body, Change(entry.n, entry.time, str(order.key))
        if isinstance(body, KeyAddBody) and body.scope is None:
            key = key_id(body.public)
            found[key] = OwnKey(key, change, order, None)
        elif isinstance(body, KeyRevokeBody) and body.key in found:
            found[body.key] = found[body.key]._replace(revoked=change)
    return tuple(found.values())


def own_key(reader: Reader, wallet: str, key: str) -> OwnKey | None:
    """Give one full key of a wallet by its name; None where it never had that one."""
    return next((each for each in own_keys(reader, wallet) if each.id == key), None)
