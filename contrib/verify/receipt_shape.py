"""Strict reading of a receipt's file: bytes become a receipt only if they are its one canonical JSON (section 9).

As with an order, what has the shape is canonical, so nothing must be written again and compared. The shape is looked at
before JSON is: so there is no depth and no number that a reader could stumble over.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from checks import need
from reading import pattern_of
from values import (
    AMOUNT_OR_ZERO,
    CURRENCY,
    DECIMALS,
    HASH,
    INTEGER_MOST,
    MONEY,
    PROOF,
    ROUNDING,
    TAXES,
    THING,
    TILL,
    TIME,
    VERSION,
    WALLET,
    ZONE,
    Value,
    or_null,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

BYTES_MOST = 1_048_576


def _list_of(item: str) -> Value:
    # What was read of a list is not read in another way, however the rest looks.
    return Value(rf"\[(?:{item}(?:,{item})*+)?\]")


# A string has one spelling: an escape stands for what has no other one, in its shortest form (RFC 8785).
STRING = Value(r'"(?:[^"\\\x00-\x1f]|\\(?:["\\bfnrt]|u00(?:0[0-7be-f]|1[0-9a-f])))*+"')
POSITION = Value("[1-9][0-9]{0,15}")
NUMBER = Value('"(?:0|[1-9][0-9]?)-(?:[0-9]{6}|[1-9][0-9]{6,14})"')
HANDLE = Value('"[a-z][a-z0-9_-]{1,31}"')
FIELD = Value('"(?:handle|lines)"')
TENDER = Value('"(?:wallet|cash|gift)"')

TRANSFER = rf"\[{STRING.pattern},{STRING.pattern},{CURRENCY.pattern},{POSITION.pattern},(?:{TIME.pattern})\]"
ENTRY = {
    "n": POSITION,
    "order": STRING,
    "path": _list_of(HASH.pattern),
    "signature": or_null(PROOF),
    "time": TIME,
    "transfers": _list_of(TRANSFER),
}
REFUND = {"amount": AMOUNT_OR_ZERO, "rounding": ROUNDING, "time": TIME, "tip": AMOUNT_OR_ZERO}
FACTS = {
    "amount": AMOUNT_OR_ZERO,
    "at": TIME,
    "currency": CURRENCY,
    "discount": AMOUNT_OR_ZERO,
    "exponent": DECIMALS,
    "given": AMOUNT_OR_ZERO,
    "handle": HANDLE,
    "key": HASH,
    "ledger": THING,
    "lines": or_null(STRING),
    "made": TIME,
    "money": MONEY,
    "number": or_null(NUMBER),
    "paid": TIME,
    "refunds": _list_of(pattern_of(REFUND)),
    "root": HASH,
    "rounding": ROUNDING,
    "sale": THING,
    "shop": WALLET,
    "size": POSITION,
    "tax": TAXES,
    "tender": TENDER,
    "till": TILL,
    "tip": AMOUNT_OR_ZERO,
    "zone": ZONE,
}
FILE = {
    "entries": _list_of(pattern_of(ENTRY)),
    "paycli_receipt": VERSION,
    "receipt": Value(pattern_of(FACTS)),
    "signature": or_null(PROOF),
    "texts": _list_of(pattern_of({"field": FIELD, "n": POSITION, "salt": HASH, "text": STRING})),
    "witness": or_null(Value(pattern_of({"order": STRING, "signature": PROOF}))),
}
SHAPE = re.compile(pattern_of(FILE))
# The text of a sale's lines.
LINE = pattern_of({"amount": AMOUNT_OR_ZERO, "what": STRING})
CODED_LINE = pattern_of({"amount": AMOUNT_OR_ZERO, "codes": _list_of(STRING.pattern), "what": STRING})
LINES = re.compile(_list_of(f"(?:{LINE}|{CODED_LINE})").pattern)

Facts = dict[str, Any]


class Receipt(NamedTuple):
    """A receipt's file: what it claims, and what should prove it."""

    facts: Facts
    entries: list[dict[str, Any]]
    texts: list[dict[str, Any]]
    signature: str | None
    witness: dict[str, str] | None


def canonical(value: Mapping[str, Any] | list[Any]) -> bytes:
    """Give the canonical JSON of what was read; all keys are ASCII, so their order is that of their characters."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def read_receipt(data: bytes) -> Receipt:
    """Read a receipt's file.

    Raises:
        ValueError: it is not one.
    """
    data = data.removesuffix(b"\n")
    need(len(data) <= BYTES_MOST, "the file is too large for a receipt")
    text = data.decode()
    need(SHAPE.fullmatch(text), "the file is not the canonical JSON of a receipt")
    whole = json.loads(text, parse_int=_integer)
    return Receipt(whole["receipt"], whole["entries"], whole["texts"], whole["signature"], whole["witness"])


def _integer(digits: str) -> int:
    number = int(digits)
    need(number <= INTEGER_MOST, f"the number {digits} is too large")
    return number
