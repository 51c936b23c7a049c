"""Ids and names of orders, and the short form in which people see a name (protocol, sections 1 and 2)."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SHORT_LENGTH = 12
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)} | {"O": 0, "I": 1, "L": 1}
_SHORT_MASK = (1 << 60) - 1


def _with_version(raw: bytes, version: int) -> str:
    number = int.from_bytes(raw[:16], "big")
    number = (number & ~(0xF << 76)) | (version << 76)
    number = (number & ~(0x3 << 62)) | (0x2 << 62)
    return f"{number:032x}"


def uuid7(now_ms: int, random: bytes) -> str:
    """Make a time-ordered UUIDv7 (RFC 9562) as 32 hex digits, from milliseconds and 10 random bytes."""
    return _with_version(now_ms.to_bytes(6, "big") + random[:10], 7)


def uuid8_of_key(ledger: str, wallet: str | None, key: bytes) -> str:
    """Cut the UUIDv8 that an idempotency key K stands for (protocol, section 2)."""
    owner = bytes.fromhex(wallet) if wallet else bytes(20)
    return _with_version(sha256(b"paycli key v1\n" + bytes.fromhex(ledger) + owner + key).digest(), 8)


def name_of(order_id: str, owner: str | None) -> str:
    """Name an order, and what it makes: its id bound to its wallet, else to its key, else (a settlement) to nobody.

    Everybody can work out what id an idempotency key of somebody else stands for, and nobody else can take its name.
    """
    bound = bytes.fromhex((owner or "") + order_id)
    return order_id[:12] + sha256(b"paycli name v1\n" + bound).hexdigest()[:20]


def settle_id(object_id: str) -> str:
    """Give the id of the one settle entry that an object can have (protocol, section 3)."""
    return sha256(b"paycli settle v1\n" + bytes.fromhex(object_id)).hexdigest()[:32]


def claim_message(object_id: str, wallet: str) -> bytes:
    """Give the bytes that a claim key signs: this object, for this wallet and no other."""
    return b"paycli claim v1\n" + bytes.fromhex(object_id) + bytes.fromhex(wallet)


def order_message(data: bytes) -> bytes:
    """Give the bytes that the key of an order signs, whose canonical JSON `data` is."""
    return b"paycli order v1\n" + data


@lru_cache(maxsize=1024)
def key_id(public: str) -> str:
    """Name a public key (64 hex digits): SHA-256 of its bytes."""
    return sha256(bytes.fromhex(public)).hexdigest()


def crockford(number: int, length: int) -> str:
    """Write a number in Crockford base32, upper case, zero-padded left."""
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(length - 1, -1, -1))


def from_crockford(text: str) -> int | None:
    """Read Crockford base32 in either case (O is 0, I and L are 1); None if a letter does not belong to it."""
    if not text.isascii():
        # Some letters become two in upper case, and the number would be longer than the text.
        return None
    number = 0
    for letter in text.upper():
        value = _VALUES.get(letter)
        if value is None:
            return None
        number = number << 5 | value
    return number


def short_number(hex_id: str) -> int:
    """Give the last 60 bits of a name: the number behind its short form, which the store indexes."""
    return int(hex_id[-15:], 16) & _SHORT_MASK


def short(hex_id: str) -> str:
    """Write the 12 characters by which people know an object, in lower case."""
    return crockford(short_number(hex_id), SHORT_LENGTH).lower()


def short_range(prefix: str) -> tuple[int, int] | None:
    """Give the half-open range of short numbers that begin with `prefix`; None if it is no prefix of any."""
    number = from_crockford(prefix)
    if number is None or not 1 <= len(prefix) <= SHORT_LENGTH:
        return None
    shift = 5 * (SHORT_LENGTH - len(prefix))
    return number << shift, (number + 1) << shift


def sale_number(till: int | None, number: int | None) -> str:
    """Write the number of a sale as people see it: its till, and its place there, `1-000041`."""
    return f"{till or 0}-{number or 0:06d}"
