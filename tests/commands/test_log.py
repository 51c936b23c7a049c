"""The log: who and what each line tells, to whom it tells it, what is chosen, and how a long one goes on."""

from __future__ import annotations

import os
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from paycli.app.machine import LocalMachine
from paycli.commands.log import KIND_WORDS
from paycli.console.views.log import WORDS, WORDS_OF, kinds_of
from paycli.domain.bodies import SendBody
from paycli.domain.kinds import KINDS
from paycli.domain.lives import LIVES
from paycli.services.engine.drafts import Draft
from paycli.services.engine.posting import post
from paycli.services.reading.names import resolve
from paycli.services.reading.reader import reading
from tests.support.inside import in_process
from tests.support.terminal import Screen

if TYPE_CHECKING:
    from tests.support.inside import Household

# How many words stand before WHAT: the day, its number, month, time and the id.
_BEFORE_WHAT = 5


@pytest.fixture
def house(empty_house: Household) -> Household:
    """Give @ming who runs the ledger, and others who have none of the operator's rights."""
    empty_house.begin("zoe", "li", "bo", shops=("cafe",), cash={"zoe": "100", "li": "50"})
    return empty_house.without_rights("zoe", "li", "bo", "cafe")


def told(*words: str) -> list[str]:
    """Give what each line of a log says, without its time and id."""
    _, *lines = in_process("log", *words).out.splitlines()
    return [" ".join(line.split()[_BEFORE_WHAT:]) for line in lines if line[:1].isalpha() and "more: " not in line]


def newest(who: str, *words: str) -> str:
    return told("--limit", "1", "--as", who, *words)[0]


def items(house: Household, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = house.json("log", *words)["items"]
    return found


# --- words -----------------------------------------------------------------------------------------------------------
def test_every_kind_of_order_has_its_word() -> None:
    # A name of one word is a word of people's.
    assert {kind for kind in KINDS if "." in kind} <= WORDS.keys() <= KINDS.keys()
    assert {kind for kind, _ in WORDS_OF} <= KINDS.keys()
    assert {way for _, way in WORDS_OF} <= LIVES.keys() | {"in", "left", "undone", "declined", "arrived"}


def test_a_line_says_with_whom_and_what_for(house: Household) -> None:
    house.run("send", "li", "2", "for lunch", "--as", "zoe")
    assert (newest("zoe"), newest("li")) == ("sent -2.00 EUR @li for lunch", "received +2.00 EUR @zoe for lunch")
    envelope = house.json("envelope", "send", "li,bo", "4", "-n", "2", "--rule", "equal", "-m", "luck", "--as", "zoe")
    assert sorted(newest("zoe").replace(",", "").split()) == ["-4.00", "@bo", "@li", "EUR", "envelope", "luck"]
    house.run("grab", envelope["id"], "--as", "li")
    assert newest("li") == "grab +2.00 EUR @zoe luck"
    house.run("cancel", envelope["id"], "--as", "zoe")
    assert newest("zoe").startswith("cancelled +2.00 EUR @")
    house.run("envelope", "send", "3", "--as", "zoe")
    assert newest("zoe") == "envelope -3.00 EUR anybody"
    house.run("cash", "in", "bo", "7", "from the drawer", "--as", "ming")
    assert newest("bo") == "cash +7.00 EUR cash from the drawer"


def test_a_payment_says_the_shop_the_guest_the_goods_the_tip_and_the_receipt(house: Household) -> None:
    sale = ""
    for number, goods in enumerate(("2 noodles", "tea"), 1):
        sale = house.json("pos", "charge", "12.50", goods, "--as", "cafe")["id"]
        assert newest("cafe") == f"charge (12.50 EUR) {goods}, sale 0-00000{number}"
        house.run("pay", sale, "--tip", "1.50", "--as", "zoe")
        said = f"{goods}, tip 1.50 EUR, sale 0-00000{number}"
        assert newest("zoe") == f"payment -14.00 EUR @cafe {said}"
        assert newest("cafe") == f"payment +14.00 EUR @zoe {said}"
    paid = items(house, "--limit", "1", "--as", "zoe")[0]
    assert (paid["of"], paid["receipt"], paid["lines"], paid["tip"]) == (sale, "0-000002", ["tea"], "1.50")
    receipt = in_process("pos", "receipt", sale, "--as", "zoe").out.splitlines()
    assert receipt[1:5] == ["tea", "12.50 EUR", "tip 1.50 EUR", "total 14.00 EUR"]
    house.run("refund", sale, "5", "cold tea", "--as", "cafe")
    assert newest("zoe") == "refund +5.00 EUR @cafe cold tea, sale 0-000002"
    assert newest("cafe") == "refund -5.00 EUR @zoe cold tea, sale 0-000002"


def test_blocks_and_groups_say_whom_and_what_was_undone(house: Household) -> None:
    for line, said in (
        ("contact block bo", "blocked @bo"),
        ("wallet rename Zoe the Great", "renamed Zoe the Great"),
        ("contact unblock bo", "unblocked @bo"),
        ("group new family li", "group made @family with @li"),
        ("group add family bo", "added @bo to @family"),
        ("group remove family bo", "removed @bo from @family"),
        ("group leave family", "left @family"),
        ("group close family", "group closed @family"),
    ):
        who = "li" if "leave" in line else "zoe"
        house.run(*line.split(), "--as", who)
        assert newest(who) == said, line


def test_what_the_operator_does_says_to_what_and_to_whom(house: Household) -> None:
    house.run("wallet", "new", "an", "--as", "ming")
    assert newest("ming", "--all") == "admitted operator @an"
    for line, said in (
        ("set most-per-order 150EUR", "limit set operator most-per-order 150.00 EUR"),
        ("set most-packets 100", "limit set operator most-packets 100"),
        ("set most-packets none", "limit set operator most-packets default"),
        ("set currency CHF", "currency added operator CHF"),
        ("credit li 10", "credit set (10.00 EUR) operator @li"),
    ):
        house.run("ledger", *line.split(), "--as", "ming")
        assert newest("bo", "--all") == said, line


def test_a_top_up_that_the_bank_declined_says_so_to_who_asked(house: Household) -> None:
    house.run("card", "bind", "--test", "declined", "--as", "li")
    house.run("topup", "20", "--as", "li", status=3)
    assert newest("li") == "top-up declined (20.00 EUR) sandbox"
    house.run("card", "bind", "--test", "visa", "--as", "zoe")
    house.run("topup", "20", "--as", "zoe")
    assert told("--limit", "2", "--as", "zoe") == ["arrived +20.00 EUR sandbox", "top-up asked (20.00 EUR) sandbox"]


def test_everybodys_log_says_from_whom_and_to_whom(house: Household) -> None:
    house.run("send", "li", "2", "--as", "zoe")
    assert {newest(who, "--all") for who in ("ming", "zoe", "li", "bo")} == {"sent 2.00 EUR @zoe @li"}
    envelope = house.json("envelope", "send", "5", "--as", "zoe")["id"]
    house.run("grab", envelope, "--as", "li")
    assert newest("ming", "--all") == "grab 5.00 EUR @zoe @li"


# --- to whom ---------------------------------------------------------------------------------------------------------
def test_everybodys_log_keeps_from_others_what_is_not_theirs(house: Household) -> None:
    house.run("group", "new", "family", "li", "--as", "zoe")
    house.run("contact", "block", "bo", "--as", "zoe")
    house.run("envelope", "send", "li", "5", "-m", "hush", "--as", "zoe")
    sale = house.json("pos", "charge", "3", "a secret cake", "--as", "cafe")["id"]
    house.run("pay", sale, "--tip", "1", "--as", "li")
    house.run("card", "bind", "--test", "visa", "--as", "li")
    house.run("topup", "20", "--as", "li")
    assert told("--limit", "7", "--all", "--as", "bo") == [
        "arrived 20.00 EUR sandbox @li",
        "top-up asked (20.00 EUR)",
        "payment 4.00 EUR @li @cafe",
        "charge (3.00 EUR)",
        "envelope 5.00 EUR @zoe",
        "blocked",
        "group made",
    ]
    for chosen in ("--with zoe --kind group", "--with zoe --kind blocked", "--text cake", "--text hush"):
        assert items(house, "--all", *chosen.split(), "--as", "bo") == [], chosen
    assert items(house, "--all", "--with", "li", "--kind", "envelope", "--as", "bo") == []
    assert (
        newest("ming", "--all", "--kind", "payment")
        == "payment 4.00 EUR @li @cafe a secret cake, tip 1.00 EUR, sale 0-000001"
    )
    assert newest("ming", "--all", "--kind", "blocked") == "blocked", "nor is the operator told by the block"


# --- what is chosen --------------------------------------------------------------------------------------------------
def test_a_log_is_chosen_by_whom_kind_text_and_amount(house: Household) -> None:
    house.run("send", "li", "2", "for Lunch", "--as", "zoe")
    house.run("send", "bo", "3", "--as", "zoe")
    sale = house.json("pos", "charge", "12.50", "2 noodles", "--as", "cafe")["id"]
    house.run("pay", sale, "--as", "zoe")
    house.run("envelope", "send", "li", "4", "--as", "zoe")

    def chosen(line: str) -> list[str]:
        return [str(each["amount"]) for each in items(house, *shlex.split(line), "--as", "zoe")]

    assert chosen("") == ["-4.00", "-12.50", "-3.00", "-2.00", "100.00"]
    for line, amounts in (
        ("--with li", ["-4.00", "-2.00"]),
        ("--with @cafe", ["-12.50"]),
        ("--kind payment", ["-12.50"]),
        ("--kind sale.pay", ["-12.50"]),
        ("--kind sent", ["-3.00", "-2.00"]),
        ("--kind send", ["-3.00", "-2.00"]),
        ("--kind received", []),
        ("--kind envelope", ["-4.00"]),
        ("--text LUNCH", ["-2.00"]),
        ("--text noodle", ["-12.50"]),
        ("--min 3", ["-4.00", "-12.50", "-3.00", "100.00"]),
        ("--max 3.00EUR", ["-3.00", "-2.00"]),
        ("--min 3 --max 4 --with li", ["-4.00"]),
        ("--min 3 --limit 2", ["-4.00", "-12.50"]),
    ):
        assert chosen(line) == amounts, line
    assert [each["amount"] for each in items(house, "--kind", "received", "--as", "li")] == ["2.00"]
    assert "nothing in the log fits" in in_process("log", "--kind", "received", "--as", "zoe").out.casefold()
    assert "sent, received" in house.json("log", "--kind", "nonsense", "--as", "zoe", status=2)["hint"]
    assert house.json("log", "--with", "nobody-here", "--as", "zoe", status=4)["code"] == "not_found"
    for name in ("--min", "--with", "--kind"):
        house.run("log", name, "", "--as", "zoe", status=2)
    assert house.json("log", "--min", "a lot", "--as", "zoe", status=2)["code"] == "amount_invalid"


def test_each_word_that_a_line_shows_chooses_it() -> None:
    assert [kind for kind in KINDS if kind not in kinds_of(WORDS.get(kind, kind)) & kinds_of(kind)] == []
    assert [kind for (kind, _), each in WORDS_OF.items() if kind not in kinds_of(each)] == []
    assert [each for each in KIND_WORDS if not kinds_of(each)] == []


# --- pages -----------------------------------------------------------------------------------------------------------
@pytest.fixture
def busy(house: Household) -> Household:
    """Let @zoe pay @li a cent 50 times."""
    machine = LocalMachine(os.environ, None)
    app = machine.open(machine.store.find("zoe"))
    with reading(app) as reader:
        body = SendBody(to=resolve(reader, "li"), amount_minor=1, currency="EUR", note=None)
    post(app.book, app.clock, [Draft(app, "send").sign(body) for _ in range(50)])
    machine.close()
    return house


def test_a_long_log_is_shown_by_pages_and_each_names_the_next(busy: Household) -> None:
    pages, words = [], ["log", "--as", "zoe"]
    while words:
        *lines, last = in_process(*words).out.splitlines()
        pages.append(len(lines) - 1)
        words = shlex.split(last.removeprefix("more: paycli ")) if "more: " in last else []
    assert pages == [21, 21, 11]
    whole = [each["n"] for each in items(busy, "--as", "zoe")]
    assert len(whole) == 51, "programs get all that there is"
    first = busy.json("log", "--limit", "30", "--as", "zoe")
    rest = busy.json("log", "--after", str(first["next"]), "--as", "zoe")
    assert [each["n"] for each in (*first["items"], *rest["items"])] == whole
    assert rest["next"] is None
    assert len(told("--since", "today", "--as", "zoe")) == 51, "a period is shown whole"


def test_the_foot_says_what_came_and_went(busy: Household) -> None:
    assert in_process("log", "--limit", "3", "--as", "zoe").out.splitlines()[-2] == "3 entries    out 0.03 EUR (PLAY)"
    busy.run("send", "zoe", "2", "--as", "li")
    last = items(busy, "--limit", "2", "--as", "zoe")[1]["n"]
    said = in_process("log", "--limit", "2", "--kind", "send", "--with", "li", "--as", "zoe").out.splitlines()
    assert said[-2:] == [
        "2 entries    in 2.00 EUR    out 0.01 EUR (PLAY)",
        f"more: paycli log --limit 2 --kind send --with li --after {last} --as zoe",
    ]


def test_the_rest_that_came_back_is_no_money_that_came_or_went(house: Household) -> None:
    """Of an envelope of 9 of which 3 were taken, 3 went out; of a batch that nobody was paid from nothing."""
    envelope = house.json("envelope", "send", "9", "-n", "3", "--rule", "equal", "--as", "zoe")["id"]
    house.run("grab", envelope, "--as", "li")
    house.run("cancel", envelope, "--as", "zoe")
    house.run("send", "bo", "1", "--as", "zoe")
    assert foot("--as", "zoe", "--limit", "3") == "3 entries    out 4.00 EUR (PLAY)"
    # Where the log begins behind the envelope, what came back from it is no money that came in.
    assert foot("--as", "zoe", "--limit", "2") == "2 entries    out 1.00 EUR (PLAY)"
    house.run("card", "bind", "--test", "declined", "--as", "zoe")
    house.run("withdraw", "5", "--as", "zoe", status=3)
    assert foot("--as", "zoe", "--limit", "2") == "2 entries (PLAY)"


def foot(*words: str) -> str:
    return next(line for line in in_process("log", *words).out.splitlines() if line.endswith("(PLAY)"))


def test_with_somebody_the_log_has_what_they_took_out_of_ones_own_envelopes(house: Household) -> None:
    own = house.json("envelope", "send", "9", "-n", "3", "--rule", "equal", "--as", "zoe")["id"]
    other = house.json("envelope", "send", "8", "-n", "2", "--rule", "equal", "--as", "li")["id"]
    house.run("send", "bo", "1", "--as", "zoe")
    for envelope in (own, other):
        house.run("grab", envelope, "--as", "bo")
    house.run("send", "zoe", "0.50", "--as", "bo")
    assert told("--as", "zoe", "--with", "bo") == [
        "received +0.50 EUR @bo", "grab (3.00 EUR) @bo", "sent -1.00 EUR @bo",
    ]  # fmt: skip
    assert foot("--as", "zoe", "--with", "bo") == "3 entries    in 0.50 EUR    out 1.00 EUR (PLAY)"
    grab = items(house, "--as", "zoe", "--with", "bo")[1]
    assert (grab["kind"], grab["of"], grab["moved"], grab["to"]) == ("envelope.grab", own, False, ["@bo"])
    page = house.json("log", "--as", "zoe", "--with", "bo", "--limit", "1")
    rest = items(house, "--as", "zoe", "--with", "bo", "--after", str(page["next"]))
    assert [each["kind"] for each in rest] == ["envelope.grab", "send"]
    assert told("--as", "zoe", "--with", "bo", "--kind", "grab") == ["grab (3.00 EUR) @bo"]
    # Who took it has it in any case, and only once.
    assert told("--as", "bo", "--with", "zoe", "--kind", "grab") == ["grab +3.00 EUR @zoe"]
    assert told("--as", "zoe", "--kind", "grab") == []


def test_the_log_fits_80_columns_with_all_that_it_says(house: Household) -> None:
    sale = house.json("pos", "charge", "12.50", "two very large bowls of noodles with egg", "--as", "cafe")["id"]
    house.run("pay", sale, "--tip", "1.50", "--as", "zoe")
    for words in (("--as", "zoe"), ("--all", "--as", "ming")):
        with Screen("log", *words, env={"PAYCLI_PAGER": ""}) as screen:
            said = screen.ended()
        assert max(map(len, said.split("\n"))) <= 80
        assert "14.00 EUR" in said
