from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from paycli.disk.durable import write_atomic
from paycli.disk.private import read_private
from paycli.domain.ports import PendingOrder
from paycli.domain.texts import Text
from paycli.errors import Misconfigured
from paycli.home.pending import PendingOrders
from tests.support.ids import order_id
from tests.support.orders import make_order

if TYPE_CHECKING:
    from pathlib import Path

KEPT = PendingOrder(
    make_order(
        "rail.admit", {"rail": "bank", "public": "ab" * 32}, id=order_id(0), at=1, key="1" * 64, ledger="2" * 32
    ).data,
    "cd" * 64,
    "ef" * 32,
    (Text("handle", "01" * 32, "ming"), Text("name", "02" * 32, "明 ❤")),
)


def test_an_order_comes_back_byte_for_byte_until_it_is_removed(home: Path) -> None:
    pending = PendingOrders(home)
    assert pending.load("wallet.open.ming") is None
    pending.save("wallet.open.ming", KEPT)
    assert PendingOrders(home).load("wallet.open.ming") == KEPT
    assert (home / "pending" / "wallet.open.ming.json").stat().st_mode & 0o777 == 0o600
    pending.remove("wallet.open.ming")
    pending.remove("wallet.open.ming")
    assert pending.load("wallet.open.ming") is None


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", ".x", "A", "a\n", "a" * 101])
def test_a_name_cannot_leave_the_folder(home: Path, name: str) -> None:
    with pytest.raises(Misconfigured):
        PendingOrders(home).save(name, KEPT)
    assert not home.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"order": "00"},
        {"order": "zz"},
        {"order": None},
        {"signature": 1},
        {"texts": [{}]},
        {"texts": None},
        {"more": ""},
    ],
    ids=str,
)
def test_a_damaged_order_is_an_error_and_never_posted(home: Path, change: dict[str, Any]) -> None:
    pending = PendingOrders(home)
    pending.save("x", KEPT)
    path = home / "pending" / "x.json"
    write_atomic(path, json.dumps(json.loads(read_private(path)) | change).encode())
    with pytest.raises(Misconfigured) as caught:
        pending.load("x")
    assert caught.value.exit_status == 78


def test_half_a_file_is_an_error(home: Path) -> None:
    write_atomic(home / "pending" / "x.json", b'{"order": "0')
    with pytest.raises(Misconfigured):
        PendingOrders(home).load("x")
