"""Bytes that are no order, or no longer one, or not this one's: refused at the door, and nothing at all has changed."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from paycli.domain.canonical import encode
from paycli.domain.ids import key_id, uuid7
from paycli.domain.orders import AHEAD_MOST_MS, UNTIL_MOST_MS, UNTIL_MS, Order, Seen, Submission
from paycli.domain.texts import Text, text_commitment
from paycli.errors import PaycliError
from paycli.services.engine.posting import post
from paycli.signing import public_of, sign, sign_order, verify
from tests.support.circle import START_MS, Circle, HandClock, Party
from tests.support.forger import open_book, second_opinion
from tests.support.ledgers import new_ledger
from tests.support.tampering import dump

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from paycli.store.sqlite.book import SqliteBook

TAG = b"paycli order v1\n"
# The order of the curve's large subgroup, and the prime of its field (RFC 8032).
GROUP = 2**252 + 27742317777372353535851937790883648493
PRIME = 2**255 - 19


class Door(NamedTuple):
    """A ledger with a payer, the fields of an order that would be taken, and its file."""

    book: SqliteBook
    circle: Circle
    path: Path
    payer: Party
    fields: dict[str, Any]

    def bring(
        self, data: bytes, *, texts: tuple[Text, ...] = (), now: int = START_MS, signature: str | None = None,
        public: str | None = None,
    ) -> PaycliError | None:  # fmt: skip
        """Bring bytes to the door as a program that received them would; give the refusal."""
        try:
            order = Order.parse(data)
        except PaycliError as error:
            return error
        made = signature or sign(self.payer.seed, TAG + data)
        submission = Submission(order, made, public or self.payer.public, texts)
        outcome = post(self.book, HandClock(now), [submission]).outcomes[0]
        return outcome if isinstance(outcome, PaycliError) else None

    def refused(self, data: bytes, *codes: str, **more: Any) -> None:
        """Require that bytes are refused with one of these codes and that the file stays what it was."""
        before = dump(self.path)
        refusal = self.bring(data, **more)
        assert refusal is not None
        assert refusal.code in codes, refusal
        assert dump(self.path) == before
        assert second_opinion(self.path) == []

    def order(self, **changed: Any) -> bytes:
        """Give the good order's bytes with other outer fields."""
        return encode({**self.fields, **changed})

    def body(self, **changed: Any) -> bytes:
        """Give the good order's bytes with another body."""
        return self.order(body={**self.fields["body"], **changed})


@pytest.fixture
def door(tmp_path: Path) -> Iterator[Door]:
    path = new_ledger(tmp_path)
    book = open_book(path)
    circle = Circle(book, people=("ming", "li"), cash_minor=50_00)
    ming = circle.people["ming"]
    body = {"to": circle.people["li"].wallet, "amount": 5_00, "currency": "EUR", "note": None}
    fields = {
        "at": START_MS,
        "body": body,
        "id": uuid7(START_MS, os.urandom(10)),
        "key": key_id(ming.public),
        "kind": "send",
        "ledger": circle.ledger,
        "seen": None,
        "until": START_MS + UNTIL_MS,
        "v": 1,
        "wallet": ming.wallet,
    }
    yield Door(book, circle, path, ming, fields)
    book.close()


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


# --- signatures and keys ---------------------------------------------------------------------------------------------
def test_a_signature_over_anything_else_is_refused(door: Door) -> None:
    data = door.order()
    good = sign(door.payer.seed, TAG + data)
    for message in (data, b"paycli claim v1\n" + data, b"paycli order v2\n" + data, TAG[:-1] + data, TAG + data + b" "):
        door.refused(data, "signature_bad", signature=sign(door.payer.seed, message))
    for signature in ("00" * 64, good[:-2], good + "00", "zz" * 64, good[64:] + good[:64]):
        door.refused(data, "signature_bad", signature=signature)
    for bit in range(0, 512, 37):
        flipped = (int(good, 16) ^ (1 << bit)).to_bytes(64, "big").hex()
        door.refused(data, "signature_bad", signature=flipped)
    assert door.bring(data, signature=good) is None


def test_a_signature_with_a_larger_scalar_is_refused(door: Door) -> None:
    data = door.order()
    raw = bytes.fromhex(sign(door.payer.seed, TAG + data))
    scalar = int.from_bytes(raw[32:], "little")
    for times in range(1, 16):
        larger = scalar + times * GROUP
        if larger < 2**256:
            door.refused(data, "signature_bad", signature=(raw[:32] + larger.to_bytes(32, "little")).hex())


def test_a_key_beside_an_order_is_the_one_that_it_names(door: Door) -> None:
    other = door.circle.people["li"]
    door.refused(door.order(), "key_refused", public=other.public)
    data = door.order()
    door.refused(data, "key_refused", public=other.public, signature=sign(other.seed, TAG + data))


def small_order_points() -> list[str]:
    """Give every encoding of the eight points of small order, the non-canonical ones too (with either sign bit)."""
    root = pow(2, (PRIME - 1) // 4, PRIME)
    d = -121665 * pow(121666, PRIME - 2, PRIME) % PRIME
    found = {1, PRIME - 1, 0}
    # A point of order eight doubles to one with y = 0, so x^2 = s*y^2 with s = 1 or -1. Put into the curve's equation
    # -x^2 + y^2 = 1 + d*x^2*y^2 that is d*s*y^4 - (1 - s)*y^2 + 1 = 0.
    for s in (1, -1):
        a = d * s % PRIME
        half = (1 - s) * pow(2, PRIME - 2, PRIME) % PRIME
        for middle in _roots((half * half - a) % PRIME, root):
            found.update(_roots((half + middle) * pow(a, PRIME - 2, PRIME) % PRIME, root))
    numbers = {high for y in found for high in (y, y + PRIME) if high < 2**255}
    return sorted((number | sign_bit).to_bytes(32, "little").hex() for number in numbers for sign_bit in (0, 1 << 255))


def _roots(square: int, root_of_minus_one: int) -> list[int]:
    """Give the square roots of a number in the field; none if it has none."""
    candidate = pow(square, (PRIME + 3) // 8, PRIME)
    for number in (candidate, candidate * root_of_minus_one % PRIME):
        if number * number % PRIME == square % PRIME:
            return [number, -number % PRIME]
    return []


# Canonical encodings out of "Taming the many EdDSAs" (Chalkias, Garillot, Nikolaenko, 2020), which know no formula.
KNOWN_WEAK = [
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
]


def test_the_points_of_small_order_are_all_among_the_weak_keys() -> None:
    assert set(KNOWN_WEAK) <= set(small_order_points())
    assert len(small_order_points()) >= 14


@pytest.mark.parametrize("public", small_order_points())
def test_a_weak_key_opens_no_wallet_whatever_it_signed(door: Door, public: str) -> None:
    """Under a key of small order a signature of R = the key (or the identity) and S = 0 fits many messages."""
    salt = "0f" * 32
    body = {"public": public, "handle": text_commitment(salt, "weak"), "name": None, "shop": False}
    data = door.order(kind="wallet.open", body=body, key=key_id(public), wallet=None)
    texts = (Text("handle", salt, "weak"),)
    for first in (*KNOWN_WEAK, public):
        assert not verify(public, TAG + data, first + "00" * 32)
        door.refused(data, "signature_bad", signature=first + "00" * 32, public=public, texts=texts)


@pytest.mark.parametrize("y", [PRIME + 3, PRIME + 4, PRIME + 18, 2**255 - 1])
def test_a_key_in_a_spelling_that_is_not_canonical_opens_no_wallet(door: Door, y: int) -> None:
    public = y.to_bytes(32, "little").hex()
    salt = "0f" * 32
    body = {"public": public, "handle": text_commitment(salt, "weak"), "name": None, "shop": False}
    data = door.order(kind="wallet.open", body=body, key=key_id(public), wallet=None)
    door.refused(
        data, "signature_bad", signature="01" + "00" * 63, public=public, texts=(Text("handle", salt, "weak"),)
    )


def test_a_signature_whose_point_is_weak_or_not_canonical_is_refused(door: Door) -> None:
    data = door.order()
    good = bytes.fromhex(sign(door.payer.seed, TAG + data))
    for point in small_order_points():
        door.refused(data, "signature_bad", signature=point + good[32:].hex())


def test_a_signature_does_not_fit_another_order_of_the_same_key(door: Door) -> None:
    first, second = Order.parse(door.order()), Order.parse(door.body(amount=49_00))
    door.refused(second.data, "signature_bad", signature=sign_order(door.payer.seed, first))
    assert public_of(door.payer.seed) == door.payer.public
