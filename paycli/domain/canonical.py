"""Canonical JSON: RFC 8785 restricted to objects, arrays, strings, booleans, null and integers below 2^53."""

from __future__ import annotations

import json
from json.encoder import encode_basestring as quoted
from typing import Any, NoReturn

from paycli.errors import OrderMalformed

__all__ = ["INTEGER_LIMIT", "ORDER_BYTES_MOST", "decode", "encode", "quoted", "utf8"]

ORDER_BYTES_MOST = 64 * 1024
INTEGER_LIMIT = 1 << 53

# All keys that we write are ASCII, for which Python's sorting and RFC 8785's (UTF-16 code units) agree.
_encode_text = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False
).encode


def _no_float(typed: str) -> NoReturn:
    raise OrderMalformed(reason=f"the number {typed[:20]} is not an integer")


def _integer(typed: str) -> int:
    # The length is looked at first, since int() of a long string costs quadratic time.
    if len(typed) > 17 or abs(number := int(typed)) >= INTEGER_LIMIT:
        raise OrderMalformed(reason="a number is not below 2^53")
    return number


_decode_text = json.JSONDecoder(parse_float=_no_float, parse_int=_integer, parse_constant=_no_float).decode


def encode(value: object) -> bytes:
    """Write a value as canonical JSON in UTF-8; raises OrderMalformed for text that is no Unicode."""
    return utf8(_encode_text(value))


def utf8(text: str) -> bytes:
    """Write text as UTF-8; raises OrderMalformed for text that is no Unicode."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise OrderMalformed(reason="a text is not Unicode") from None


def decode(data: bytes, *, bytes_most: int = ORDER_BYTES_MOST) -> Any:  # noqa: ANN401  the caller checks the shape
    """Read canonical JSON strictly: whatever does not encode back to the very same bytes is refused.

    That one comparison refuses unknown spellings, other orders of keys, duplicate keys, spaces and escapes.
    Raises OrderMalformed.
    """
    if len(data) > bytes_most:
        raise OrderMalformed(reason=f"it is longer than {bytes_most // 1024} KiB")
    try:
        value = _decode_text(data.decode())
        again = _encode_text(value).encode()
    except (ValueError, RecursionError):
        raise OrderMalformed(reason="it is not JSON") from None
    if again != data:
        raise OrderMalformed(reason="it is not in canonical form")
    return value
