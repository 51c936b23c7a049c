"""What a value read out of JSON must look like: checks that say yes or no, for orders and for files alike."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from paycli.domain.money import AMOUNT_LIMIT_MINOR

if TYPE_CHECKING:
    from collections.abc import Callable

# So many are in one group, one audience or one wallet's list of the blocked, at most.
WALLETS_MOST = 500
_TIME_MOST_MS = 366 * 24 * 3600 * 1000
# The last of the year 9999: calendars end there, and an envelope's end still is below 2^53.
_MOMENT_MOST_MS = 253_402_300_799_999
_PACKETS_MOST = 10_000
_CURRENCIES_MOST = 20


# Each pattern is compiled when it is first needed: a short command needs few of them.
_compiled = cache(re.compile)


def is_hex(length: int) -> Callable[[Any], bool]:
    """Give the check for a text of so many hex digits, in lower case."""
    return is_text(rf"[0-9a-f]{{{length}}}")


def is_text(pattern: str) -> Callable[[Any], bool]:
    """Give the check for a text that fits a pattern wholly."""
    return lambda value: isinstance(value, str) and _compiled(pattern).fullmatch(value) is not None


def is_whole(least: int, most: int) -> Callable[[Any], bool]:
    """Give the check for an integer from `least` to `most`; a truth value is none."""
    return lambda value: type(value) is int and least <= value <= most


def null_or(check: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """Give the check for null or what another check lets through."""
    return lambda value: value is None or check(value)


def is_null(value: Any) -> bool:  # noqa: ANN401  out of JSON
    """Tell whether a value is null."""
    return value is None


def is_bool(value: Any) -> bool:  # noqa: ANN401  out of JSON
    """Tell whether a value is true or false."""
    return isinstance(value, bool)


def are_wallets(least: int) -> Callable[[Any], bool]:
    """Give the check for a list of at least so many different wallets."""

    def check(value: Any) -> bool:  # noqa: ANN401  out of JSON
        return (
            isinstance(value, list)
            and least <= len(value) <= WALLETS_MOST
            and all(wallet(row) for row in value)
            and len(set(value)) == len(value)
        )

    return check


def are_currencies(value: Any) -> bool:  # noqa: ANN401  out of JSON
    """Tell whether a value is a list of different currencies with their decimals."""
    return (
        isinstance(value, list)
        and 1 <= len(value) <= _CURRENCIES_MOST
        and all(isinstance(row, list) and len(row) == 2 and currency(row[0]) and exponent(row[1]) for row in value)
        and len({row[0] for row in value}) == len(value)
    )


def is_audience(value: Any) -> bool:  # noqa: ANN401  out of JSON
    """Tell whether a value says whom an envelope is for: anybody, who has a claim key, or a list of wallets."""
    if isinstance(value, str):
        return value == "any" or claim_key(value)
    return some_wallets(value)


def is_draw(value: Any) -> bool:  # noqa: ANN401  out of JSON
    """Tell whether a value says how an envelope is drawn, with a commitment to the seed unless all get the same."""
    from paycli.domain.draw import EQUAL, RULES

    if not isinstance(value, dict) or value.keys() != {"rule", "commitment"} or value["rule"] not in RULES:
        return False
    return value["commitment"] is None if value["rule"] == EQUAL else bool(commitment(value["commitment"]))


wallet, object_id, commitment, public, claim_key, proof = (is_hex(n) for n in (40, 32, 64, 64, 64, 128))
amount, amount_or_zero = (is_whole(least, AMOUNT_LIMIT_MINOR - 1) for least in (1, 0))
currency, exponent = is_text(r"[A-Z]{3}"), is_whole(0, 6)
duration, moment, packets = is_whole(1, _TIME_MOST_MS), is_whole(0, _MOMENT_MOST_MS), is_whole(1, _PACKETS_MOST)
rail, reference = is_text(r"[a-z][a-z0-9-]{0,31}"), is_text(r"[!-~]{1,100}")
some_wallets, any_wallets = are_wallets(1), are_wallets(0)
zone, setting = is_text(r"[A-Za-z0-9_+/-]{1,64}"), is_text(r"[a-z_]{1,40}(:[A-Z]{3})?")
text_commitment = null_or(commitment)
