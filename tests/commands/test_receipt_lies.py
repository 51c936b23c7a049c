"""Each lie in a receipt is found, and no byte of one can be another."""

from __future__ import annotations

import json
import random
from typing import TYPE_CHECKING, Any

import pytest

from paycli.domain import canonical
from paycli.domain.receipt_proof import check
from paycli.domain.receipts import read_receipt
from paycli.errors import ReceiptInvalid
from paycli.signing import CRYPTO
from tests.support.receipt_cafe import Scene, build_receipts
from tests.support.scenes import built_once

if TYPE_CHECKING:
    from collections.abc import Callable

_FLIPS = 300


@pytest.fixture(scope="session")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Build the café once in a run."""
    return Scene(built_once(tmp_path_factory, "receipts", build_receipts))


@pytest.mark.parametrize("name", ["shop", "guest"])
def test_no_byte_of_it_can_be_another(scene: Scene, name: str) -> None:
    data = scene.data(name)
    chosen = random.Random(13)
    misses = []
    for _ in range(_FLIPS):
        place, bit = chosen.randrange(len(data)), 1 << chosen.randrange(8)
        changed = data[:place] + bytes([data[place] ^ bit]) + data[place + 1 :]
        try:
            check(read_receipt(changed), CRYPTO)
        except ReceiptInvalid:
            continue
        misses.append((place, bit))
    assert not misses


def _entry(wire: Any, kind: str) -> Any:
    return next(each for each in wire["entries"] if f'"kind":"{kind}"' in each["order"])


def _of(kind: str) -> Callable[[Any], Any]:
    return lambda wire: wire["entries"].remove(_entry(wire, kind))


_LIES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "no opening of the ledger": ("shop", _of("ledger.open")),
    "no opening of the shop": ("shop", _of("wallet.open")),
    "no key of the till": ("shop", _of("key.add")),
    "no sale": ("shop", _of("sale.new")),
    "no payment": ("shop", _of("sale.pay")),
    "a refund left out": ("refunded", _of("refund")),
    "an entry twice": ("shop", lambda wire: wire["entries"].append(wire["entries"][-1])),
    "another order of entries": ("shop", lambda wire: wire["entries"].reverse()),
    "no texts": ("shop", lambda wire: wire.update(texts=[])),
    "another sum": ("shop", lambda wire: wire["receipt"].update(amount=1)),
    "another number": ("shop", lambda wire: wire["receipt"].update(number="1-000002")),
    "the number of another till": ("shop", lambda wire: wire["receipt"].update(number="2-000001")),
    "a number that is none": ("shop", lambda wire: wire["receipt"].update(number="1-1")),
    "no number": ("shop", lambda wire: wire["receipt"].update(number=None)),
    "another time of signing": ("shop", lambda wire: wire["receipt"].update(at=wire["receipt"]["at"] + 1)),
    "a number with a witness": ("guest", lambda wire: wire["receipt"].update(number="1-000001")),
    "two who vouch": ("guest", lambda wire: wire.update(signature="00" * 64)),
    "nobody who vouches": ("shop", lambda wire: wire.update(signature=None)),
    "another version": ("shop", lambda wire: wire.update(paycli_receipt=2)),
    "true for a version": ("shop", lambda wire: wire.update(paycli_receipt=True)),
    "one field more": ("shop", lambda wire: wire["receipt"].update(more=1)),
    "a negative size": ("shop", lambda wire: wire["receipt"].update(size=-1)),
    "a larger size": ("shop", lambda wire: wire["receipt"].update(size=wire["receipt"]["size"] + 1)),
}


def test_each_lie_in_a_receipt_is_found_and_has_a_reason(scene: Scene) -> None:
    misses = []
    for name, (which, change) in _LIES.items():
        wire = scene.wire(which)
        change(wire)
        try:
            check(read_receipt(canonical.encode(wire)), CRYPTO)
        except ReceiptInvalid as error:
            if str(error.values["reason"]):
                continue
        misses.append(name)
    assert not misses


def test_entries_of_two_sales_make_no_receipt(scene: Scene) -> None:
    # Each is true, and stands under the same root: only the story is none.
    later, cash = scene.wire("refunded"), scene.wire("cash")
    for kind in ("sale.new", "sale.take"):
        mixed = json.loads(json.dumps(cash))
        mixed["entries"] = [each for each in mixed["entries"] if each is not _entry(mixed, kind)]
        mixed["entries"] += [_entry(later, "sale.new" if kind == "sale.new" else "sale.pay")]
        mixed["entries"].sort(key=lambda each: each["n"])
        with pytest.raises(ReceiptInvalid):
            check(read_receipt(canonical.encode(mixed)), CRYPTO)


def test_hostile_files_are_refused_and_are_never_a_bug(scene: Scene) -> None:
    texts = (
        b"",
        b"\n",
        b"{}",
        b"[]",
        b"null",
        b"[" * 100_000,
        b"{" * 100_000,
        b"9" * 100_000,
        b"\xff\xfe",
        b'"\\ud800"',
    )
    for text in (*texts, b'{"entries":' + b"9" * 2_000_000, scene.data("shop") + b" ", scene.data("shop") + b"\n"):
        with pytest.raises(ReceiptInvalid):
            read_receipt(text)
