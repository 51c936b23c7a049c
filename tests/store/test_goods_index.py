"""The index over a shop's items: of the text that it says, whoever edits, builds or is killed meanwhile."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from typing import TYPE_CHECKING

import pytest

from paycli.domain.cart import Pricing, TaxClass
from paycli.domain.goods import Item, ItemFile
from paycli.store.sqlite.goods_index import make_index, open_index
from tests.support import effort

if TYPE_CHECKING:
    from pathlib import Path

PRICING = Pricing("CHF", 2, (TaxClass("B", 81_000), TaxClass("A", 26_000)), with_tax=False, cash_step_minor=5)


def shop(count: int, price: int = 100) -> ItemFile:
    items = [Item(f"c{place}", f"Thing {place}", price, "A", (f"alias{place}",)) for place in range(count)]
    return ItemFile(PRICING, tuple(items))


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return tmp_path / "items.index"


def test_an_index_gives_back_what_it_was_made_of(index: Path) -> None:
    file = ItemFile(PRICING, (
        Item("4006381333931", "Mug, cafe logo", 900, "B", ("mug", "Cup")), Item("fw", "Flat 100% white", 350, "A"),
    ))  # fmt: skip
    made = make_index(index, "first", file)
    again = open_index(index, "first")
    assert again is not None
    for goods in (made, again):
        assert (goods.pricing, goods.count(), goods.search(())) == (PRICING, 2, list(file.items))
        assert [goods.find(word) for word in ("MUG", "cup", "04006381333931", "fw")] == [
            *[file.items[0]] * 3, file.items[1],
        ]  # fmt: skip
        assert [goods.find(word) for word in ("m", "mug ", "%", "")] == [None] * 4
        assert [item.code for item in goods.search(["WHITE", "100%"])] == ["fw"]
        assert goods.search(["white", "mug"]) == []
        assert [goods.search((), most) for most in (0, 1, 2)] == [list(file.items[:most]) for most in (0, 1, 2)]
        goods.close()


def test_an_index_of_another_text_or_a_damaged_one_is_none(index: Path) -> None:
    assert open_index(index, "first") is None
    make_index(index, "first", shop(3)).close()
    assert open_index(index, "second") is None
    whole = index.read_bytes()
    for damaged in (b"", whole[:100], b"x" * len(whole), whole.replace(b"about", b"above")):
        index.write_bytes(damaged)
        assert open_index(index, "first") is None
        make_index(index, "first", shop(3)).close()


def test_what_was_made_stays_of_its_text_when_another_takes_its_place(index: Path) -> None:
    first = make_index(index, "first", shop(50, price=100))
    second = make_index(index, "second", shop(50, price=200))
    assert [item.price_minor for item in (first.find("c7"), second.find("c7")) if item] == [100, 200]
    opened = open_index(index, "second")
    assert opened is not None
    assert [path for path in index.parent.iterdir() if path.suffix != ""] == [index]
    for goods in (first, second, opened):
        goods.close()


def build_for_ever(index: Path, price: int) -> None:
    while True:
        make_index(index, str(price), shop(40, price)).close()


@pytest.mark.python
def test_tills_that_build_at_once_and_are_killed_leave_a_whole_index_of_one_text(index: Path) -> None:
    dice = random.Random(20_261_129)
    context = multiprocessing.get_context("fork")
    make_index(index, "1", shop(40, 1)).close()
    for _ in range(effort.often(50)):
        tills = [context.Process(target=build_for_ever, args=(index, price)) for price in (1, 2)]
        for till in tills:
            till.start()
        time.sleep(dice.uniform(0.005, 0.05))
        for till in tills:
            os.kill(till.pid or 0, signal.SIGKILL)
            till.join()
        found = {price: goods for price in (1, 2) if (goods := open_index(index, str(price)))}
        assert len(found) == 1
        for price, goods in found.items():
            assert {item.price_minor for item in goods.search(())} == {price}
            assert goods.count() == 40
            goods.close()
