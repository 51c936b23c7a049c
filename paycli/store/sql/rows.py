"""Between rows and records: ids are raw bytes in the database and lower-case hex everywhere else."""

from __future__ import annotations

import json
from operator import attrgetter
from struct import pack, unpack
from typing import TYPE_CHECKING, Any, TypeAlias

from paycli.domain.book import Entry
from paycli.domain.ids import short_number
from paycli.domain.state import Claim, Counter, Key, LedgerObject, Wallet
from paycli.errors import Broken

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from paycli.domain.accounts import Transfer
    from paycli.domain.ports import Written

Row: TypeAlias = "Sequence[Any]"

# What may change of an object, but for what `object_take` gives.
_beside_taking = attrgetter("peer", "tip_minor", "refunded_minor", "state", "due", "ended", "reference", "members")

# `json.loads` would look for an encoding and for spaces first; orders have one encoding and no spaces.
_decode = json.JSONDecoder().raw_decode


def blob(text: str | None) -> bytes | None:
    """Give the bytes of a hex text; None for None."""
    return None if text is None else bytes.fromhex(text)


def hexa(raw: bytes | None) -> str | None:
    """Give the hex text of bytes; None for None."""
    return None if raw is None else raw.hex()


def terms_of(order: bytes, made: tuple[str, str | None, int, str | None]) -> Mapping[str, Any]:
    """Read an object's terms out of the order that made it, whose bytes were checked when they came in.

    `made` has the object's id, maker, amount and currency as its row has them. Raises Broken where they are not the
    order's own: whoever pays or grabs would act on the terms of something else.
    """
    try:
        text = order.decode()
        fields, end = _decode(text)
        body: Mapping[str, Any] = fields["body"]
        signed = (fields["id"], fields["wallet"], body.get("amount", 0), body.get("currency"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Broken(reason="the order behind an object cannot be read") from None
    if signed != made or end != len(text):
        raise Broken(reason=f"the row of object {str(made[0])[-8:]} is not what its order says")
    return body


def subject_of(written: Written) -> str | None:
    """Give the object that an order makes, moves or ends; None if it touches none."""
    body = written.order.body
    named = body.get("of") or body.get("envelope") or body.get("sale") or body.get("invite")
    if named is not None:
        return str(named)
    made = written.order.id
    return made if any(item.id == made for item in written.changes.objects) else None


def entry_row(written: Written) -> Row:
    """Give the row of an accepted order, in the order of columns of ENTRY_ADD."""
    entry, order = written.entry, written.order
    return (
        entry.n,
        entry.time,
        bytes.fromhex(order.id),
        blob(order.key),
        blob(order.wallet),
        order.kind,
        short_number(order.id),
        blob(subject_of(written)),
        order.data,
        blob(entry.signature),
        entry.root,
    )


def entry_of(row: Row, transfers: tuple[Transfer, ...]) -> Entry:
    """Read an entry from its row (n, time, order, signature, root)."""
    return Entry(row[0], row[1], row[2], hexa(row[3]), transfers, row[4])


def object_row(item: LedgerObject) -> Row:
    """Give the row of an object, without its body."""
    return (
        bytes.fromhex(item.id), item.n, item.kind, blob(item.maker), blob(item.peer), item.currency, item.amount_minor,
        item.held_minor, item.tip_minor, item.refunded_minor, item.packets, item.taken, item.state, item.due,
        item.ended, item.rail, item.reference, pack_ids(item.members),
    )  # fmt: skip


def object_change(item: LedgerObject) -> Row:
    """Give what may change of an object, and which one it is."""
    return (
        blob(item.peer), item.held_minor, item.tip_minor, item.refunded_minor, item.taken, item.state, item.due,
        item.ended, item.reference, pack_ids(item.members), bytes.fromhex(item.id), item.n,
    )  # fmt: skip


def object_take(item: LedgerObject) -> Row:
    """Give what a grab changes of an object while packets are left, and which one it is."""
    return item.held_minor, item.taken, bytes.fromhex(item.id), item.n


def is_only_taken(stored: LedgerObject | None, item: LedgerObject) -> bool:
    """Tell whether `object_take` says all that changed of an object since it was stored."""
    return stored is not None and _beside_taking(stored) == _beside_taking(item)


def object_of(row: Row) -> LedgerObject:
    """Read an object from its row and the order bytes behind it."""
    number, maker = row[0].hex(), hexa(row[3])
    terms = terms_of(row[18], (number, maker, row[6], row[5]))
    return LedgerObject._make((number, row[1], row[2], maker, hexa(row[4]), *row[5:17], terms, unpack_ids(row[17])))


def bare_object_of(row: Row) -> LedgerObject:
    """Read an object from its row alone, without the terms that its order has."""
    members = unpack_ids(row[17])
    return LedgerObject._make((row[0].hex(), row[1], row[2], hexa(row[3]), hexa(row[4]), *row[5:17], {}, members))


def wallet_row(wallet: Wallet) -> Row:
    """Give the row of a wallet."""
    return bytes.fromhex(wallet.id), wallet.n, int(wallet.shop), wallet.admitted_n, pack_ids(wallet.blocked)


def wallet_of(row: Row) -> Wallet:
    """Read a wallet from its row."""
    return Wallet(row[0].hex(), row[1], bool(row[2]), row[3], unpack_ids(row[4]))


def key_row(key: Key) -> Row:
    """Give the row of a key."""
    return bytes.fromhex(key.id), bytes.fromhex(key.public), key.party, key.revoked_n


def key_of(row: Row) -> Key:
    """Read a key from its row."""
    return Key(row[0].hex(), row[1].hex(), row[2], row[3])


def claim_row(claim: Claim) -> Row:
    """Give the row of a claim."""
    return bytes.fromhex(claim.object), bytes.fromhex(claim.wallet), claim.n, claim.position, claim.amount_minor


def claim_of(row: Row) -> Claim:
    """Read a claim from its row."""
    return Claim(row[0].hex(), row[1].hex(), row[2], row[3], row[4])


def counter_row(counter: Counter) -> Row:
    """Give the row of a counter."""
    return bytes.fromhex(counter.wallet), counter.name, counter.day, counter.value


def counter_of(row: Row) -> Counter:
    """Read a counter from its row."""
    return Counter(row[0].hex(), row[1], row[2], row[3])


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
