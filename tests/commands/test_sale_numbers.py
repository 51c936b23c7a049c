"""Each number of a shop names one sale, and each day comes to what moved in it, whatever the clock does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.commands.test_day_at_till import check_sums, faults
from tests.support.day_sums import add_up
from tests.support.misses import Misses

if TYPE_CHECKING:
    from tests.support.inside import Household

CAFE = ("--as", "cafe")
RECEIPTS = 200


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", shops=("cafe",), cash={"li": "500", "bo": "500"})


@pytest.mark.slow
def test_each_number_names_its_sale_and_bare_digits_name_none(house: Household) -> None:
    house.run("pos", "open", "--float", "20", *CAFE)
    made: list[dict[str, Any]] = []
    for place in range(1, RECEIPTS + 1):
        sale = house.json("pos", "charge", f"{place / 100:.2f}", f"cake {place}", *CAFE)
        payer = ("li", "bo", None)[place % 3]
        paid = ("pos", "cash", sale["receipt"], *CAFE) if payer is None else ("pay", sale["id"], "--as", payer)
        house.run(*paid)
        made.append({"id": sale["id"], "from": payer and f"@{payer}", "lines": [f"cake {place}"]})
    with Misses() as misses:
        for place, expected in enumerate(made, 1):
            with misses.of(place):
                for typed in (f"1-{place}", f"1-{place:06d}"):
                    found = house.json("pos", "receipt", typed, *CAFE)
                    assert {name: found[name] for name in expected} == expected
                    assert (found["receipt"], found["amount"]) == (f"1-{place:06d}", f"{place / 100:.2f}")
                # Not even the beginning of an id: who types a number means a receipt.
                for line in (("pos", "receipt", str(place)), ("refund", str(place), "0.01")):
                    assert house.json(*line, *CAFE, status=2)["code"] == "usage"
    assert [each["receipt"] for each in house.json("pos", "list", "--limit", "300", *CAFE)["items"]] == [
        f"1-{place:06d}" for place in range(RECEIPTS, 0, -1)
    ]


def sell(house: Household, now: str, by: str, *tip: str) -> str:
    """Sell something at a time, paid by a wallet or in cash; gives its number."""
    with pytest.MonkeyPatch.context() as at:
        at.setenv("PAYCLI_NOW", now)
        sale = house.json("pos", "charge", "5.25", "tea", *CAFE)
        line = ("pos", "cash", sale["receipt"], "10", *CAFE) if by == "cash" else ("pay", sale["id"], *tip, "--as", by)
        house.run(*line)
    return str(sale["receipt"])


def test_a_day_comes_to_what_moved_in_it_past_midnight_with_the_clock_set_back(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAYCLI_NOW", "2031-05-06T22:00:00Z")
    first = house.json("pos", "open", "--float", "20", "--date", "2031-05-06", *CAFE)["n"]
    numbers = [
        sell(house, "2031-05-06T23:40:00Z", "li", "--tip", "1"),
        sell(house, "2031-05-07T00:30:00Z", "cash"),
        # The clock goes back a little; the time of the log does not.
        sell(house, "2031-05-07T00:28:00Z", "bo"),
        sell(house, "2031-05-07T00:28:00Z", "cash"),
    ]
    # By an hour it goes back too far, and nothing is sold until somebody has looked at the clock.
    monkeypatch.setenv("PAYCLI_NOW", "2031-05-06T23:30:00Z")
    assert house.json("pos", "charge", "5.25", "tea", *CAFE, status=78)["code"] == "clock_wrong"
    standing = house.json("pos", "x", *CAFE)
    last = house.json("log", "--limit", "1", *CAFE)["items"][0]["n"]
    check_sums(
        {**standing, "drawer": {**standing["drawer"], "counted": standing["drawer"]["expected"]}},
        add_up(str(house.ledger), first - 1, last),
    )
    monkeypatch.setenv("PAYCLI_NOW", "2031-05-07T00:45:00Z")
    closed = house.json("pos", "close", "--counted", "30.50", *CAFE)
    check_sums(closed["report"], add_up(str(house.ledger), first - 1, closed["n"]))
    assert closed["report"]["drawer"]["difference"] == "0.00"

    monkeypatch.setenv("PAYCLI_NOW", "2031-05-07T09:00:00Z")
    opened = house.json("pos", "open", "--float", "30.50", *CAFE)["n"]
    house.run("refund", numbers[0], *CAFE)
    house.run("refund", numbers[1], "2.25", "cold", *CAFE)
    numbers.append(sell(house, "2031-05-07T09:01:00Z", "li"))
    ended = house.json("pos", "close", "--counted", "28.25", *CAFE)
    sums = add_up(str(house.ledger), opened - 1, ended["n"])
    # That day began with coins in the drawer.
    check_sums(ended["report"], {**sums, "drawer": sums["drawer"] + 3050})
    report = ended["report"]
    assert (report["refunds_wallet"]["sum"], report["refunded_tips"], report["by_wallet"]["sum"]) == (
        "5.25", "1.00", "5.25",
    )  # fmt: skip
    assert report["drawer"]["difference"] == "0.00"
    assert numbers == [f"1-{number:06d}" for number in range(1, 6)]
    days = house.json("pos", "report", "--since", "2031-05-06", "--until", "2031-05-08", *CAFE)["items"]
    assert {day["date"]: day["charged"] for day in days} == {"2031-05-06": 4, "2031-05-07": 1}
    assert faults(house) == []
