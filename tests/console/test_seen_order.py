"""Letters that are written from right to left: on receipts as pictures they stand as people read them."""

from __future__ import annotations

import re

from paycli.console.paper_files import svg
from paycli.console.seen_order import as_seen
from paycli.console.views.paper import receipt_paper
from paycli.domain.cart import Cart, CartLine
from tests.support.papers import REGISTRY, paper_of

_NAME = "שָׁלם (12.50) עלם"


def test_what_is_read_from_right_to_left_is_turned_and_nothing_else() -> None:
    for text, seen in (
        ("Flat white", "Flat white"),
        ("שלם", "םלש"),
        ("a שלם 7", "a םלש 7"),
        (f"2x {_NAME}  3.50 A", "2x םלע (12.50) םלשָׁ  3.50 A"),
        ("سلم ١٢٣ شكر", "ركش ١٢٣ ملس"),
        ("شكر tea עם", "ركش tea םע"),
        ("(שם)", "(םש)"),
    ):
        assert as_seen(text) == seen, ascii(text)


def test_a_picture_has_them_in_cells_of_their_own_and_the_amount_at_the_edge() -> None:
    """On paper they are a `?` each, in as many cells. A viewer would turn a word of them once more."""
    cart = Cart((CartLine(2, _NAME, 350, "A"), CartLine(1, "سلم tea", 900, "B")))
    lines = receipt_paper(paper_of(cart, shop="Mei"), REGISTRY, 32)
    rows: dict[str, list[tuple[int, str]]] = {}
    for places, row, text in re.findall(r'<text x="([0-9 ]+)" y="(\d+)"[^>]*>([^<]+)</text>', svg(lines, 32).decode()):
        cells = [int(place) for place in places.split()]
        rows.setdefault(row, []).extend(zip(cells, text, strict=True))
        assert re.fullmatch("[^\u0591-\u06ff]+|[\u05d0-\u06ff][\u0591-\u05c7]*", text), ascii(text)
    seen = {
        "".join(letter for _, letter in sorted(row, key=lambda cell: cell[0])): max(row)[0] for row in rows.values()
    }
    edge = 24 + 31 * 12
    assert (seen["2xםלע(12.50)םלשָׁ7.00A"], seen["ملسtea9.00B"]) == (edge, edge)
