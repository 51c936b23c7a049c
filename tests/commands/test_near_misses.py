"""Near misses: what people type who know other programs, and the line that they are told to copy; nothing happens."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from paycli.main import run
from tests.support.books import everything_in
from tests.support.inside import Household, in_process
from tests.support.keys import line_to_copy
from tests.support.misses import Misses
from tests.support.program import paycli
from tests.support.terminal import flat

if TYPE_CHECKING:
    from tests.support.inside import Household

# What is typed, and the line to copy.
TABLE = {
    # --- an amount with gaps, commas and signs ---
    "send bo 1 000": "send bo 1000",
    "send bo 1 000 000": "send bo 1000000",
    "send bo 1 000.50 rent": "send bo 1000.50 rent",
    "send bo 1 000 EUR rent": "send bo 1000 EUR rent",
    "envelope send bo 1 000 -n 1": "envelope send bo 1000 -n 1",
    "cash in bo 1 000": "cash in bo 1000",
    "pos charge 1 000 --as cafe": "pos charge 1000",
    "topup 1 000": "topup 1000",
    "send bo 5,50": "send bo 5.50",
    "send bo 5,50EUR tea": "send bo 5.50EUR tea",
    "send bo 1,000": "send bo 1000",
    "send bo 1,000.50": "send bo 1000.50",
    "send bo 1.000,50": "send bo 1000.50",
    'send bo "1\'000"': "send bo 1000",
    "send bo 5.": "send bo 5",
    "send bo .5": "send bo 0.5",
    "send bo +5": "send bo 5",
    "send bo 5eur": "send bo 5EUR",
    "send bo \u20ac5": "send bo 5EUR",
    "send bo 5\u20ac": "send bo 5EUR",
    "send bo 5,50\u20ac": "send bo 5.50EUR",
    "send bo 5,-": "send bo 5",
    "send bo EUR 5 tea": "send bo EUR5 tea",
    "topup 20 EUR": "topup 20EUR",
    "withdraw 20,00": "withdraw 20.00",
    "envelope send 5,50 -n 2": "envelope send 5.50 -n 2",
    # --- who and how much, the other way round ---
    "send 5 li": "send li 5",
    "send 5 to li": "send li 5",
    "send 5 EUR to li": "send li 5 EUR",
    "send 5 EUR li for lunch": "send li 5 EUR for lunch",
    "send to li 5": "send li 5",
    "send 5 @li -m thanks": "send @li 5 -m thanks",
    "send 5,50 li": "send li 5.50",
    "cash in 5 to li": "cash in li 5",
    "ledger credit 5 li": "ledger credit li 5",
    "envelope send 5 li": "envelope send li 5",
    "envelope send 5 li,bo": "envelope send li,bo 5",
    "envelope send 5 to li hello": "envelope send li 5 hello",
    "envelope send 5 -n 2 li,bo hello": "envelope send li,bo -n 2 5 hello",
    "envelope send li bo 5": "envelope send li,bo 5",
    "send li,bo 5": "envelope send li,bo 5",
    "send li bo 5": "envelope send li,bo 5",
    "send --to li --amount 5": "send li 5",
    "send li --amount 5 -m tea": "send li 5 -m tea",
    "send 'li 5'": "send li 5",
    # --- who it is ---
    "send Li 5": "send li 5",
    "send @LI 5": "send @li 5",
    "send \u201cli\u201d 5": "send li 5",
    "send li: 5": "send li 5",
    "envelope send li,Bo 5": "envelope send li,bo 5",
    "wallet new FAM": "wallet new fam",
    "group new Family li bo": "group new family li bo",
    "contact block Bo": "contact block bo",
    "envelope send nobody 5": "envelope send 5",
    "envelope send anybody 5 -n 3": "envelope send 5 -n 3",
    "envelope send everybody 5 -n 3 hello": "envelope send 5 -n 3 hello",
    # --- a command by another word ---
    "charge 5 tea": "pos charge 5 tea",
    "sell 5 tea": "pos charge 5 tea",
    "pos sell 5 tea": "pos charge 5 tea",
    "pos pay k3xd": "pay k3xd",
    "pos refund k3xd 5": "refund k3xd 5",
    "receipt k3xd": "pos receipt k3xd",
    "sned li 5": "send li 5",
    "SEND li 5": "send li 5",
    "paycli send li 5": "send li 5",
    "ballance": "balance",
    "envelop send li 5": "envelope send li 5",
    "envelope sent li 5": "envelope send li 5",
    "wallet lst": "wallet list",
    "wallet create zoe": "wallet new zoe",
    "wallet balance": "balance",
    "group create fam li": "group new fam li",
    "group delete family": "group close family",
    "contact ls": "contact list",
    "card add --test visa": "card bind --test visa",
    "card rm c1": "card unbind c1",
    "invite zoe": "wallet invite zoe",
    "audit": "ledger audit",
    "backup": "ledger backup",
    "block bo": "contact block bo",
    "bind --test visa": "card bind --test visa",
    "transfer li 5": "send li 5",
    "pay li 5": "send li 5",
    "pay 5 li": "send li 5",
    "give li 5": "send li 5",
    "deposit 20": "topup 20",
    "top-up 20": "topup 20",
    "history": "log",
    "transactions --limit 5": "log --limit 5",
    "contacts": "contact list",
    "wallets": "wallet list",
    "cards": "card list",
    "envelopes": "envelope list",
    "hongbao li 5": "envelope send li 5",
    "claim k3xd45678xyz": "grab k3xd45678xyz",
    "invoice li 5": "request new li 5",
    "switch li": "use li",
    "settings": "config list",
    # --- an option by another word ---
    "send li 5 --message thanks": "send li 5 --note thanks",
    "send li 5 --memo=thanks": "send li 5 --note=thanks",
    "envelope send li 5 --note thanks": "envelope send li 5 --message thanks",
    "pos charge 5 --note tea --as cafe": "pos charge 5 --what tea",
    "send li 5 --dryrun": "send li 5 --dry-run",
    "send li 5 --key k1": "send li 5 --idempotency-key k1",
    "send li 5 --idempotncy-key k": "send li 5 --idempotency-key k",
    "send li 5 -yq": "send li 5 -y -q",
    "send li 5 -qy": "send li 5 -q -y",
    "send li 5 --force": "send li 5 --yes",
    "send li 5 \u2013yes": "send li 5 --yes",
    "send li 5 \u2014dry-run": "send li 5 --dry-run",
    "balance --user li": "balance --as li",
    "balance --leger x": "balance --ledger x",
    "log --format json": "log --json",
    "log -n 5": "log --limit 5",
    "log li": "log --with li",
    "log envelope": "log --kind envelope",
    # --- the till's own lines ---
    "pos open 200 --as cafe": "pos open --float 200",
    "pos close 386.00 short --as cafe": "pos close --counted 386.00 short",
    "refund 1-1 line 2 cold --as cafe": "refund 1-1 --line 2 cold",
    "refund 1-1 cold soup --as cafe": "refund 1-1 -m 'cold soup'",
    "log 5": "log --limit 5",
    "topup 20 --card c1": "topup 20 --from c1",
    "topup 20 from c1": "topup 20 --from c1",
    "withdraw 5 to c1": "withdraw 5 --to c1",
    "withdraw 5 cash": "withdraw 5 --cash",
}


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", "bo", shops=("cafe",), cash={"ming": "50"})


def test_a_near_miss_is_answered_with_the_right_line_and_nothing_happens(house: Household) -> None:
    before = everything_in(house.ledger)
    with Misses() as misses:
        for typed, meant in TABLE.items():
            with misses.of(typed):
                words = shlex.split(typed)
                ended = house.run(*(words if "--as" in words else [*words, "--as", "ming"]), status=None)
                assert ended.status in {2, 4, 6}, ended
                assert line_to_copy(ended.document) == f"paycli {meant}"
    assert everything_in(house.ledger) == before


def test_a_line_to_copy_is_one_that_paycli_understands(house: Household) -> None:
    """Copied, each line gets past whatever was wrong with it."""
    with Misses() as misses:
        for typed, meant in TABLE.items():
            with misses.of(typed):
                words = shlex.split(meant)
                if words[0] in {"use", "config"} or "--ledger" in words:
                    continue
                # An id of the table stands for one of somebody's own.
                ended = in_process(*words, "--as", "cafe" if "--as cafe" in typed else "ming", "--no-input", "--json")
                assert ended.status != 2 or ended.document["code"] == "answer_missing", ended


def test_an_envelope_for_all_names_nobody(house: Household) -> None:
    refused = house.json("envelope", "send", "all", "5", "hello", "--as", "ming", status=2)
    assert line_to_copy(refused) == "paycli envelope send 5 hello"
    assert refused["message"] == "Nothing was sent. An envelope for anybody names nobody."


def test_what_is_right_is_no_near_miss(house: Household) -> None:
    for line in (
        "send li 1 100% wool", "send li 1 2026 plan", "send li 1 to bo", "send li 1 for everybody", "send li 1 - tea",
        "envelope send 1 for li", "envelope send 1 -m li", "send @bo 1 @li told me", "send li 1 -m 000",
    ):  # fmt: skip
        assert house.run(*line.split(), "--as", "ming").status == 0, line


def test_a_line_on_the_screen_keeps_who_acts(house: Household) -> None:
    said = flat(paycli("charge", "5", "--as", "cafe", status=2).stderr)
    assert "No such command 'charge'. try: paycli pos charge 5 --as cafe" in said
    said = flat(paycli("group", "new", "FAM", "li", "--as", "ming", status=2).stderr)
    assert 'FAM cannot be a handle: handles are lower case, try "fam". try: paycli group new fam li' in said
    said = flat(paycli("verify", "x", status=2).stderr)
    assert "one of: paycli contact verify, paycli envelope verify" in said
    assert run(["charge", "--json"]) == 2
