"""What a sale sold, as its shop wrote it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paycli.domain.till_bodies import SaleNewBody
    from paycli.services.reading.reader import Reader


def goods_of(reader: Reader, n: int, body: SaleNewBody) -> tuple[str, ...]:
    """Give what the sale of entry `n` sold: the door knows only the text's hash, so it may be anything."""
    text = reader.text(n, "lines", body)
    try:
        return tuple(row for line in json.loads(text) for row in rows_of(str(line["what"]))) if text else ()
    except (ValueError, TypeError, KeyError, RecursionError):
        return (str(text),)


def rows_of(what: str) -> tuple[str, ...]:
    """Part what is sold into its rows: a till writes one below the other."""
    return tuple(what.split("\n"))
