"""Between rows and records: ids are raw bytes in the database and lower-case hex everywhere else."""

from __future__ import annotations

from operator import attrgetter
from struct import pack, unpack
from typing import TYPE_CHECKING, Any, TypeAlias

from paycli.domain.book import Entry
from paycli.domain.lives import MADE_BY, detail_of, detail_text
from paycli.domain.state import Asked, Claim, Counter, Key, LedgerObject, Wallet
from paycli.errors import Broken, OrderMalformed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.accounts import Transfer

Row: TypeAlias = "Sequence[Any]"

# What may change of an object, but for what `object_take` gives.
_beside_taking = attrgetter("peer", "state", "due", "ended", "reference")


def blob(text: str | None) -> bytes | None:
    """Give the bytes of a hex text; None for None."""
    return None if text is None else bytes.fromhex(text)


def hexa(raw: bytes | None) -> str | None:
    """Give the hex text of bytes; None for None."""
    return None if raw is None else raw.hex()


def entry_of(row: Row, transfers: tuple[Transfer, ...]) -> Entry:
    """Read an entry from its row (n, time, order, signature, root, nodes); raises Broken."""
    n, time, order, signature, root, nodes = row
    # One flipped bit makes a text of bytes, and SQLite reads it as one.
    if not (type(order) is type(root) is type(nodes) is bytes and (signature is None or type(signature) is bytes)):
        raise Broken(reason=f"entry {n} has something else in the place of bytes")
    return Entry(n=n, time=time, order=order, signature=hexa(signature), transfers=transfers, root=root, nodes=nodes)


def object_row(made: LedgerObject) -> Row:
    """Give the row of an object, without its body."""
    return (
        bytes.fromhex(made.id), made.n, made.kind, blob(made.maker), blob(made.peer), made.currency, made.amount_minor,
        made.held_minor, made.state, made.due, made.ended, made.rail, made.reference, detail_text(made.detail),
        made.till, made.number,
    )  # fmt: skip


def object_change(changed: LedgerObject) -> Row:
    """Give what may change of an object, and which one it is."""
    return (
        blob(changed.peer), changed.held_minor, changed.state, changed.due, changed.ended, changed.reference,
        detail_text(changed.detail), bytes.fromhex(changed.id), changed.n,
    )  # fmt: skip


def object_take(envelope: LedgerObject) -> Row:
    """Give what a grab changes of an envelope while packets are left, and which one it is."""
    return envelope.held_minor, detail_text(envelope.detail), bytes.fromhex(envelope.id), envelope.n


def is_only_taken(stored: LedgerObject | None, changed: LedgerObject) -> bool:
    """Tell whether `object_take` says all that changed of an object since it was stored."""
    return stored is not None and _beside_taking(stored) == _beside_taking(changed)


def object_of(row: Row) -> LedgerObject:
    """Read an object from its row and the order behind it, whose bytes were checked when they came in.

    Raises Broken where the row is not what the order says: whoever pays or grabs would act on the terms of something
    else.
    """
    # Reading a balance where nothing is open needs none of the kinds of orders.
    from paycli.domain.orders import read_unchecked

    raw, n, kind, raw_maker, peer, currency, amount_minor, *state_and_times, detail_column, till, place, data = row
    number, maker = raw.hex(), hexa(raw_maker)
    try:
        order = read_unchecked(data)
    except OrderMalformed:
        raise Broken(reason="the order behind an object cannot be read") from None
    body, life = order.body, MADE_BY.get(order.kind)
    said = (order.name, order.wallet, _amount_of(body), getattr(body, "currency", None))
    if life is None or life.kind != kind or said != (number, maker, amount_minor, currency):
        raise Broken(reason=f"the row of object {number[-8:]} is not what its order says")
    try:
        detail = detail_of(kind, detail_column)
    except ValueError:
        raise Broken(reason=f"the row of object {number[-8:]} cannot be read") from None
    # The columns stand as the fields of the record do.
    beside = body, detail, order.key, till, place
    return LedgerObject._make((number, n, kind, maker, hexa(peer), currency, amount_minor, *state_and_times, *beside))


def _amount_of(body: Any) -> int:  # noqa: ANN401  any body
    """Give what an object was made with: an amount, or the total of a batch."""
    amount_minor: int = getattr(body, "amount_minor", 0) or getattr(body, "total_minor", 0)
    return amount_minor


def bare_object_of(row: Row) -> LedgerObject:
    """Read an object from its row alone, without the terms that its order has; its detail is the text of its column."""
    number, n, kind, maker, peer, *money_and_times, detail_column, till, place = row
    beside = None, detail_column, None, till, place
    return LedgerObject._make((number.hex(), n, kind, hexa(maker), hexa(peer), *money_and_times, *beside))


def wallet_row(wallet: Wallet) -> Row:
    """Give the row of a wallet."""
    return (
        bytes.fromhex(wallet.id), wallet.n, int(wallet.shop), wallet.admitted_n, pack_ids(wallet.blocked),
        wallet.asks_until, pack_ids(wallet.trusted), wallet.receive, wallet.requests,
    )  # fmt: skip


def wallet_of(row: Row) -> Wallet:
    """Read a wallet from its row."""
    number, n, shop, admitted_n, blocked, asks_until, trusted, receive, requests = row
    lists = unpack_ids(blocked), asks_until, unpack_ids(trusted)
    return Wallet._make((number.hex(), n, bool(shop), admitted_n, *lists, receive, requests))


def key_row(key: Key) -> Row:
    """Give the row of a key."""
    scope = None
    if key.scope is not None:
        from paycli.domain.scopes import scope_text

        scope = scope_text(key.scope)
    return bytes.fromhex(key.id), bytes.fromhex(key.public), key.party, key.revoked_n, scope


def key_of(row: Row) -> Key:
    """Read a key from its row; raises Broken where nobody can tell what it may do."""
    number, public, party, revoked_n, scope = row
    if scope is None:
        return Key(number.hex(), public.hex(), party, revoked_n, None)
    from paycli.domain.scopes import scope_of

    try:
        return Key(number.hex(), public.hex(), party, revoked_n, scope_of(scope))
    except ValueError:
        raise Broken(reason=f"the scope of key {number.hex()[:8]} cannot be read") from None


def claim_row(claim: Claim) -> Row:
    """Give the row of a claim."""
    return bytes.fromhex(claim.object), bytes.fromhex(claim.wallet), claim.n, claim.position, claim.amount_minor


def claim_of(row: Row) -> Claim:
    """Read a claim from its row."""
    number, wallet, n, position, amount_minor = row
    return Claim(number.hex(), wallet.hex(), n, position, amount_minor)


def asked_row(asked: Asked) -> Row:
    """Give the row of what an object asks of a wallet."""
    return (
        bytes.fromhex(asked.object), bytes.fromhex(asked.wallet), asked.kind, bytes.fromhex(asked.maker),
        asked.amount_minor, asked.due, asked.state,
    )  # fmt: skip


def asked_of(row: Row) -> Asked:
    """Read what an object asks of a wallet from its row."""
    number, wallet, kind, maker, *rest = row
    return Asked._make((number.hex(), wallet.hex(), kind, maker.hex(), *rest))


def counter_row(counter: Counter) -> Row:
    """Give the row of a counter."""
    return bytes.fromhex(counter.wallet), counter.name, counter.period, counter.value


def counter_of(row: Row) -> Counter:
    """Read a counter from its row."""
    wallet, name, period, value = row
    return Counter(wallet.hex(), name, period, value)


def pack_ids(wallets: Sequence[str]) -> bytes | None:
    """Write wallet ids one behind the other, 20 bytes each; None for none."""
    return bytes.fromhex("".join(wallets)) if wallets else None


def unpack_ids(packed: bytes | None) -> tuple[str, ...]:
    """Read what `pack_ids` wrote."""
    if not packed:
        return ()
    text = packed.hex()
    return tuple(text[start : start + 40] for start in range(0, len(text), 40))


def pack_shares(shares: Sequence[int] | None) -> bytes | None:
    """Write the shares of a draw as 8 bytes each, big-endian."""
    return None if shares is None else pack(f">{len(shares)}Q", *shares)


def unpack_shares(packed: bytes | None) -> tuple[int, ...] | None:
    """Read what `pack_shares` wrote; a part of a share counts as none."""
    return None if packed is None else unpack(f">{len(packed) // 8}Q", packed[: len(packed) // 8 * 8])
