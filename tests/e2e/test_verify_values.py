"""The second opinion reads as the package does: the same values in every field, and one spelling of each order."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain.kinds import KINDS
from paycli.domain.orders import Order
from paycli.errors import OrderMalformed
from tests.support.forger import open_book
from tests.support.second_verifier import read

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.rich import Rich

DAYS_366_MS, YEAR_9999_MS, HASH = 366 * 24 * 3_600_000, 253_402_300_799_999, "5a" * 32


def orders_of(rich: Rich) -> dict[str, Order]:
    """Give an order of each kind, as it was posted."""
    book = open_book(rich.path)
    with book.view() as view:
        orders = [Order.parse(entry.order) for entry in view.entries()]
    book.close()
    found = {order.kind: order for order in orders}
    assert found.keys() == KINDS.keys()
    return found


def hexes() -> list[str]:
    """Give hex of every length that a name has and of lengths beside them, and what only looks like it."""
    lengths = [length + beside for length in (32, 40, 64, 128) for beside in (-1, 0, 1)]
    found = ["a" * length for length in lengths]
    for text in ("a1" * 16, "a1" * 20, "a1" * 32, "a1" * 64):
        found += [text, text.upper(), text[:-1] + "g", text[:-1] + "\n", text + "\n", " " + text[1:], text[:-2] + "٣٤"]
    ids = ["0" * 12 + "7abc" + "8" + "0" * 15, "0" * 12 + "8abc" + "b" + "0" * 15]
    return [*found, *ids, "0" * 12 + "4abc" + "8" + "0" * 15, "0" * 12 + "7abc" + "c" + "0" * 15, ids[0].upper()]


def numbers() -> list[Any]:
    edges = (0, 1, 6, 7, 20, 10_000, DAYS_366_MS, YEAR_9999_MS, 10**15 - 1, 10**15, 2**53 - 1, 2**53, 10**16, 10**99)
    whole = sorted({edge + beside for edge in edges for beside in (-1, 0, 1)})
    return [*whole, *(-number for number in whole), 0.0, 1.0, 1.5, 1e300, float("nan"), float("inf"), -float("inf")]


def texts() -> list[str]:
    rails = ["bank", "a", "a-1", "a" * 32, "a" * 33, "Bank", "1a", "-a", "a_b", "a b"]
    references = ["!~", 'a"b', "a\\b", '"' * 100, "\\" * 101, "r" * 100, "r" * 101, "ä", "a\x7f", "a\tb", "a/b"]
    zones = ["UTC", "Europe/Berlin", "Etc/GMT+1", "a" * 64, "a" * 65, "a.b"]
    words = ["", "any", "Any", "EUR", "EU", "EURO", "eur", "EÜR", "play", "real", "toy", "operator", "open", "closed"]
    return [*words, *rails, *references, *zones, "most_per_order:EUR", "null", "true", "1"]


def shapes() -> list[Any]:
    """Give lists and objects: currencies, audiences, draws, and places in the log."""
    codes = [[f"{chr(65 + n)}AA", n % 7] for n in range(21)]
    rows: list[Any] = [["EUR", 7], ["EUR", True], ["eur", 2], ["EUR"], ["EUR", 2, 1], "EUR", HASH, None, []]
    wallets = [f"{n:040x}" for n in range(501)]
    lists = [
        [],
        codes[:1],
        codes[:20],
        codes,
        *([row] for row in rows),
        wallets[:1],
        wallets[:500],
        wallets,
        ["A" * 40],
    ]
    rules: list[Any] = ["equal-1", "even-1", "double-mean-1", "mine-1", "even-2", "EVEN-1", "", None, 1, []]
    draws = [{"rule": rule, "commitment": seed} for rule in rules for seed in (None, HASH, HASH.upper(), "", 1)]
    sizes: list[Any] = [0, 1, 2**53 - 1, -1, True, "1", None]
    seen = [{"root": root, "size": size} for root in (HASH, HASH.upper(), None) for size in sizes]
    return [*lists, {}, *draws, *seen, draws[0] | {"x": 1}, draws[6] | {"x": 1}, seen[1] | {"x": 1}, {"rule": "even-1"}]


ALL = [None, True, False, *hexes(), *numbers(), *texts(), *shapes()]
# These depend on more than the value alone, so they are rules there, and tried below; a wallet depends on who signs.
ELSEWHERE = {("setting.set", "name"), ("", "wallet")}


def taken(read: Callable[[bytes], Any], data: bytes) -> bool:
    """Tell whether a reader takes these bytes for an order."""
    try:
        read(data)
    except (OrderMalformed, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False
    return True


def spelled(fields: Any) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


@pytest.mark.parametrize("kind", list(KINDS))
def test_both_readers_take_the_same_values_in_every_field_of_every_kind(rich: Rich, kind: str) -> None:
    fields = json.loads(orders_of(rich)[kind].data)
    both, tried = 0, 0
    for inside, record in (("", fields), (kind, fields["body"])):
        for field in record:
            if (inside, field) in ELSEWHERE:
                continue
            for value in ALL:
                data = spelled(fields | {field: value} if not inside else fields | {"body": record | {field: value}})
                ours = taken(Order.parse, data)
                assert taken(read, data) == ours, (kind, field, value)
                both, tried = both + ours, tried + 1
    assert 0 < both < tried


SPELLINGS = {
    "a space": (b'"at":', b'"at": '),
    "a space in front": (b'{"at"', b' {"at"'),
    "a line after it": (b"null}", b"null}\n"),
    "a byte order mark": (b'{"at"', b'\xef\xbb\xbf{"at"'),
    "no Unicode": (b'"kind":"', b'"kind":"\xff'),
    "a key twice": (b'"at":', b'"at":1,"at":'),
    "a key too many": (b'"at":', b'"aa":1,"at":'),
    "a key inside": (b'"body":{', b'"body":{"aa":1,'),
    "a key missing": (b'"v":1,', b""),
    "other order": (b'"v":1,"wallet":null', b'"wallet":null,"v":1'),
    "an escape": (b'"kind":"cash', b'"kind":"\\u0063ash'),
    "an escaped key": (b'"kind"', b'"k\\u0069nd"'),
    "a zero in front": (b'"v":1', b'"v":01'),
    "minus zero": (b'"v":1', b'"v":-0'),
    "an exponent": (b'"v":1', b'"v":1e0'),
    "too deep": (b'"v":1', b'"v":' + b"[" * 60_000),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_neither_reader_takes_another_spelling(rich: Rich, name: str) -> None:
    data, (old, new) = orders_of(rich)["cash.in"].data, SPELLINGS[name]
    assert old in data
    assert taken(read, data)
    forged = data.replace(old, new, 1) if name != "a line after it" else data + b"\n"
    assert not taken(Order.parse, forged)
    assert not taken(read, forged)
