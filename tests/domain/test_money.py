"""Amounts: the forms that are understood, and that nothing else becomes money."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.console.hints import hint_of
from paycli.domain.money import AMOUNT_LIMIT_MINOR, Money, format_minor, format_money, looks_like_amount, parse_money
from paycli.errors import AmountInvalid, CurrencyUnknown

CURRENCIES = {"EUR": 2, "JPY": 0, "KWD": 3}


@pytest.mark.parametrize(
    ("typed", "minor", "currency"),
    [
        ("12.50", 1250, "EUR"),
        ("12.50EUR", 1250, "EUR"),
        ("EUR12.50", 1250, "EUR"),
        ("12.50 EUR", 1250, "EUR"),
        ("EUR 12.50", 1250, "EUR"),
        ("0.01", 1, "EUR"),
        ("12.5", 1250, "EUR"),
        ("12", 1200, "EUR"),
        ("007", 700, "EUR"),
        ("500JPY", 500, "JPY"),
        ("1.234KWD", 1234, "KWD"),
        ("9999999999999.99", 999_999_999_999_999, "EUR"),
    ],
)
def test_the_forms_of_an_amount(typed: str, minor: int, currency: str) -> None:
    assert parse_money(typed, CURRENCIES, "EUR") == Money(minor, currency)


MEANT = {
    "+5": "5", "1,000": "1000", "1,50": "1.50", "1.000,00": "1000.00", ".50": "0.50", "5.": "5", "\uff11\uff12": "12",
    "1_000": "1000", "12\u20ac": "12EUR", " 12": "12", "12 ": "12", "12\n": "12", "12.50eur": "12.50EUR",
    "12.50 Eur": "12.50EUR",
}  # fmt: skip


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "0", "0.00", "-5", "+5", "1,000", "1,50", "1.000,00", "1e3", "1E3", "12.505", "500.0JPY", ".50", "5.",
        "\uff11\uff12", "\u0661\u0662", "\u0967\u0968",
        "NaN", "nan", "Infinity", "inf", "0x10", "1_000", "$12",
        "12\u20ac", " 12", "12 ", "12\n", "1 2", "12.50eur", "12.50 Eur", "EUR", "EUREUR5", "5EURO",
        "10000000000000.00",
        "9" * 5000, "1" * 5000 + ".00", "12.50  EUR", "12..5", "\u00bd", "1\u066b5",
    ],
)  # fmt: skip
def test_everything_else_is_refused_and_says_the_right_form(typed: str) -> None:
    with pytest.raises(AmountInvalid) as refused:
        parse_money(typed, CURRENCIES, "EUR")

    assert refused.value.exit_status == 2
    # Where one amount alone can be meant, it is named; else the form is.
    meant = MEANT.get(typed)
    assert (f"type {meant} instead of " if meant else "12.50") in hint_of(refused.value)
    assert len(refused.value.message) < 200


def test_a_currency_that_the_ledger_does_not_have_is_named() -> None:
    with pytest.raises(CurrencyUnknown, match="USD"):
        parse_money("5USD", CURRENCIES, "EUR")


def test_zero_counts_only_where_it_makes_sense() -> None:
    assert parse_money("0", CURRENCIES, "EUR", zero=True) == Money(0, "EUR")


@given(st.integers(1, AMOUNT_LIMIT_MINOR - 1), st.sampled_from(sorted(CURRENCIES)))
def test_what_is_written_is_read_back_the_same(amount_minor: int, currency: str) -> None:
    money = Money(amount_minor, currency)

    assert parse_money(format_money(money, CURRENCIES), CURRENCIES, "EUR") == money


@given(st.text())
def test_no_text_breaks_the_parser(typed: str) -> None:
    try:
        money = parse_money(typed, CURRENCIES, "EUR")
    except (AmountInvalid, CurrencyUnknown):
        return

    assert 0 < money.amount_minor < AMOUNT_LIMIT_MINOR
    assert typed.isascii()
    assert looks_like_amount(typed)


@pytest.mark.parametrize(
    ("minor", "exponent", "text"),
    [(0, 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (123456, 3, "123.456"), (7, 0, "7"), (-100, 2, "-1.00")],
)
def test_minor_units_are_written_with_all_their_decimals(minor: int, exponent: int, text: str) -> None:
    assert format_minor(minor, exponent) == text
