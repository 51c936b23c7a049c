"""What a sale sold, as its shop wrote it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from paycli.domain.billed import SaleWords
    from paycli.domain.till_bodies import SaleNewBody
    from paycli.services.reading.reader import Reader


def goods_of(reader: Reader, n: int, body: SaleNewBody) -> tuple[str, ...]:
    """Give what the sale of entry `n` sold, row by row; none where its words were erased."""
    what = words_of(reader, n, body).what
    return rows_of(what) if what else ()


def words_of(reader: Reader, n: int, body: SaleNewBody) -> SaleWords:
    """Give the words of the sale of entry `n`; empty where they were erased."""
    from paycli.domain.billed import read_words

    return read_words(reader.text(n, "lines", body) or "")


def rows_of(what: str) -> tuple[str, ...]:
    """Part what is sold into its rows: a till writes one below the other."""
    return tuple(what.split("\n"))
