"""Comparing a replayed state with the stored one, row by row, and side rows with their commitments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from paycli.domain.kinds import KINDS
from paycli.domain.lives import LIVES
from paycli.domain.texts import is_clean, text_commitment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from paycli.domain.orders import Order
    from paycli.domain.ports import View
    from paycli.domain.state import State


def compare_state(replayed: State, stored: State) -> Iterator[str]:
    """Name every row that the replay and the store do not agree on."""
    yield from _rows("account", replayed.accounts, stored.accounts)
    yield from _rows("object", replayed.objects, stored.objects, lambda subject: subject._replace(body=None))
    yield from _rows("wallet", replayed.wallets, stored.wallets)
    yield from _rows("key", replayed.keys, stored.keys)
    yield from _rows("claim", replayed.claims, stored.claims)
    yield from _rows("counter", replayed.counters, stored.counters)
    yield from _rows("setting", replayed.registry_rows, stored.registry_rows)
    yield from _rows("drawn shares", replayed.shares, stored.shares)


def _rows(
    what: str, replayed: Mapping[Any, Any], stored: Mapping[Any, Any], plain: Callable[[Any], Any] = lambda row: row
) -> Iterator[str]:
    for name in replayed.keys() - stored.keys():
        yield f"{what} {_text(name)}: missing"
    for name in stored.keys() - replayed.keys():
        yield f"{what} {_text(name)}: not made by any entry"
    for name in replayed.keys() & stored.keys():
        if plain(replayed[name]) != plain(stored[name]):
            yield f"{what} {_text(name)}: not what the entries come to"


def _text(name: object) -> str:
    return " ".join(name) if isinstance(name, tuple) else str(name)


def commitments(order: Order) -> Iterator[tuple[str, str]]:
    """Give (field, commitment) of each personal text that lies beside an order."""
    for field in KINDS[order.kind].texts:
        committed = getattr(order.body, field)
        if committed is not None:
            yield field, committed


def compare_side(replayed: State, view: View, committed_to: Mapping[tuple[int, str], str]) -> Iterator[str]:
    """Check every personal text against its commitment, and every handle against what opened its wallet or group.

    `committed_to` has the commitments of the log's orders by (n, field).
    """
    wanted = dict(committed_to)
    handles: dict[int, str] = {}
    for n, field, salt, text in view.all_texts():
        committed = wanted.pop((n, field), None)
        # Erasing a text is an order of its own, which is not built yet: until then nulls are a fault too.
        if committed is None:
            yield f"entry {n}: a {field} lies beside it that it does not commit to"
        elif salt is None or text is None or not _fits(salt, text, committed):
            yield f"entry {n}: its {field} is not the one that was signed"
        elif not is_clean(field, text):
            yield f"entry {n}: its {field} has not the form that the door asks for"
        elif field == "handle":
            handles[n] = text
    for n, field in wanted:
        yield f"entry {n}: its {field} is missing"
    owners = [(wallet.n, wallet.id) for wallet in replayed.wallets.values() if wallet.admitted_n is not None]
    owners += [(each.n, each.id) for each in replayed.objects.values() if LIVES[each.kind].has_handle]
    right: dict[str, str] = {}
    for n, owner in owners:
        if n in handles and right.setdefault(handles[n], owner) != owner:
            # The door gives a handle to one owner, for good: with two of them, one was written past the door.
            yield f"handle {handles[n]}: it belongs to both {right[handles[n]][:8]} and {owner[:8]}"
    yield from _rows("handle", right, view.all_handles())


def _fits(salt: str, text: str, committed: str) -> bool:
    try:
        return text_commitment(salt, text) == committed
    except (ValueError, UnicodeEncodeError):
        return False
