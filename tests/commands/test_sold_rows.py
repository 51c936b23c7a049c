"""What was sold, line by line, for the books: it adds up to the days, and a file of it is whole or not there."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.day_sums import sums_of_lines, sums_of_z
from tests.support.inside import in_process
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from tests.support.inside import Household

CAFE = ("--as", "cafe")
MUG = "4006381333931"
ITEMS = f'tax,A,7%,B,19%\ncash,0.05\ncode,name,price,class\nfw,Flat white,3.50,\n{MUG},"Mug, big",9.01,B\n'
HOSTILE = '=HYPERLINK("http://x")'


@pytest.fixture
def house(empty_house: Household, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Household:
    monkeypatch.chdir(tmp_path)
    house = empty_house.begin("li", shops=("cafe",), cash={"li": "200"})
    Path("items.csv").write_text(ITEMS, encoding="utf-8")
    house.run("item", "import", "items.csv", *CAFE)
    return house


def lines(house: Household, *more: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.json("pos", "report", "--lines", *more, *CAFE)["items"]
    return found


def sell(house: Household, *words: str) -> str:
    return str(house.json("pos", "charge", *words, *CAFE)["id"])


def a_day(house: Household) -> dict[str, Any]:
    """Sell in every way, give back in every way, and close the day."""
    house.run("pos", "open", "--float", "50", "--date", "2026-11-28", *CAFE)
    first = sell(house, "4.00", HOSTILE, "--item", "2xfw", "--item", MUG, "--discount", "10% regular")
    house.run("pay", first, "--tip", "1.50", "--as", "li")
    second = sell(house, "--item", f"3x{MUG}")
    house.run("pos", "cash", second, "50", *CAFE)
    house.run("pos", "gift", sell(house, "--item", "fw"), "a regular", *CAFE)
    house.run("cancel", sell(house, "--item", "fw"), *CAFE)
    house.run("refund", first, "--line", "3", "chipped", *CAFE)
    house.run("refund", first, "11", "-m", "@cold", *CAFE)
    house.run("refund", second, "9.01", *CAFE)
    drawer = house.json("pos", "x", *CAFE)["drawer"]["expected"]
    report: dict[str, Any] = house.json("pos", "close", "--counted", drawer, *CAFE)["report"]
    return report


def test_the_lines_of_a_day_come_to_its_z(house: Household) -> None:
    z = a_day(house)
    rows = lines(house)
    assert sums_of_lines(rows) == sums_of_z(z)
    assert [(row["receipt"], row["place"], row["what"], row["tax_class"], row["tender"]) for row in rows] == [
        ("1-000002", 1, "", "B", "cash"), ("1-000001", 1, "@cold", "A", "wallet"),
        ("1-000001", 1, "chipped", "B", "wallet"),
        ("1-000003", 1, "Flat white", None, "gift"), ("1-000002", 1, "3x Mug, big", "B", "cash"),
        ("1-000001", 1, HOSTILE, "A", "wallet"), ("1-000001", 2, "2x Flat white", "A", "wallet"),
        ("1-000001", 3, "Mug, big", "B", "wallet"),
    ]  # fmt: skip
    assert {(row["date"], row["till"], row["day"]) for row in rows} == {("2026-11-28", 1, 1)}
    assert all(row["of"] == sale(house, row["receipt"]) for row in rows)


@pytest.mark.slow
def test_on_a_terminal_of_80_columns_only_goods_and_long_handles_are_shortened(house: Household) -> None:
    guest = "margarethe-von-und-zu"
    house.run("wallet", "new", guest)
    house.run("cash", "in", guest, "30000", "--as", "ming")
    house.run("pos", "open", "--float", "12345.67", "--date", "2026-11-28", *CAFE)
    first = sell(house, "9999.99", "a", "very", "long", "description", "of", "goods", "that", "goes", "on", "and", "on")
    house.run("pay", first, "--tip", "999.99", "--as", guest)
    house.run("cancel", sell(house, "1234.50", "tea"), *CAFE)
    house.run("refund", first, *CAFE)
    house.run("pos", "close", "--counted", "12345.67", *CAFE)
    wanted = {
        ("report", "--lines"): ("2026-11-28  1-000001", "-654.20 A", "-9999.99 EUR", "-999.99", "refund, wallet"),
        ("list",): ("1-000002  ", "1234.50 EUR  cancelled", "9999.99 EUR  wallet     @margarethe-von"),
        ("report",): ("2026-11-28", "9999.99", "-9999.99", "EUR"),
    }
    for words, whole in wanted.items():
        with Screen("pos", *words, *CAFE) as screen:
            rows = screen.ended().splitlines()
        assert max(map(len, rows)) <= 80, rows
        assert [word for word in whole if not any(word in row for row in rows)] == [], rows


def sale(house: Household, number: str) -> str:
    return str(house.json("pos", "receipt", number, *CAFE)["id"])


def test_a_file_for_spreadsheets_has_the_same_and_runs_nothing(house: Household) -> None:
    a_day(house)
    house.run("pos", "charge", "5", "later", *CAFE)
    written = house.json("pos", "report", "--csv", "month.csv", *CAFE)
    assert written["rows"] == 8
    text = Path(written["path"]).read_text(encoding="utf-8")
    printed = in_process("pos", "report", "--csv", "-", *CAFE)
    assert (printed.status, printed.out) == (0, text)
    with Path("month.csv").open(encoding="utf-8", newline="") as file:
        cells = list(csv.DictReader(file))
    same = {"number": "receipt", "line": "place", "class": "tax_class", "sale": "of"}
    for cell, row in zip(cells, lines(house), strict=True):
        for name, value in cell.items():
            wanted = row[same.get(name, name)]
            assert value.removeprefix("'") == ("" if wanted is None else str(wanted))
            assert not value.startswith(("=", "+", "@"))
    assert [cell["what"] for cell in cells if cell["what"].startswith("'")] == ["'@cold", f"'{HOSTILE}"]
    assert oct(Path("month.csv").stat().st_mode & 0o777) == "0o600"


def test_a_file_that_is_there_is_left_alone_and_one_that_cannot_be_made_is_no_file(house: Household) -> None:
    Path("month.csv").write_text("mine", encoding="utf-8")
    assert house.json("pos", "report", "--csv", "month.csv", *CAFE, status=5)["code"] == "already_there"
    assert house.json("pos", "report", "--csv", "no/month.csv", *CAFE, status=78)["code"] == "permission_refused"
    assert house.json("pos", "report", "--csv", "-", *CAFE, status=2)["code"] == "usage"
    assert Path("month.csv").read_text(encoding="utf-8") == "mine"
    assert [path.name for path in Path().iterdir() if "month" in path.name] == ["month.csv"]


def test_a_line_counts_when_it_was_settled_and_a_refund_when_it_was_made(
    house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sell(house, "--item", "fw", "--expires", "3d")
    monkeypatch.setenv("PAYCLI_NOW", "+1d")
    house.run("pay", made, "--as", "li")
    monkeypatch.setenv("PAYCLI_NOW", "+2d")
    house.run("refund", made, *CAFE)
    days = [row["date"] for row in lines(house)]
    assert len(set(days)) == 2
    assert days == sorted(days, reverse=True)
    assert [row["kind"] for row in lines(house, "--since", days[0])] == ["refund"]
    assert [row["kind"] for row in lines(house, "--until", days[0])] == ["sale.pay"]
    assert lines(house, "--till", "1") == []


def test_the_list_goes_on_behind_a_payment_and_streams_as_lines(house: Household) -> None:
    a_day(house)
    first = house.json("pos", "report", "--lines", "--limit", "5", *CAFE)
    rest = house.json("pos", "report", "--lines", "--after", str(first["next"]), *CAFE)
    assert [*first["items"], *rest["items"]] == lines(house)
    streamed = in_process("pos", "report", "--lines", "--jsonl", *CAFE).out.splitlines()
    assert [json.loads(line) for line in streamed] == [{"paycli": 1, **row} for row in lines(house)]


def test_a_guest_who_is_a_shop_too_finds_only_their_own_sales(house: Household) -> None:
    house.run("wallet", "new", "bar", "--shop", "--as", "ming")
    house.run("cash", "in", "bar", "20", "--as", "ming")
    house.run("pay", sell(house, "--item", "fw"), "--as", "bar")
    assert house.json("pos", "report", "--lines", "--as", "bar")["items"] == []
    assert len(lines(house)) == 1
