"""Ids on the screen: one length, which is what is typed again, also unattended."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

import pytest

from paycli.app.machine import LocalMachine
from paycli.domain.ids import name_of, short
from paycli.services.reading.reader import reading
from tests.support.inside import Household, in_process, pay_a_cent, wallet_of
from tests.support.misses import Misses

if TYPE_CHECKING:
    from tests.support.inside import Household

SHOWN = re.compile(r"(?<![0-9a-z.])[0-9a-hjkmnp-tv-z]{12}(?![0-9a-z])")


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", shops=("cafe",), cash={"ming": "100", "li": "50"})


def the_id(*words: str) -> str:
    """Run a command as a person would, and give the one id that it shows."""
    done = in_process(*words, "--yes")
    assert done.status == 0, done
    (found,) = set(SHOWN.findall(done.out))
    return str(found)


def test_an_id_that_is_shown_is_whole_and_works_unattended(house: Household) -> None:
    with Misses() as misses:
        for makes, uses in (
            ("pos charge 5 tea --no-wait --as cafe", "pay {} --as ming"),
            ("pos charge 5 soup --no-wait --as cafe", "cancel {} --as cafe"),
            ("envelope send 5 -n 2 --as ming", "grab {} --as li"),
            ("envelope send 5 -n 2 --as ming", "cancel {} --as ming"),
            ("withdraw 5 --cash --as li", "cash out {} --as ming"),
        ):
            with misses.of(makes):
                made = the_id(*makes.split())
                assert in_process(*uses.format(made).split(), "--yes").status == 0
        paid = the_id("pos", "charge", "7", "rice", "--no-wait", "--as", "cafe")
        house.run("pay", paid, "--as", "ming")
        for words in (f"refund {paid} 1 --as cafe", f"pay {paid} --as li"):
            with misses.of(words):
                done = in_process(*words.split(), "--yes")
                assert "characters of the id" not in done.err, done
        for listed in ("log", "inbox", "envelope list", "log --all"):
            for made in SHOWN.findall(in_process(*listed.split(), "--as", "ming").out):
                with misses.of(listed, made):
                    assert in_process("show", made, "--as", "ming").status == 0


def test_an_id_is_never_a_number(house: Household, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a million ids one has digits alone in all its twelve characters: then its whole name is shown."""
    payer = wallet_of(house, "ming")
    pay_a_cent(house, "ming", "li", "0" * 12 + "7" + "0" * 3 + "8" + "0" * 15)
    name = name_of("0" * 12 + "7" + "0" * 3 + "8" + "0" * 15, payer)
    with_digits = name[:17] + f"{int('0123456789' + '12', 32):015x}"
    machine = LocalMachine(os.environ, None)
    with reading(machine.open(machine.store.find("li"))) as reader:
        assert reader.short(name) == short(name)
        assert short(with_digits).isdigit()
        assert reader.short(with_digits) == with_digits
        assert not with_digits.isdigit()
    machine.close()


def test_the_id_of_a_payment_finds_the_receipt_for_both_sides(house: Household) -> None:
    sale = house.json("pos", "charge", "5", "tea", "--no-wait", "--as", "cafe")["id"]
    payment = house.json("pay", sale, "--tip", "1", "--as", "li")["id"]
    receipt = house.json("pos", "receipt", sale, "--as", "cafe")
    shown_in = {name: value for name, value in receipt.items() if name != "paycli"}
    with Misses() as misses:
        for who in ("li", "cafe", "ming"):
            with misses.of(who):
                assert house.json("pos", "receipt", payment, "--as", who) == receipt
                shown = house.json("show", payment, "--as", who)
                assert (shown["id"], shown["kind"], shown["sale"]) == (payment, "sale.pay", shown_in)
                assert "Receipt 0-000001" in in_process("show", short(payment), "--as", who).out
    house.without_rights("li", "cafe")
    house.run("wallet", "new", "zoe", "--as", "ming")
    house.without_rights("zoe")
    assert house.json("pos", "receipt", payment, "--as", "zoe", status=4)["code"] == "not_found"
    assert house.json("show", payment, "--as", "zoe", status=4)["code"] == "not_found"
    assert house.json("refund", payment, "1", "--as", "cafe")["of"] == sale
    assert house.json("pay", payment, "--as", "zoe", status=4)["code"] == "not_found", "nobody is told of a payment"
