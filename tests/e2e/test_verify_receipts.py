"""The second verifier believes a receipt that says what the ledger says, and nothing that differs from it by a byte."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.receipt_scene import CAFE, HELPER, SECOND, TILL, Scene, shop_scene
from tests.support.receipts import (
    Log,
    Voucher,
    audit_path,
    canonical,
    key_of,
    log_of,
    receipt_of,
    tree_hash,
    vouched,
)  # fmt: skip
from tests.support.second_verifier import check_receipt, lines_of, root_by
from tests.support.tampering import VERIFY

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FLIPS = 300
WRONG: tuple[Any, ...] = (None, True, -1, 2**70, 1.5, "x", [], {}, [[]], {"n": 1})


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return shop_scene(tmp_path_factory.mktemp("receipts"))


@pytest.fixture(scope="module")
def log(scene: Scene) -> Log:
    return log_of(scene.path)


def receipt(scene: Scene, log: Log, sale: str, who: str, *, is_signed: bool, size: int | None = None) -> bytes:
    name, number = scene.sales[sale]
    voucher = Voucher(scene.seeds[who], scene.now, number if is_signed else None)
    return canonical(vouched(receipt_of(log, name, voucher, size), voucher.seed))


def refusal(data: bytes) -> str:
    """Give why a receipt is refused, or nothing; any other error is a crash."""
    try:
        list(lines_of(*check_receipt(data)))
    except ValueError as error:
        return str(error)
    return ""


def run(*args: str, data: bytes = b"", status: int = 0, **env: str) -> str:
    done = subprocess.run(
        [sys.executable, "-P", VERIFY, *args],
        input=data,
        capture_output=True,
        timeout=60,
        check=False,
        cwd="/",
        env=env,
    )
    assert done.stderr == b""
    assert done.returncode == status, done.stdout
    return done.stdout.decode()


def test_a_tree_gives_its_root_by_every_path() -> None:
    for size in range(1, 35):
        leaves = [bytes([place]) * 32 for place in range(size)]
        for place, leaf in enumerate(leaves):
            path = [bytes.fromhex(each) for each in audit_path(place, leaves)]
            assert root_by(path, leaf, place, size) == tree_hash(leaves)
            for wrong in (path[:-1] if path else [leaf], [*path, leaf]):
                with pytest.raises(ValueError, match="its path is too"):
                    root_by(wrong, leaf, place, size)


def test_every_paid_sale_has_receipts_in_both_forms_by_each_key_that_may_sell_there(scene: Scene, log: Log) -> None:
    may_sell = {"tipped": (CAFE, SECOND), "yen": (CAFE, SECOND, HELPER), "cash": (CAFE, TILL), "gift": (SECOND, TILL)}
    misses = [
        (sale, who, is_signed, said)
        for sale, keys in may_sell.items()
        for who in keys
        for is_signed in (True, False)
        if (said := refusal(receipt(scene, log, sale, who, is_signed=is_signed)))
    ]
    assert misses == []


def test_it_says_what_is_proven_and_makes_texts_harmless(scene: Scene, log: Log, tmp_path: Path) -> None:
    file, facts = tmp_path / "receipt.json", receipt_of(log, scene.sales["tipped"][0], Voucher(scene.seeds[CAFE], 1))
    file.write_bytes(receipt(scene, log, "tipped", SECOND, is_signed=True) + b"\n")
    said = run("receipt", str(file), PYTHONIOENCODING="ascii").splitlines()
    for line in (
        f"shop cafe, key {aloud(key_of(scene.seeds[CAFE]))}, id {facts['receipt']['shop']}",
        f"ledger {facts['receipt']['ledger']}, play money",
        "number 0-000001, till 0, made at 2026-09-21 14:13:20 UTC",
        r"| K\xe4se \x1b[2J\x1b[HGOOD receipt", r'| \u202e"S\xfc\xdf"\\ 2 x 5.00', "| codes: 4006381",
        "amount 12.50 EUR, after a discount of 0.50 EUR",
        "paid by wallet at 2026-09-21 14:13:20 UTC, tip 1.25 EUR", "paid in all 13.75 EUR",
        "given back 5.00 EUR, tip 0.25 EUR at 2026-09-21 14:13:20 UTC",
        f"true as of entry {len(log.rows)}", f"  root {facts['receipt']['root']}",
        "the shop says that there were no other refunds up to that entry",
    ):  # fmt: skip
        assert line in said
    assert said[0].startswith("GOOD receipt")
    assert "".join(said).isascii()
    assert "".join(said).isprintable()
    readable = run("receipt", str(file), PYTHONUTF8="1")
    assert "| Käse \\x1b[2J" in readable
    assert readable.replace("\n", "").isprintable()


def aloud(key: str) -> str:
    return ":".join(key[place : place + 2] for place in range(0, 8, 2))


def test_an_order_of_the_shop_vouches_for_less(scene: Scene, log: Log) -> None:
    said = run("receipt", "-", data=receipt(scene, log, "cash", TILL, is_signed=False))
    assert "the number of the sale is not signed" in said
    assert "not proven: that there were no other refunds" in said
    assert "paid in all 4.95 EUR" in said


def test_a_receipt_is_as_of_its_root_and_lines_may_have_been_erased(scene: Scene, log: Log) -> None:
    refund = log.of("refund", of=scene.sales["tipped"][0])[0].n
    checked, _ = check_receipt(receipt(scene, log, "tipped", CAFE, is_signed=True, size=refund - 1))
    assert checked.facts["refunds"] == []
    texts = {place: text for place, text in log.texts.items() if place[1] != "lines"}
    erased = receipt(scene, log._replace(texts=texts), "tipped", CAFE, is_signed=True)
    assert "the lines of the sale are not in the receipt" in list(lines_of(*check_receipt(erased)))


def test_no_flipped_byte_is_believed(scene: Scene, log: Log) -> None:
    drawn = random.Random(9)
    good = [
        receipt(scene, log, sale, who, is_signed=is_signed)
        for sale, who, is_signed in (("tipped", SECOND, True), ("cash", TILL, False), ("yen", HELPER, True))
    ]
    believed = []
    for turn in range(FLIPS):
        data = bytearray(good[turn % len(good)])
        place = drawn.randrange(len(data))
        data[place] ^= 1 << drawn.randrange(8)
        if not refusal(bytes(data)):
            believed.append((turn, place))
    assert believed == []


def places_in(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Give the way to each value that is in a value."""
    if path:
        yield path
    items = value.items() if isinstance(value, dict) else enumerate(value[:2]) if isinstance(value, list) else ()
    for key, part in items:
        yield from places_in(part, (*path, key))


def test_wrong_types_everywhere_are_faults_and_no_crashes(scene: Scene, log: Log) -> None:
    good = {is_signed: receipt(scene, log, "tipped", SECOND, is_signed=is_signed) for is_signed in (True, False)}
    believed = []
    for data in good.values():
        for path in places_in(json.loads(data)):
            for wrong in WRONG:
                file = json.loads(data)
                holder = file
                for key in path[:-1]:
                    holder = holder[key]
                if type(holder[path[-1]]) is type(wrong) and holder[path[-1]] == wrong:
                    continue
                holder[path[-1]] = wrong
                if not refusal(canonical(file)):
                    believed.append((path, wrong))
    assert believed == []


def test_hostile_files_are_faults_and_no_crashes(scene: Scene, log: Log, tmp_path: Path) -> None:
    good = receipt(scene, log, "tipped", CAFE, is_signed=True)
    rest = b" " * (2**20 + 2)
    files = {
        "empty": b"", "no json": b"\xff\xfe", "deep": b"[" * 500_000, "deep objects": b'{"entries":' * 90_000,
        "a huge number": b'{"entries":' + b"9" * 1_000_000, "two line feeds": good + b"\n\n",
        "carriage": good + b"\r\n",
        "a space": b" " + good, "a mark": b"\xef\xbb\xbf" + good, "too long": good + rest, "two": good + good,
        "another escape": good.replace(b'"handle"', b'"h\\u0061ndle"'),
        "a surrogate": good.replace(b"K", b"\\ud800", 1),
        "no text": good.replace(b"K", b"\xff", 1), "a float": good.replace(b'"amount":1250', b'"amount":1250.0'),
        "upper case": good.replace(key_of(scene.seeds[CAFE]).encode(), key_of(scene.seeds[CAFE]).upper().encode()),
        "a key twice": good.replace(b'"paycli_receipt":1', b'"paycli_receipt":1,"paycli_receipt":1'),
        "another version": good.replace(b'"paycli_receipt":1', b'"paycli_receipt":2'), "NaN": b'{"entries":NaN}',
    }  # fmt: skip
    assert [name for name, data in files.items() if data == good or not refusal(data)] == []
    for name in ("deep", "no json", "too long"):
        assert run("receipt", "-", data=files[name], status=1).startswith("this is not a receipt that can be believed")
    for missing in (str(tmp_path), str(tmp_path / "missing"), str(tmp_path / "\x1b[2J")):
        said = run("receipt", missing, status=1)
        assert said.startswith("this is not a receipt that can be believed")
        assert said.rstrip("\n").isprintable()
