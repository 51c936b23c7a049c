"""The catalogue has every command of the tree, and what the tree says of a command stands in its rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.catalogue import CASES, parameters
from tests.support.every_command import APART, STEPS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support.catalogue import Case

# Arguments of these names are handles, amounts and ids wherever they stand in the tree.
HANDLES, AMOUNTS, IDS = {"who", "handle"}, {"amount"}, {"sale", "thing", "withdrawal", "envelope"}
# These take several names, and tests/commands/test_groups.py has what is wrong with them.
OF_A_GROUP = {"group new", "group add", "group remove"}


def with_argument(names: set[str]) -> set[str]:
    return {command for command, found in parameters().items() if found & names}


def with_option(name: str) -> set[str]:
    return with_argument({name})


def rows(wanted: Callable[[Case], object]) -> set[str]:
    return {case.command for case in CASES if wanted(case)}


def test_every_command_of_the_tree_has_its_rows_and_its_step_in_the_run_over_all() -> None:
    assert {case.command for case in CASES} == parameters().keys()
    assert {step.command for step in STEPS} - {""} == parameters().keys() - APART


def test_every_argument_that_is_a_handle_an_amount_or_an_id_is_tried_as_a_wrong_one() -> None:
    assert with_argument(HANDLES) - OF_A_GROUP <= rows(lambda case: case.handle)
    assert with_argument(AMOUNTS) <= rows(lambda case: case.amount)
    assert with_argument(IDS) <= rows(lambda case: case.id)


def test_every_command_that_takes_a_key_has_another_wish_for_it() -> None:
    assert rows(lambda case: case.other) == with_option("--idempotency-key") - {"show"}


# What asks others for money moves none, nor does saying no.
BETWEEN_PEOPLE = {"request new", "split", "decline"}
# What moves no money of the loop: coins and notes in a drawer, the day at a till.
AT_THE_COUNTER = {
    "pos cash", "pos gift", "pos open", "pos close", "pos in", "pos out", "pos drawer",
}  # fmt: skip


def test_what_can_be_tried_moves_money_but_for_a_charge_and_a_file_of_items() -> None:
    assert rows(lambda case: case.can_be_tried) == with_option("--dry-run")
    moving = with_option("--dry-run") - {"pos charge", "item import"} - AT_THE_COUNTER - BETWEEN_PEOPLE
    assert rows(lambda case: case.moves) == moving


def test_whatever_moves_money_signs_or_asks_first() -> None:
    assert [case.typed for case in CASES if case.moves and not (case.asks or case.signs)] == []


def test_the_words_that_a_row_names_stand_in_its_line() -> None:
    for case in CASES:
        assert {case.amount, case.handle, case.id} - {""} <= set(case.line.split()), case
