"""The till in lines from a pipe: lines in, answers out, and a status that says whether all of them were taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.inside import in_process
from tests.support.terminal import flat

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Ended, Household

CAFE = ("--as", "cafe")
ITEMS = (
    "tax,A,7%,B,19%\ncash,0.05\ncode,name,price,class,aliases\n"
    "fw,Flat white,3.50,A,white coffee\ncake,Carrot cake,4.23,A,\n4006381333931,Mug,9.00,B,mug\n"
)


@pytest.fixture
def house(empty_house: Household, tmp_path: Path) -> Household:
    house = empty_house.begin("li", shops=("cafe",), cash={"li": "50"})
    items = tmp_path / "items.csv"
    items.write_text(ITEMS)
    house.run("item", "import", str(items), *CAFE)
    return house


def till(*lines: str, status: int = 0, more: tuple[str, ...] = ()) -> Ended:
    """Type lines into the till and require its status."""
    ended = in_process("pos", *more, *CAFE, stdin="".join(f"{line}\n" for line in lines))
    assert ended.status == status, ended
    assert "balance" not in (ended.out + ended.err).casefold()
    return ended


def paid(house: Household) -> list[tuple[str, str, str]]:
    """Give the sales as the ledger has them: number, tender, sum."""
    rows = house.json("pos", "list", *CAFE)["items"]
    return [(row["receipt"], row["tender"], row["amount"]) for row in reversed(rows)]


def test_a_small_day(house: Household) -> None:
    ended = till("open 200", "fw", "2x cake", "-10% regular", "cash 20", "4006381333931 cash", "out 100 bank", "x")
    assert "Till 1 is open for " in ended.out
    assert (
        "1-000001 cash  change 8.90. The next scan begins the next sale\nPAID 11.10 EUR    rounded from 11.11\n"
        in ended.out
    )
    assert "100.00 EUR taken out of the drawer (PLAY)" in ended.out
    ended = till("close 120.10")
    assert "Till 1 is closed: Z 1    the drawer is right" in ended.out
    assert paid(house) == [("1-000001", "cash", "11.11"), ("1-000002", "cash", "9.00")]
    receipt = house.json("pos", "receipt", "1-000001", *CAFE)
    assert receipt["lines"] == ["Flat white 3.50 A", "2x Carrot cake 8.46 A", "-10% regular -0.85"]
    z = house.json("pos", "z", *CAFE)
    assert (z["discounts"], z["rounding"]) == ("0.85", "-0.01")
    assert [(row["tax_class"], row["gross"]) for row in z["taxes"]] == [("A", "11.11"), ("B", "9.00")]


def test_whoever_closes_a_day_reads_which_tables_are_parked_and_kept(house: Household) -> None:
    parked = "Still parked, and kept for the next day: p1 Table 7, p2 Li"
    till("open 200", "fw", "park Table 7", "cake", "park Li")
    assert parked in till("close 200").out
    house.run("pos", "open", "--float", "200", *CAFE)
    for line, is_said in ((("--dry-run",), False), ((), True)):
        assert (parked in in_process("pos", "close", "--counted", "200", *line, *CAFE).err) is is_said
    assert "p1 Table 7  3.50" in till("recall").out


def test_lines_that_come_back_are_counted_and_all_others_are_done(house: Household) -> None:
    ended = till("open 200", "fw", "nonsense", "cash 1", "cash 5", status=2)
    assert "! unknown: nonsense. Nothing was rung up" in ended.out
    assert "! that is 2.50 EUR too little" in ended.out
    assert ended.err.startswith("Lines that were not taken: 2. All others were.")
    assert paid(house) == [("1-000001", "cash", "3.50")]


def test_without_an_open_day_nothing_is_charged_and_the_cart_is_kept(house: Household) -> None:
    ended = till("fw", "pay", status=2)
    assert "! Nothing was charged. Till 1 has no open day. Count the drawer, then: open 200" in ended.out
    assert paid(house) == []
    assert "1 line from before\nTOTAL 3.50 EUR" in till("open 10", "cash").out


def test_a_quantity_that_waits_for_goods_is_said_at_the_next_start(house: Household) -> None:
    till("open 200", "2x")
    assert "2x waits for goods" in till("fw", "cash").out
    assert paid(house) == [("1-000001", "cash", "7.00")]


def test_a_sale_waits_for_its_guest_and_is_taken_in_cash_or_taken_back_under_its_number(house: Household) -> None:
    ended = till("open 200", "fw", "pay", "cake", "quit", "cash 5", "cake pay", "cancel", "void", status=2)
    assert ended.out.count("waits: cash 20 takes it, cancel takes it back") == 2
    assert "1-000001 cash  change 1.50" in ended.out
    assert "1-000002: it was taken back. All that is rung up is still here" in ended.out
    rows = house.json("pos", "list", *CAFE)["items"]
    assert [(row["receipt"], row["state"]) for row in rows] == [("1-000002", "cancelled"), ("1-000001", "done")]


def test_at_the_end_of_a_pipe_the_last_sale_is_waited_for(house: Household) -> None:
    ended = till("open 200", "fw pay", status=4, more=("--expires", "1s"))
    assert "1-000001: nobody paid it in time. All that is rung up is still here" in ended.out
    assert ended.err.startswith("Nothing was paid for the last sale. This sale expired before it was paid.")


def test_a_gift_and_a_zero_bill(house: Household) -> None:
    ended = till("open 200", "fw", "gift a regular", "12.00 soup", "-100% broken", "pay", "gift broken", status=2)
    assert "1-000001 gift. The next scan begins the next sale" in ended.out
    assert "! there is nothing to pay: gift and a reason gives it away" in ended.out
    assert paid(house) == [("1-000001", "gift", "3.50"), ("1-000002", "gift", "0.00")]


def test_a_refund_wants_a_yes(house: Household) -> None:
    till("open 200", "fw cash")
    assert "! Nothing was done: the confirmation has no answer" in till("refund 1-1 1.00 cold", status=2).out
    assert "1.00 EUR refunded in cash (PLAY)    sale 1-000001" in till("refund 1-1 1.00 cold", more=("--yes",)).out


def test_a_line_of_a_sale_goes_back(house: Household) -> None:
    till("open 200", "fw 4006381333931 cash")
    lines = ("refund 1-1 line 2 chipped", "refund 1-1 line 2 chipped", "refund 1-1 line 7")
    ended = till(*lines, status=2, more=("--yes",))
    assert ended.out.count("9.00 EUR refunded in cash (PLAY)") == 1


def test_the_last_receipt_is_shown_again(house: Household) -> None:
    ended = till("open 200", "fw cash", "cake pay", "cancel", "print", "print 1-1", "print 1-7", status=2)
    assert ended.out.count("Receipt 1-000001 (PLAY)    @cafe") == 2


def test_a_line_without_an_end_is_not_taken(house: Household) -> None:
    ended = in_process("pos", *CAFE, stdin="open 200\nfw\ncash")
    assert ended.status == 2
    assert "! the last line has no end, so it was not taken" in ended.out
    assert paid(house) == []


def test_every_end_of_a_line_is_one(house: Household) -> None:
    ended = in_process("pos", *CAFE, stdin="open 200\r\nfw\rcake\tcash\r\n")
    assert ended.status == 0, ended
    assert paid(house) == [("1-000001", "cash", "7.73")]


def test_a_sale_above_the_most_for_an_order_is_refused_at_once(house: Household) -> None:
    house.run("ledger", "set", "most-per-order", "10EUR", "--as", "ming")
    ended = till("open 200", "4006381333931", "fw", status=2)
    assert "! that is above the most for a sale, 10.00" in ended.out


def test_who_is_no_shop_is_told_and_programs_are_told_what_is_for_them(house: Household) -> None:
    assert "Nothing was done" in in_process("pos", *CAFE, "--json").err
    refused = in_process("pos", "--as", "li")
    assert refused.status == 6
    assert "try: paycli pos --as cafe" in refused.err


def test_options_of_a_command_stand_behind_it(house: Household) -> None:
    refused = in_process("pos", "--till", "2", "x", *CAFE)
    assert refused.status == 2
    assert "Options of x stand behind it" in flat(refused.err)


def test_the_key_of_a_till_sells_without_a_passphrase_and_up_to_its_caps(
    house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = tmp_path / "till-3.key"
    house.run("pos", "setup", "3", "--max-sale", "15", "--max-refund", "2", "--out", str(key), *CAFE)
    monkeypatch.setenv("PAYCLI_MANDATE_FILE", str(key))
    monkeypatch.delenv("PAYCLI_PASSPHRASE_FILE")
    lines = ("open 20", "fw cash", "fw 2x mug", "refund 3-1 3.00 cold", "refund 3-1 2.00 cold", "close 21.50")
    ended = in_process("pos", "--yes", stdin="".join(f"{line}\n" for line in lines))
    assert ended.status == 2
    assert "! that is above the most for a sale, 15.00" in ended.out
    assert "2.00 EUR refunded in cash (PLAY)    sale 3-000001" in ended.out
    assert "Till 3 is closed: Z 1    the drawer is right" in ended.out
    assert ended.err.startswith("Lines that were not taken: 2.")
    monkeypatch.delenv("PAYCLI_HOME")
    refused = in_process("pos", stdin="fw\n")
    assert refused.status == 78
    assert "A till keeps its cart in a folder, and none is set" in refused.err
