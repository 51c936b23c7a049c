"""A receipt as lines and as bytes, read back by a printer that shares no code with the encoder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import zxingcpp

from paycli.console.escpos import DRAWER_PULSE, Paper, receipt_bytes
from paycli.console.paper import text_of
from paycli.console.paper_files import png, svg
from paycli.console.sanitise import width
from paycli.console.views.paper import receipt_paper, trial_paper
from paycli.domain.cart import Cart, CartLine, bill_of, bill_text
from paycli.domain.cart_parts import shares_of
from paycli.domain.money import Money
from paycli.domain.printing import CODE_PAGES
from tests.support.escpos import printed, read_code
from tests.support.papers import CART, HOSTILE, REGISTRY, named, paper_of
from tests.support.shop import EUR

if TYPE_CHECKING:
    from paycli.services.sales.paper import PaperReceipt
    from tests.support.escpos import Printed

# As long as the code of a receipt that proves itself.
_CODE = "PAYCLI:1/R/" + "0123456789ABCDEFGHJKMNPQRSTVWXYZ" * 8
_WIDTHS = (32, 42, 48)


def on_paper(sale: PaperReceipt, columns: int, page: str = "cp858", **more: object) -> Printed:
    lines = receipt_paper(sale, REGISTRY, columns, **more)  # type: ignore[arg-type]
    return printed(receipt_bytes(lines, Paper(columns, page)))


def strays(found: Printed) -> list[object]:
    """Say what a printer did that no receipt does."""
    wrong: list[object] = [*found.foreign]
    if (found.cuts, found.pulses, found.resets, found.questions) != (1, 0, 1, 0):
        wrong.append((found.cuts, found.pulses, found.resets, found.questions))
    return wrong + [row for row in found.rows if "<signs>" in row.text]


def test_a_receipt_of_32_letters() -> None:
    sale = paper_of(refunded=Money(350, "EUR"), rounding_minor=0)
    assert text_of(receipt_paper(sale, REGISTRY, 32, copy=True), 32) == [
        "            Café Mei",
        "             @cafe",
        "           PLAY MONEY",
        "              COPY",
        "",
        "Receipt 1-000041",
        "2026-11-29 12:00 UTC",
        "-" * 32,
        "2x Flat white             7.00 A",
        "Mug with a long name, blue, from",
        "Meißen                    9.00 B",
        "  -10% dented            -0.90  ",
        "on all: -1.00 regular    -1.00  ",
        "-" * 32,
        "TOTAL                  14.10 EUR",
        "cash                   50.00 EUR",
        "change                 35.90 EUR",
        "-" * 32,
        "tax             net   tax  gross",
        "A 7%           6.11  0.43   6.54",
        "B 19%          6.35  1.21   7.56",
        "-" * 32,
        "refunded                3.50 EUR",
        "as of 2026-11-29 12:00 UTC",
        "-" * 32,
        " This is not a fiscal receipt:",
        "paycli is not a certified fiscal",
        "            device.",
        "              COPY",
    ]


def test_a_receipt_of_a_share_says_which_it_is_and_what_is_off() -> None:
    share = shares_of(CART._replace(pricing=EUR), "Table 4", 3)[1]
    rows = text_of(receipt_paper(paper_of(share, words=bill_text(bill_of(share, EUR)).split("\n")), REGISTRY, 32), 32)
    assert rows[rows.index("-" * 32) + 1 :][:7] == [
        "Table 4, 2 of 3",
        "1/3 of 2x Flat white      2.18 A",
        "1/3 of Mug with a long name,",
        "blue, from Meißen         2.52 B",
        "discount, taken off        -0.63",
        "-" * 32,
        "TOTAL                   4.70 EUR",
    ]


def test_bytes_of_every_width_line_up_whatever_the_names_say() -> None:
    """No stray command, no line that is wider than the paper, every amount whole and at the right edge."""
    misses = []
    for name in HOSTILE:
        for columns in _WIDTHS:
            for page in ("cp858", "cp437", "cp866"):
                found = on_paper(named(name), columns, page)
                misses += [f"{name!r} {columns} {page}: {each}" for each in strays(found)]
                misses += [f"{name!r} {columns}: too wide {row}" for row in found.rows if row.across > columns]
                ends = [row for row in found.rows if row.text.endswith(("10.50 A", " EUR", "-0.50  "))]
                misses += [f"{name!r} {columns}: not at the edge {row}" for row in ends if row.across < columns - 1]
                if len(ends) < 3:
                    misses.append(f"{name!r} {columns}: an amount is missing: {found.text}")
    assert not misses, "\n".join(misses)


def test_the_largest_amounts_are_never_cut() -> None:
    most = 10**15 - 1
    sale = paper_of(Cart((CartLine(1, "a house with a name that is rather long", most, "A"),)))
    for columns in _WIDTHS:
        found = on_paper(sale._replace(given=Money(most, "EUR")), columns)
        assert found.text.count("9999999999999.99 EUR") == 2, found.text
        assert "9999999999999.99 A" in found.text
        assert "654205607476.63" in found.text
        assert strays(found) == []
        assert max(row.across for row in found.rows) <= columns


def test_no_text_takes_a_roll_of_paper_and_the_longest_bill_is_whole() -> None:
    endless = paper_of(words=("a\n" * 9_999).split("\n"))
    rows = text_of(receipt_paper(endless, REGISTRY, 32), 32)
    assert (rows.count("a"), "The rest of its lines has no" in rows, "TOTAL                  14.10 EUR" in rows) == (
        2000,
        True,
        True,
    )
    longest = Cart(tuple(CartLine(1, "q" * 88, 100, "A") for _ in range(200)))
    rows = text_of(receipt_paper(paper_of(longest), REGISTRY, 32), 32)
    assert sum(row.count("q") for row in rows) == 200 * 88


def test_letters_of_a_page_are_right_and_others_stay_letters_of_one_width() -> None:
    text = "ß € ñ \u2013 奶茶 ﬁ \u0430"
    of_page = {
        page: next(row.text for row in on_paper(named(text), 48, page).rows if row.text.startswith("3x "))
        for page in ("cp858", "cp437", "cp866", "iso8859_15")
    }
    assert {page: row.split("10.50")[0].strip() for page, row in of_page.items()} == {
        "cp858": "3x ß € ñ - ?? ? ?",
        "cp437": "3x ß E ñ - ?? ? ?",
        "cp866": "3x ? E n - ?? ? \u0430",
        "iso8859_15": "3x ß € ñ - ?? ? ?",
    }
    for page in CODE_PAGES:
        assert "€" in on_paper(named("€"), 48, page).text or page not in {"cp858", "cp1252", "iso8859_15"}
    assert "?" not in printed(receipt_bytes(trial_paper("till 1", "cp858", 42), Paper(42, "cp858"))).text


def test_the_total_is_large_where_it_fits() -> None:
    rows = {row.text.split()[0]: row for row in on_paper(paper_of(), 42).rows if row.text.strip()}
    assert (rows["TOTAL"].width, rows["TOTAL"].height, rows["Café"].align) == (2, 2, "centre")
    assert (rows["Receipt"].bold, rows["cash"].bold, rows["cash"].width) == (True, False, 1)


@pytest.mark.parametrize("columns", _WIDTHS)
def test_its_code_is_read_off_the_dots(columns: int) -> None:
    found = on_paper(paper_of(), columns, qr_text=_CODE)
    assert strays(found) == []
    (picture,) = found.pictures
    assert (picture.align, read_code(picture)) == ("centre", _CODE)
    assert len(picture.dots[0]) <= columns * 12


def test_copies_play_money_tips_gifts_and_sales_that_nobody_paid_say_so() -> None:
    tipped = paper_of(tender="wallet", payer="@li", tip=Money(200, "EUR"))
    rounded = paper_of(rounding_minor=-3)
    cases: tuple[tuple[PaperReceipt, dict[str, Any], tuple[str, ...]], ...] = (
        (paper_of(), {"copy": True}, ("COPY", "PLAY MONEY")),
        (tipped, {}, (r"tip +2\.00 EUR", r"paid +16\.10 EUR", "paid by @li")),
        (rounded, {}, (r"rounded to +14\.07 EUR",)),
        (paper_of(tender="gift"), {}, ("a gift of the house",)),
        (paper_of(state="pending", paid=None, tender=""), {}, ("Sale 1-000041: NOT PAID",)),
        (paper_of(words=("words that are no bill",)), {}, ("words that are no bill", r"discount, taken off +-1\.")),
    )
    for sale, more, wanted in cases:
        text = on_paper(sale, 42, **more).text
        for each in wanted:
            assert re.search(each, text), f"{each}: {text}"
    assert "PLAY" not in on_paper(paper_of(play=False), 42).text
    assert "COPY" not in on_paper(paper_of(), 42).text
    assert "paid by" not in on_paper(paper_of(state="pending", paid=None, tender=""), 42).text


def test_a_pulse_opens_the_drawer_once_and_prints_nothing() -> None:
    found = printed(DRAWER_PULSE)
    assert (found.pulses, found.parts, found.foreign, found.cuts) == (1, [], [], 0)


def test_text_and_pictures_of_hostile_names_are_harmless() -> None:
    for name in HOSTILE:
        lines = receipt_paper(named(name), REGISTRY, 32)
        rows = text_of(lines, 32)
        assert max(map(width, rows)) <= 32
        assert all(row.isprintable() for row in rows), name
        drawn = svg(lines, 32).decode()
        assert "<b>" not in drawn
        assert all(letter.isprintable() or letter == "\n" for letter in drawn)


def test_a_picture_of_a_receipt_has_its_code() -> None:
    from io import BytesIO

    from PIL import Image

    picture = Image.open(BytesIO(png(receipt_paper(paper_of(), REGISTRY, 32, qr_text=_CODE), 32)))
    (code,) = zxingcpp.read_barcodes(np.array(picture.convert("L")), try_invert=False)
    assert code.text == _CODE
