"""Strict reading: bytes become an order only if they are the one canonical JSON of an order of their kind.

What has the shape of its kind is canonical JSON, and no other bytes mean the same, so nothing must be written again and
compared.
"""

from __future__ import annotations

import json
import re
from functools import cache
from types import SimpleNamespace
from typing import TYPE_CHECKING, NamedTuple

from checks import need
from kinds import KINDS
from orders import Order
from values import HASH, ORDER_ID, SEEN, THING, TIME, VERSION, WALLET, Value, or_null

if TYPE_CHECKING:
    from collections.abc import Mapping

# The ten keys of an order, but for `body` and `kind`.
HEAD = {
    "at": TIME,
    "id": ORDER_ID,
    "key": HASH,
    "ledger": THING,
    "seen": SEEN,
    "until": TIME,
    "v": VERSION,
    "wallet": or_null(WALLET),
}


class Shape(NamedTuple):
    """What all orders of a kind look like, and how far the numbers of their head and body may go."""

    pattern: re.Pattern[bytes]
    head_most: dict[str, int]
    body_most: dict[str, int]


def pattern_of(values: Mapping[str, Value]) -> str:
    """Give the pattern of a canonical JSON object with exactly these keys: sorted, without spaces."""
    return r"\{" + ",".join(f'"{key}":({values[key].pattern})' for key in sorted(values)) + r"\}"


def most_of(values: Mapping[str, Value]) -> dict[str, int]:
    """Give the largest number of each value that has one."""
    return {key: value.most for key, value in values.items() if value.most is not None}


@cache
def shape_of(kind: str) -> Shape:
    """Give the shape of all orders of a kind.

    Raises:
        KeyError: there is no such kind.
    """
    row = KINDS[kind]
    head = {**HEAD, **row.head}
    whole = {**head, "kind": Value(f'"{re.escape(kind)}"'), "body": Value(pattern_of(row.body))}
    return Shape(re.compile(pattern_of(whole).encode()), most_of(head), most_of(row.body))


def check_numbers(values: SimpleNamespace, most: Mapping[str, int]) -> None:
    """Refuse a number that goes too far.

    Raises:
        ValueError: one does.
    """
    for key, bound in most.items():
        need((getattr(values, key) or 0) <= bound, f"its {key} is too far away")


def read(data: bytes) -> Order:
    """Read an order.

    Raises:
        ValueError: the bytes are no JSON, or not the canonical JSON of an order of its kind.
        KeyError: there is no such kind.
        AttributeError, TypeError, RecursionError: the bytes are some other JSON.
    """
    fields = json.loads(data, object_hook=lambda values: SimpleNamespace(**values))
    shape = shape_of(fields.kind)
    need(shape.pattern.fullmatch(data), "it is not the canonical JSON of an order of its kind")
    check_numbers(fields, shape.head_most)
    check_numbers(fields.body, shape.body_most)
    return Order(
        data=data,
        kind=fields.kind,
        id=fields.id,
        body=fields.body,
        at=fields.at,
        until=fields.until,
        ledger=fields.ledger,
        key=fields.key,
        wallet=fields.wallet,
        seen=fields.seen,
    )
