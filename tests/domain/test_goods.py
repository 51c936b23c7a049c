"""Codes and words of items: what can be one, and which are the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.domain.goods import GTIN_LENGTHS, RESERVED, fold_code, has_check_digit, word_problem


@pytest.mark.parametrize(
    "code", ["40063813", "4006381333931", "036000291452", "10012345678902", "96385074", "00000000000000"]
)
def test_a_code_from_a_wrapping_has_a_right_last_digit(code: str) -> None:
    found = has_check_digit(code)
    assert found == (code != "40063813")
    assert (word_problem(code) is None) == found


@given(st.text("0123456789", min_size=7, max_size=13).filter(lambda text: len(text) + 1 in GTIN_LENGTHS))
def test_exactly_one_last_digit_fits_the_others(digits: str) -> None:
    assert sum(has_check_digit(f"{digits}{last}") for last in range(10)) == 1


@given(st.sampled_from((8, 12, 13)), st.data())
def test_zeros_at_the_front_make_no_other_code(length: int, data: st.DataObject) -> None:
    digits = data.draw(st.text("0123456789", min_size=length, max_size=length))
    longer = digits.zfill(14)
    assert fold_code(digits) == fold_code(longer)
    assert has_check_digit(digits) == has_check_digit(longer)


CAN_BE = ("fw", "FW", "4011", "123456", "flat-white", "7up", "no.7", "größe", "茶", "x-large", "a1", "p1", "3xl")
CANNOT_BE = (
    "12", "999", "1234567", "3x", "X3", "1-41", "12.50", "12,", "pay", "Cash", "x", "a b", "-a", "a@b", "=1+1", "",
    "4.00638E+12", "ab4006381333931", "4006381333930", "٤٠٠٦٣٨١٣", "a" * 41, "#1", "\x1b[2J",
)  # fmt: skip


def test_what_a_code_or_an_alias_can_be() -> None:
    assert [word for word in CAN_BE if word_problem(word) is not None] == []
    assert [word for word in (*CANNOT_BE, *RESERVED) if word_problem(word) is None] == []


def test_full_width_letters_and_capitals_are_the_same_word() -> None:
    assert fold_code("\uff26\uff37") == fold_code("fw") == fold_code("Fw")
