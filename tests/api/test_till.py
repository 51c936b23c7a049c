"""A day at a till from Python: the verbs are those of the commands, by the shop's own key and by that of a till."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from paycli import Money, PaycliError, Wallet, open_wallet
from tests.support.programs import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from paycli.services.sales.charge import Charged
    from tests.support.inside import Household

PAGE = Path(__file__).resolve().parents[2] / "docs" / "how-to" / "use-from-python.md"


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "ada", shops=("cafe",), cash={"li": "100"})


@pytest.fixture
def cafe(house: Household) -> Iterator[Wallet]:
    with opened(house, "cafe") as wallet:
        yield wallet


def euros(text: str) -> Money:
    return Money(int(Decimal(text) * 100), "EUR")


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(PaycliError) as caught:
        call()
    return caught.value.code


def test_the_verbs_of_a_day(cafe: Wallet, house: Household) -> None:
    assert refused(cafe.pos_x) == "shift_closed"
    day = cafe.pos_open(Decimal("50.00"), date=date(2026, 11, 28))
    assert (day.report.date, day.report.number, day.report.expected) == ("2026-11-28", 1, euros("50"))
    assert refused(lambda: cafe.pos_open(1)) == "shift_open"
    paid, in_cash, given, left = (cafe.pos_charge(5, "tea", key=f"s{at}") for at in range(4))
    assert [each.receipt for each in (paid, in_cash, given, left)] == [f"1-{at:06}" for at in range(1, 5)]
    with opened(house, "li") as li:
        li.pay(paid.id, tip=1, key="p")
        assert refused(lambda: li.pos_open(1)) == "shop_only"
    assert refused(lambda: cafe.pos_cash(str(in_cash.receipt), 4)) == "cash_short"
    taken = cafe.pos_cash(str(in_cash.receipt), 20)
    assert (taken.tender, taken.change, cafe.pos_receipt(in_cash.id).tender) == ("cash", euros("15"), "cash")
    assert refused(lambda: cafe.pos_cash(in_cash.id)) == "already_paid"
    assert cafe.pos_gift(given.id, "a regular").reason == "a regular"
    cafe.refund(str(paid.receipt), 2, "cold", key="r")
    assert cafe.pos_in(10, "change", key="i").expected == euros("65")
    assert cafe.pos_out(Decimal("30.50"), "bank", key="o") == cafe.pos_out(Decimal("30.50"), "bank", key="o")._replace(
        replayed=False
    )
    assert cafe.pos_drawer("looked", key="d").money == euros("0")
    standing = cafe.pos_x(till=1)
    assert (standing.expected, standing.waiting) == (euros("34.50"), (left.receipt,))
    assert refused(lambda: cafe.pos_close(34)) == "sale_waits"
    cafe.cancel(left.id)
    closed = cafe.pos_close(Decimal("34.00"), "half a euro is gone")
    z = closed.report
    assert (z.totals.wallet_minor, z.totals.cash_minor, z.totals.gift_minor, z.totals.aborted_count) == (
        500,
        500,
        500,
        1,
    )
    assert (z.totals.tips_minor, z.totals.refund_wallet_minor, z.totals.closing_difference_minor) == (100, 200, -50)
    assert cafe.pos_z() == cafe.pos_z(1) == z
    assert refused(lambda: cafe.pos_z(2)) == refused(lambda: cafe.pos_z(till=2)) == "not_found"
    assert cafe.pos_tips("ada", key="t").left == euros("0")
    assert house.json("pos", "z", "--as", "cafe")["by_cash"] == {"count": 1, "sum": "5.00"}
    assert house.json("ledger", "audit", "--as", "ming")["faults"] == []


def test_sales_and_days_are_listed_in_pages(cafe: Wallet) -> None:
    for till in (1, 2):
        cafe.pos_open(0, till=till)
        for number in range(2):
            cafe.pos_charge(1, key=f"s{till}{number}", till=till, expires=timedelta(hours=1))
        cafe.pos_cash(f"{till}-1", till=till)
    assert refused(lambda: cafe.pos_charge(1, key="which")) == "till_unclear"
    numbers = [row.receipt.number for row in cafe.pos_list().rows]
    assert numbers == ["2-000002", "2-000001", "1-000002", "1-000001"]
    page = cafe.pos_list(limit=3)
    assert [row.receipt.number for row in cafe.pos_list(after=page.next).rows] == numbers[3:]
    assert [row.receipt.number for row in cafe.pos_list(open_only=True, till=1).rows] == ["1-000002"]
    assert [row.receipt.number for row in cafe.pos_list(paid_only=True).rows] == ["2-000001", "1-000001"]
    now = datetime.now(UTC)
    assert len(cafe.pos_list(since=now - timedelta(minutes=5)).rows) == 4
    assert cafe.pos_list(until=now - timedelta(minutes=5)).rows == ()
    for till in (1, 2):
        cafe.cancel(f"{till}-2")
        cafe.pos_close(1, till=till)
    assert [(row.report.till, row.report.expected) for row in cafe.pos_report().rows] == [
        (2, euros("1")),
        (1, euros("1")),
    ]
    assert [row.report.till for row in cafe.pos_report(till=1).rows] == [1]


def test_the_key_of_a_till_is_at_its_own_till_alone(house: Household, tmp_path: Path) -> None:
    house.run("pos", "setup", "2", "--out", str(tmp_path / "till.key"), "--as", "cafe")
    with open_wallet(mandate=tmp_path / "till.key", home=tmp_path / "till") as till:
        assert till.pos_open(5).report.till == 2
        assert till.pos_charge(3, key=None).receipt == "2-000001"
        assert refused(lambda: till.pos_open(5, till=1)) == "till_elsewhere"
        assert refused(lambda: till.pos_tips("ada", key=None)) != ""
        till.cancel("2-1")
        assert till.pos_close(5).report.totals.aborted_count == 1
    assert house.json("ledger", "audit", "--as", "ming")["faults"] == []


def test_the_till_of_the_page_runs_as_it_is(house: Household, tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    [program] = [block for block in blocks if "pos_open" in block]
    assert ast.get_docstring(ast.parse(program))
    house.run("pos", "setup", "1", "--out", str(tmp_path / "till-1.key"), "--as", "cafe")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120
    )
    assert (done.stdout.splitlines(), done.stderr) == (["1-000001: 5.50 change", "Z 1: 54.50 in the drawer"], "")


def test_items_are_charged_by_their_codes_and_a_line_is_given_back(
    cafe: Wallet, house: Household, tmp_path: Path
) -> None:
    items = tmp_path / "items.csv"
    items.write_text("tax,A,7%,B,19%\ncode,name,price,class\nfw,Flat white,3.50,\nmug,Mug,9.00,B\n", encoding="utf-8")
    house.run("item", "import", str(items), "--as", "cafe")

    def charge() -> Charged:
        return cafe.pos_charge(Decimal("4.00"), "cake", key="a", items=["2xfw", "mug"], discount="10% regular")

    sale = charge()
    assert (sale.money, sale.discount_minor) == (euros("18.00"), 200)
    assert [tuple(row) for row in sale.tax] == [("A", 70_000, 990, 65), ("B", 190_000, 810, 129)]
    assert charge().replayed
    assert cafe.pos_charge(items=["mug"], key="b").money == euros("9.00")
    assert refused(lambda: cafe.pos_charge(key="c")) == "usage"
    assert refused(lambda: cafe.pos_charge(items=["cup"], key="c")) == "not_found"
    with opened(house, "li") as li:
        li.pay(sale.id, key="p")
    assert cafe.refund(sale.id, reason="chipped", line=3, key="r").money == euros("8.10")
    assert refused(lambda: cafe.refund(sale.id, line=3, key="s")) == "line_refunded"
    assert refused(lambda: cafe.refund(sale.id, 1, line=2, key="t")) == "usage"
