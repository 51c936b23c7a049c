"""What a value read out of JSON must look like: checks that say yes or no, for orders and for files alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


def is_hex(length: int) -> Callable[[Any], bool]:
    """Give the check for a text of so many hex digits, in lower case."""
    return is_text(rf"[0-9a-f]{{{length}}}")


def is_text(pattern: str) -> Callable[[Any], bool]:
    """Give the check for a text that fits a pattern wholly."""
    match = re.compile(pattern).fullmatch
    return lambda value: isinstance(value, str) and match(value) is not None


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
