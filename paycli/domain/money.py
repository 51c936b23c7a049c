"""Money as whole minor units of one currency, and the only door through which typed text becomes money."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from paycli.errors import AmountInvalid, CurrencyUnknown, step

# Design, section 5: no amount and no balance reaches 10^15 minor units, so that sums stay far inside 64 bits.
AMOUNT_LIMIT_MINOR = 10**15

_NUMBER = r"(?P<whole>[0-9]+)(?:\.(?P<part>[0-9]+))?"
# Compiled by re when the first amount is read: showing one needs none of them.
_FORMS = (rf"{_NUMBER}", rf"{_NUMBER} ?(?P<currency>[A-Z]{{3}})", rf"(?P<currency>[A-Z]{{3}}) ?{_NUMBER}")


class Money(NamedTuple):
    """An amount in minor units (cents, yen) with its currency code; never a float."""

    amount_minor: int
    currency: str


def format_minor(amount_minor: int, exponent: int) -> str:
    """Write minor units as a decimal string with exactly `exponent` decimals, no grouping, no currency."""
    sign, digits = ("-" if amount_minor < 0 else ""), str(abs(amount_minor))
    if exponent == 0:
        return sign + digits
    digits = digits.rjust(exponent + 1, "0")
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}"


def format_money(money: Money, currencies: Mapping[str, int]) -> str:
    """Write money for people, `12.50 EUR`; `currencies` maps codes to their decimals."""
    return f"{format_minor(money.amount_minor, currencies.get(money.currency, 0))} {money.currency}"


def typed_money(money: Money, currencies: Mapping[str, int], default: str) -> str:
    """Write money as it is typed in a command: `12.50` in the `default` currency, else `12.50CHF`."""
    text = format_minor(money.amount_minor, currencies.get(money.currency, 0))
    return text if money.currency == default else f"{text}{money.currency}"


def parse_money(typed: str, currencies: Mapping[str, int], default: str, *, zero: bool = False) -> Money:
    """Read a typed amount: `12.50` (in `default`), `12.50EUR`, `EUR12.50` or `12.50 EUR`.

    Raises AmountInvalid for anything else (grouping, exponents, signs, other digits, too many decimals, zero unless
    `zero`), and CurrencyUnknown for a currency that the ledger does not have.
    """
    match = next((m for m in (re.fullmatch(form, typed) for form in _FORMS) if m), None)
    if match is None:
        from shlex import quote

        from paycli.domain.near_amounts import amount_meant

        if (meant := amount_meant(typed, currencies, default)) is not None:
            help_ = step("type_instead", wrong=quote(typed), right=meant)
            raise AmountInvalid(typed=typed[:60], reason=_why_not(typed), help=help_)
        raise AmountInvalid(typed=typed[:60], reason=_why_not(typed))
    currency = match.groupdict().get("currency") or default
    if currency not in currencies:
        raise CurrencyUnknown(currency=currency, known=", ".join(currencies))
    part, exponent = match["part"] or "", currencies[currency]
    if len(part) > exponent:
        right = f"{currency} has {exponent} decimals" if exponent else f"{currency} has no decimals"
        raise AmountInvalid(typed=typed[:60], reason=right)
    # The length is bounded before int() sees it, so a pasted page of digits costs nothing.
    whole = match["whole"].lstrip("0") or "0"
    if len(whole) > len(str(AMOUNT_LIMIT_MINOR)):
        raise AmountInvalid(typed=typed[:60], reason="it is too large")
    amount_minor = int(whole) * 10**exponent + int(part.ljust(exponent, "0") or "0")
    if amount_minor >= AMOUNT_LIMIT_MINOR:
        raise AmountInvalid(typed=typed[:60], reason="it is too large")
    if amount_minor == 0 and not zero:
        raise AmountInvalid(typed=typed[:60], reason="it must be more than zero")
    return Money(amount_minor, currency)


def looks_like_amount(typed: str) -> bool:
    """Tell whether a word has the shape of an amount, to notice a swapped `send 5 bo`."""
    return any(re.fullmatch(form, typed) for form in _FORMS)


def _why_not(typed: str) -> str:
    if not typed.strip():
        return "it is empty"
    if "," in typed:
        return "write a point before the decimals and no separator between thousands"
    if typed.startswith("-"):
        return "it must be more than zero"
    from paycli.domain.currency_words import has_sign

    if any(has_sign(word) for word in (typed.strip("0123456789. "), typed)):
        return "write the code of the currency, not its sign"
    if re.search(r"[0-9]", typed) and re.search(r"(^| |[0-9])(?![A-Z]{3})[A-Za-z]{3}($| |[0-9])", typed):
        return "write the currency in capitals"
    return "only the digits 0-9, one point and a currency code are understood"
