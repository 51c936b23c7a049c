"""What was probably meant by a text that is no amount, for a line to copy: nothing is ever taken for it."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_LENGTH_MOST = 40
_SIGNS = {"\u20ac": "EUR", "$": "USD", "\u00a3": "GBP"}
_parts = re.compile(r"(?P<before>[A-Za-z]{3})? ?(?P<number>[^A-Za-z]+?) ?(?P<behind>[A-Za-z]{3})?").fullmatch
_is_number = re.compile(r"[0-9]+(\.[0-9]+)?").fullmatch
# Groups of three digits, parted by commas or by points.
_grouped = re.compile(r"[0-9]{1,3}((,[0-9]{3})+|(\.[0-9]{3}){2,})").fullmatch
_THOUSANDTHS = 3


def amount_meant(typed: str, currencies: Mapping[str, int], default: str = "") -> str | None:
    """Write an amount as it is understood: `5.50` for `5,50`, `1000` for `1,000`, `5EUR` for `5eur` and for a sign.

    None where it could be several amounts, or none. Currencies are only those of the ledger.
    """
    text = unicodedata.normalize("NFKC", typed).strip() if len(typed) <= _LENGTH_MOST else ""
    code = ""
    for sign, named in _SIGNS.items():
        if sign in text and named in currencies:
            code, text = named, text.replace(sign, "").strip()
    match = _parts(text)
    if match is None:
        return None
    for letters in (match["before"], match["behind"]):
        if letters and (code or letters.upper() not in currencies):
            return None
        code = letters.upper() if letters else code
    number = _number(match["number"], currencies.get(code or default, 2))
    meant = None if number is None else f"{number}{code}"
    return None if meant == typed else meant


def _number(text: str, exponent: int) -> str | None:
    """Write a number with a point before its decimals and nothing between its thousands."""
    text = re.sub(r"(?<=[0-9])['\u2019_ ](?=[0-9]{3}(?![0-9]))", "", text.removeprefix("+"))
    text = re.sub(r"[.,][-\u2013\u2014]?$", "", text)
    if _grouped(text):
        # Of a currency with thousandths a comma may stand before them.
        return None if exponent == _THOUSANDTHS else re.sub("[.,]", "", text)
    whole, part = re.fullmatch(r"(.*?)(?:[.,]([0-9]+))?", text, re.DOTALL).groups()  # type: ignore[union-attr]
    if "." in whole or "," in whole:
        if not re.fullmatch(r"[0-9]{1,3}([.,][0-9]{3})+", whole):
            return None
        whole = re.sub("[.,]", "", whole)
    number = (whole or "0") + (f".{part}" if part else "")
    return number if _is_number(number) else None
