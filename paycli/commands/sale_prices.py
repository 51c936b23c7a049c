"""An amount behind a sale: a sale has its own price, and whatever is paid beyond it is a tip."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from paycli.commands.known import are_somebody
from paycli.domain.codes import is_qr_text
from paycli.domain.ids import SHORT_LENGTH, short_range
from paycli.domain.money import looks_like_amount
from paycli.errors import Usage
from paycli.services.reading.names import is_handle

if TYPE_CHECKING:
    from collections.abc import Sequence


def refuse_price(words: Sequence[str]) -> None:
    """Say what an amount behind a sale can be, with the line to copy; raises Usage."""
    if (line := _tip_meant(words)) is not None:
        problem = "Nothing was paid. A sale has its own price; an extra amount is a tip"
        raise Usage(problem=problem, help=f"paycli {shlex.join(line)}") from None


def _tip_meant(words: Sequence[str]) -> list[str] | None:
    """Give `pay SALE --tip 12` for `pay SALE 12`; None where the first word names nothing like a sale."""
    if len(words) < 3 or words[0] != "pay":
        return None
    _, sale, *rest = words
    if looks_like_amount(sale) and not _is_sale(sale):
        sale, rest = rest[0], [sale, *rest[1:]]
    rest = rest[1:] if rest[0] == "tip" and rest[1:] else rest
    is_tip = looks_like_amount(rest[0].removesuffix("%"))
    return ["pay", sale, "--tip", *rest] if is_tip and _is_sale(sale) else None


def _is_sale(word: str) -> bool:
    """Tell whether a word names a sale rather than a person; the ledger is asked, for names may look like ids."""
    if is_qr_text(word) or re.fullmatch("[0-9a-f]{32}", word):
        return True
    if short_range(word) is None or not (len(word) == SHORT_LENGTH or re.search("[0-9]", word)) or "." in word:
        return False
    if not is_handle(word):
        return re.search("[A-Za-z]", word) is not None
    return not any(are_somebody([word]))
