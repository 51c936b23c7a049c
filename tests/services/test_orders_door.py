"""Bytes that are no order, or no longer one, or not this one's: refused at the door, and nothing at all has changed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from paycli.domain.canonical import encode
from paycli.domain.orders import AHEAD_MOST_MS, UNTIL_MOST_MS, UNTIL_MS, Seen
from paycli.domain.texts import Text, text_commitment
from tests.support.circle import START_MS
from tests.support.forger import second_opinion
from tests.support.tampering import dump

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.door import Door


def test_the_order_that_all_others_here_are_made_from_is_taken(door: Door) -> None:
    assert door.bring(door.order()) is None
    assert door.circle.balance("li") == 55_00
    assert second_opinion(door.path) == []


# --- bytes -----------------------------------------------------------------------------------------------------------
def respelled(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    def change(data: bytes) -> bytes:
        assert old in data
        return data.replace(old, new, 1)

    return change


SPELLINGS: dict[str, Callable[[bytes], bytes]] = {
    "an unknown key": respelled(b'"at":', b'"aa":1,"at":'),
    "an unknown key in the body": respelled(b'"note":', b'"memo":null,"note":'),
    "a missing key": respelled(b',"v":1', b""),
    "a missing key in the body": respelled(b',"note":null', b""),
    "a key twice": respelled(b'"amount":500', b'"amount":1,"amount":500'),
    "a key twice outside": respelled(b',"v":1', b',"v":1,"v":1'),
    "keys in another order": lambda data: json.dumps(
        dict(reversed(json.loads(data).items())), separators=(",", ":")
    ).encode(),
    "a float": respelled(b'"amount":500', b'"amount":500.0'),
    "a float with an exponent": respelled(b'"amount":500', b'"amount":5e2'),
    "minus zero": respelled(b'"amount":500', b'"amount":-0'),
    "a leading zero": respelled(b'"amount":500', b'"amount":0500'),
    "a leading plus": respelled(b'"amount":500', b'"amount":+500'),
    "an infinite amount": respelled(b'"amount":500', b'"amount":Infinity'),
    "no number": respelled(b'"amount":500', b'"amount":NaN'),
    "an amount in a text": respelled(b'"amount":500', b'"amount":"500"'),
    "an amount that is true": respelled(b'"amount":500', b'"amount":true'),
    "an amount of 2^53": respelled(b'"amount":500', b'"amount":9007199254740992'),
    "an amount of a thousand digits": respelled(b'"amount":500', b'"amount":' + b"9" * 1000),
    "an amount of 10^15": respelled(b'"amount":500', b'"amount":1000000000000000'),
    "an amount of nothing": respelled(b'"amount":500', b'"amount":0'),
    "an amount below zero": respelled(b'"amount":500', b'"amount":-500'),
    "a time of 10^30": respelled(b'"at":1790000000000', b'"at":1' + b"0" * 30),
    "spaces": respelled(b'"at":', b'"at": '),
    "a line's end": lambda data: data + b"\n",
    "an escape": respelled(b'"EUR"', b'"\\u0045UR"'),
    "a mark of byte order": lambda data: b"\xef\xbb\xbf" + data,
    "no UTF-8": respelled(b'"EUR"', b'"E\xffR"'),
    "half a surrogate": respelled(b'"EUR"', b'"\\ud800"'),
    "capital hex": lambda data: respelled(b'"id":"', b'"id":"A')(data).replace(b'"id":"A0', b'"id":"A', 1),
    "another version": respelled(b'"v":1', b'"v":2'),
    "a version that is true": respelled(b'"v":1', b'"v":true'),
    "an unknown kind": respelled(b'"kind":"send"', b'"kind":"mint"'),
    "a kind that is a list": respelled(b'"kind":"send"', b'"kind":["send"]'),
    "a body that is a list": lambda data: encode({**json.loads(data), "body": []}),
    "a deep body": respelled(b'"note":null', b'"note":' + b"[" * 20_000 + b"]" * 20_000),
    "more than 64 KiB": respelled(b'"note":null', b'"note":"' + b"0" * 65_536 + b'"'),
    "two orders": lambda data: data + data,
    "nothing": lambda _: b"",
}


@pytest.mark.parametrize("what", list(SPELLINGS))
def test_other_bytes_than_the_canonical_ones_are_refused(door: Door, what: str) -> None:
    data = SPELLINGS[what](door.order())
    assert data != door.order()
    door.refused(data, "order_malformed")


# --- when and where --------------------------------------------------------------------------------------------------
def test_captured_bytes_die_with_their_until(door: Door) -> None:
    door.refused(door.order(), "order_expired", now=START_MS + UNTIL_MS + 1)
    assert door.bring(door.order(), now=START_MS + UNTIL_MS) is None


def test_an_order_from_the_future_is_refused(door: Door) -> None:
    at = START_MS + AHEAD_MOST_MS
    door.refused(door.order(at=at + 1, until=at + UNTIL_MS), "order_from_future")
    assert door.bring(door.order(at=at, until=at + UNTIL_MS)) is None


def test_an_order_is_good_for_a_day_at_most(door: Door) -> None:
    door.refused(door.order(until=START_MS + UNTIL_MOST_MS + 1), "order_malformed")
    assert door.bring(door.order(until=START_MS + UNTIL_MOST_MS)) is None


def test_an_order_without_an_until_is_refused(door: Door) -> None:
    door.refused(door.order(until=None), "order_malformed")


@pytest.mark.parametrize("other", ["0" * 32, "f" * 32, None])
def test_an_order_for_another_ledger_is_refused(door: Door, other: str | None) -> None:
    door.refused(door.order(ledger=other), "order_malformed")


def test_an_order_signed_after_another_history_is_refused(door: Door) -> None:
    assert door.circle.seen is not None
    size, root = door.circle.seen
    for seen in (Seen(size, "0" * 64), Seen(size + 1, root), Seen(size - 1, root), Seen(2**53 - 1, root)):
        door.refused(door.order(seen={"root": seen.root, "size": seen.size}), "ledger_rewound")
    for size_of_none in (0, -1):
        door.refused(door.order(seen={"root": root, "size": size_of_none}), "order_malformed")
    assert door.bring(door.order(seen={"root": root, "size": size})) is None


def test_the_bytes_of_a_payment_pay_once(door: Door) -> None:
    assert door.bring(door.order()) is None
    before = dump(door.path)
    assert door.bring(door.order()) is None
    assert door.bring(door.order(), now=START_MS + UNTIL_MS) is None
    assert dump(door.path) == before
    door.refused(door.body(amount=6_00), "idempotency_conflict")


# --- what lies beside ------------------------------------------------------------------------------------------------
def test_texts_beside_an_order_are_exactly_the_ones_it_commits_to(door: Door) -> None:
    salt = "0f" * 32
    note = Text("note", salt, "for lunch")
    data = door.body(note=text_commitment(salt, note.text))
    wrong: list[tuple[Text, ...]] = [
        (),
        (note._replace(text="for dinner"),),
        (note._replace(salt="1f" * 32),),
        (note._replace(salt=""),),
        (note._replace(field="name"),),
        (note, note),
        (note, note._replace(field="name")),
        (note._replace(text="x" * 501),),
    ]
    for texts in wrong:
        door.refused(data, "order_malformed", texts=texts)
    door.refused(door.order(), "order_malformed", texts=(note,))
    long = "x" * 501
    too_long = door.body(note=text_commitment(salt, long))
    door.refused(too_long, "order_malformed", texts=(note._replace(text=long),))
    decomposed = "cafe\u0301"
    denormal = door.body(note=text_commitment(salt, decomposed))
    door.refused(denormal, "order_malformed", texts=(note._replace(text=decomposed),))
    assert door.bring(data, texts=(note,)) is None
