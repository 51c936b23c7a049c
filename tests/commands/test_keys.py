"""Idempotency keys: what can be one, and that a script gives one or says that each run is one more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from paycli.console.sanitise import safe
from tests.support.catalogue import CASES, parameters
from tests.support.inside import in_process
from tests.support.keys import WANT_KEY
from tests.support.misses import Misses
from tests.support.program import paycli
from tests.support.proof import entries
from tests.support.terminal import Screen
from tests.support.town import two_wishes

if TYPE_CHECKING:
    from tests.support.catalogue import Case
    from tests.support.inside import Household

COMPOSED, DECOMPOSED = "caf\u00e9", "cafe\u0301"
NO_KEYS = ("", " a", "a ", "a\r", "a\n", "a\tb", "\x00", "\x7f", "\x85", "\u00a0a", "a\u2028b", "\ufeffa", "a\u200b",
           "\udc80", "x" * 201)  # fmt: skip
KEYS = ("a b", "x" * 200, "rent 2/4", "\u6642\u9593", "e\u0301" * 200, "\u2764\ufe0f")
WANTING = [case for case in CASES if case.command in WANT_KEY and case.other]


@pytest.fixture
def house(empty_house: Household) -> Household:
    return empty_house.begin("li", cash={"ming": "500"})


def test_what_nobody_can_see_in_a_key_is_refused(house: Household) -> None:
    before = entries(house.ledger)
    with Misses() as misses:
        for key in NO_KEYS:
            with misses.of(repr(key)):
                refused = house.json("send", "li", "1", "-k", key, "--as", "ming", status=2)
                assert (refused["code"], refused["retry"]) == ("text_invalid", "no")
                assert refused["message"].startswith("Nothing was sent. The idempotency key cannot be used: ")
    assert entries(house.ledger) == before


def test_every_other_key_is_one_and_stays_the_same_however_it_is_composed(house: Household) -> None:
    for key in KEYS:
        assert house.json("send", "li", "1", "-k", key, "--as", "ming")["replayed"] is False, safe(key)
    first = house.json("send", "li", "1", "-k", COMPOSED, "--as", "ming")
    again = house.json("send", "li", "1", "-k", DECOMPOSED, "--as", "ming")
    assert again == first | {"replayed": True}


def test_the_installed_program_says_the_same(house: Household) -> None:
    for key in ("a\r", " a", ""):
        paycli("send", "li", "1", "--yes", "--as", "ming", "-k", key, status=2)
    for key, replayed in ((COMPOSED, False), (DECOMPOSED, True)):
        said = paycli("send", "li", "1", "--yes", "--as", "ming", "-k", key).stdout
        assert ("Done before" in said) is replayed


@pytest.mark.slow
@pytest.mark.parametrize("case", WANTING, ids=str)
def test_without_a_terminal_what_a_repeat_does_again_wants_a_key_or_a_word(
    case: Case, empty_house: Household, monkeypatch: pytest.MonkeyPatch
) -> None:
    wishes = two_wishes(case, empty_house)
    before = entries(empty_house.ledger)
    monkeypatch.setattr("tests.support.inside.keyed", list)
    bare = (*wishes.line, "--as", wishes.who, "--yes", "--json")
    refused = in_process(*bare)
    assert (refused.status, refused.document["code"]) == (2, "key_wanted")
    assert "-k KEY" in refused.document["hint"]
    assert "--no-key" in refused.document["hint"]
    assert in_process(*bare, "--no-key", "-k", "one").document["code"] == "usage"
    assert entries(empty_house.ledger) == before
    # A trial does nothing, however often it runs.
    assert in_process(*bare, "--dry-run").status == 0
    first, second = in_process(*bare, "--no-key"), in_process(*bare, "--no-key")
    assert first.status == 0
    # Nothing is left to be refunded of this sale.
    assert second.status == 0 or second.document["code"] == "already_refunded"
    assert first.document["id"] != second.document.get("id")


def test_the_commands_that_want_a_key_are_those_that_can_do_without() -> None:
    # Of a batch only rows without ids want it: its name is its key.
    wanting = {command for command, options in parameters().items() if "--no-key" in options}
    assert wanting == WANT_KEY | {"batch pay"}
    assert {case.command for case in WANTING} == WANT_KEY


def test_a_person_at_a_terminal_needs_no_key(house: Household) -> None:
    with Screen("send", "li", "1", "--as", "ming") as screen:
        screen.answer("Send? [y/N]", "y")
        screen.ended(0)
    with Screen("send", "li", "1", "--as", "ming", "--yes") as screen:
        screen.ended(0)
    with Screen("send", "li", "1", "--as", "ming", "--yes", "--no-input") as screen:
        assert "--no-key" in screen.ended(2)
    assert house.balance("li") == "2.00"
