"""The number of a sale, by which its receipt, its refund and the books find it: its till, and its place there."""

from typing import TYPE_CHECKING

from paycli.domain.ids import sale_number

if TYPE_CHECKING:
    from paycli.domain.book import View


def number_of(view: "View", sale: str) -> str | None:
    """Give the number of a sale, `1-000041`; None where no such sale is there. It is the row's word, until an audit."""
    found = view.number_of(sale)
    return None if found is None else sale_number(*found)
