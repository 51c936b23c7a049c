"""The tree of errors is the reference of codes and exit statuses, so each of its leaves must be fit to be read."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from paycli import errors
from paycli.errors import PaycliError

# Design, section 8; 0 and 128+n are no errors of ours.
STATUSES = {1, 2, 3, 4, 5, 6, 7, 8, 65, 69, 70, 75, 76, 78}
RETRY_OF = {69: "later", 75: "same_key"}


def all_errors(base: type[PaycliError] = PaycliError) -> list[type[PaycliError]]:
    return [found for child in base.__subclasses__() for found in (child, *all_errors(child))]


ERRORS = [error for error in all_errors() if error.__module__.startswith(f"{errors.__name__}.")]
each_error = pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.__name__)


def test_every_error_has_a_code_of_its_own() -> None:
    assert [code for code, count in Counter(error.code for error in ERRORS).items() if count > 1] == []


@each_error
def test_the_code_is_stated_by_the_class_itself_in_snake_case(error: type[PaycliError]) -> None:
    assert "code" in vars(error)
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", error.code)


@each_error
def test_the_message_is_one_sentence(error: type[PaycliError]) -> None:
    template = (error.__doc__ or "").strip().split("\n", maxsplit=1)[0]
    assert template.endswith((".", "}"))
    assert template[0] == "{" or template[0].isupper()


@each_error
def test_the_exit_status_is_a_documented_one(error: type[PaycliError]) -> None:
    assert error.exit_status in STATUSES


@each_error
def test_a_script_learns_from_the_status_alone_whether_to_retry(error: type[PaycliError]) -> None:
    assert error.retry == RETRY_OF.get(error.exit_status, "no")


@each_error
def test_a_child_has_the_exit_status_of_its_branch(error: type[PaycliError]) -> None:
    branch = next(base for base in reversed(error.__mro__) if base in PaycliError.__subclasses__())
    assert error.exit_status == branch.exit_status


@each_error
def test_a_message_without_its_values_shows_gaps_instead_of_failing(error: type[PaycliError]) -> None:
    broken = error()
    assert broken.message
    assert "{" not in broken.message + broken.hint


def test_what_happened_to_the_money_comes_first() -> None:
    error = errors.InsufficientFunds(who="@a", available="1.00 EUR", needed="2.00 EUR", money="Nothing was sent.")
    assert error.message == "Nothing was sent. @a has 1.00 EUR, 2.00 EUR needed."


def test_the_drawing_of_the_tree_is_the_tree() -> None:
    drawn = re.findall(r"^ \+-- (\w+) +(\d+) ", errors.__doc__ or "", re.MULTILINE)
    branches = sorted(PaycliError.__subclasses__(), key=lambda branch: branch.exit_status)
    assert drawn == [(branch.__name__, str(branch.exit_status)) for branch in branches]
