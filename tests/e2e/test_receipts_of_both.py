"""What paycli saves as a receipt the second verifier believes, and what was made by other code paycli believes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.inside import in_process
from tests.support.receipt_scene import CAFE, HELPER, TILL, shop_scene
from tests.support.receipts import Voucher, canonical, log_of, receipt_of, vouched
from tests.support.second_verifier import check_receipt, lines_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.inside import Household


def test_the_second_verifier_believes_what_paycli_saves(empty_house: Household, tmp_path: Path) -> None:
    house = empty_house.begin("li", shops=("cafe",), cash={"li": "50"})
    house.run("pos", "open", "--float", "100", "--as", "cafe")
    sold = {
        name: house.json("pos", "charge", amount, "Käse", *more, "--as", "cafe")["id"]
        for name, amount, more in (("paid", "12.50", ("--discount", "10%")), ("cash", "3", ()), ("gift", "2", ()))
    }
    house.run("pay", sold["paid"], "--tip", "1", "--as", "li")
    house.run("pos", "cash", sold["cash"], "5", "--as", "cafe")
    house.run("pos", "gift", sold["gift"], "birthday", "--as", "cafe")
    house.run("refund", sold["paid"], "2", "cold", "--as", "cafe")
    house.run("refund", sold["cash"], "1", "cold", "--as", "cafe")
    for name, sale in sold.items():
        for who in ("cafe", "li")[: 1 + (name == "paid")]:
            file = tmp_path / f"{name} {who}.json"
            house.run("receipt", "save", sale, str(file), "--as", who)
            receipt, found = check_receipt(file.read_bytes())
            assert (receipt.signature is None) == (who == "li")
            said = list(lines_of(receipt, found))
            assert any(line.startswith("| ") and "Käse" in line for line in said)


def test_paycli_believes_what_other_code_makes_and_nothing_that_differs_from_it(tmp_path: Path) -> None:
    scene = shop_scene(tmp_path)
    log = log_of(scene.path)
    misses = []
    for sale, who in (("tipped", CAFE), ("yen", HELPER), ("cash", TILL), ("gift", TILL), ("gift", CAFE)):
        name, number = scene.sales[sale]
        for said in (number, None):
            voucher = Voucher(scene.seeds[who], scene.now, said)
            data = canonical(vouched(receipt_of(log, name, voucher), voucher.seed)).decode()
            for text, status in ((data, 0), (data.replace('"tip":', '"tip":1'), 65)):
                file = tmp_path / "receipt.json"
                file.write_text(text, encoding="utf-8")
                ended = in_process("receipt", "verify", str(file), "--json")
                if ended.status != status:
                    misses.append((sale, who, said, ended))
    assert misses == []
