"""The file of a shop's items is read strictly: each line that is wrong is named with its column and the reason."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paycli.domain.cart import Pricing, TaxClass
from paycli.domain.goods import Item
from paycli.services.goods.parse import HEADER, Read, read_items

CURRENCIES = {"EUR": 2, "CHF": 2, "JPY": 0, "KWD": 3}
TAX = "tax,A,7%,B,19%\n"


def read(text: str | bytes) -> Read:
    return read_items(text.encode() if isinstance(text, str) else text, CURRENCIES, "EUR")


def faults(text: str | bytes) -> list[tuple[int, str | None, str]]:
    return [(each.line, each.column, each.error.message) for each in read(text).problems]


def test_a_file_says_what_its_prices_mean_and_what_there_is() -> None:
    found = read(
        "tax,A,7%,B,19%,C,2.5%,D,0%\nprices,without tax\ncurrency,CHF\ncash,0.05\n\n# from the bakery\n"
        'code,name,price,class,aliases\nfw,Flat white,3.50,A,white coffee\n"4011", Banana ,0.4,,\n'
        '4006381333931,"Mug, cafe logo",9,B,\ntap,Tap water,0.00,D,\n'
    )
    classes = (TaxClass("A", 70_000), TaxClass("B", 190_000), TaxClass("C", 25_000), TaxClass("D", 0))
    assert found.problems == ()
    assert found.file.pricing == Pricing("CHF", 2, classes, with_tax=False, cash_step_minor=5)
    assert found.file.items == (
        Item("fw", "Flat white", 350, "A", ("white", "coffee")),
        Item("4011", "Banana", 40, "A"),
        Item("4006381333931", "Mug, cafe logo", 900, "B"),
        Item("tap", "Tap water", 0, "D"),
    )


def test_rows_above_and_two_columns_may_be_missing_and_spreadsheets_may_fill_rows_up() -> None:
    found = read("\ufeffprice,code,name,,,\r\n3.50,fw,Flat white,,,\r\n,,,,,\r\n")
    assert found.problems == ()
    assert found.file == (Pricing("EUR", 2), (Item("fw", "Flat white", 350, ""),))


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("fw,Flat white,1,200,A", "price"), ('fw,Flat white,"1,200",A', "price"), ('fw,Flat white,"3,50",A', "price"),
        ("fw,Flat white,3.505,A", "price"), ("fw,Flat white,-1,A", "price"), ("fw,Flat white,,A", "price"),
        ("fw,Flat white,1e3,A", "price"), ("fw,Flat white,٣,A", "price"), ("fw,Flat white,3.50CHF,A", "price"),
        ("fw,Flat white,3.50,Z", "class"), ("fw,Flat white,3.50,a", "class"), ("fw,,3.50,A", "name"),
        (f"fw,{'x' * 101},3.50,A", "name"), ('fw,"Flat\nwhite",3.50,A', "name"), ("fw,Flat\x1b[2J,3.50,A", "name"),
        ("fw,Flat\u202ewhite,3.50,A", "name"), (",Flat white,3.50,A", "code"), ("4006381333930,Mug,9.00,B", "code"),
        ("40063813339,Mug,9.00,B", "code"), ("4.00638E+12,Mug,9.00,B", "code"), ("12,Mug,9.00,B", "code"),
        ("pay,Mug,9.00,B", "code"), ("3x,Mug,9.00,B", "code"), ("mug,Mug,9.00,B,cup 3x", "aliases"),
        ("tea,Second tea,1.00,A", "code"), ("TEA,Second tea,1.00,A", "code"),
        ("mug,Mug,9.00,B,\uff34\uff25\uff21", "aliases"),
        ("mug,Mug,9.00,B,chai", "aliases"), ("mug,Mug,9.00,B,a,b", None), ("0036000291452,Soap,2.00,B", "code"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_and_those_around_it_are_read(row: str, column: str | None) -> None:
    before = "code,name,price,class,aliases\ntea,Tea,2.00,A,chai\n036000291452,Soap,1.00,B,\n"
    found = read(f"{TAX}{before}{row}\nend,Last,1.00,A,\n")
    assert [(each.line, each.column) for each in found.problems] == [(5, column)], found.problems
    assert [item.code for item in found.file.items] == ["tea", "036000291452", "end"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1), ("\n\n", 1), ("code,name\n", 1), ("code,name,price,stock\n", 1), ("code,code,name,price\n", 1),
        ("code;name;price\n", 1), ("tax,A\ncode,name,price\n", 1), ("tax,AB,7%\ncode,name,price\n", 1),
        ("tax,A,7\ncode,name,price\n", 1), ("tax,A,0.07\ncode,name,price\n", 1), ("tax,A,7.12345%\ncode,name,price", 1),
        ("tax,A,101%\ncode,name,price\n", 1), ("tax,A,7%,A,8%\ncode,name,price\n", 1),
        ("tax,A,-7%\ncode,name,price", 1),
        (TAX + TAX + "code,name,price\n", 2), ("prices,net\ncode,name,price\n", 1), ("prices\ncode,name,price\n", 1),
        ("cash,0\ncode,name,price\n", 1), ('cash,"0,05"\ncode,name,price\n', 1), ("currency,XYZ\ncode,name,price\n", 1),
        # An order rounds by 1000 minor units at most.
        ("cash,10.01\ncode,name,price\n", 1), ("currency,JPY\ncash,1001\ncode,name,price\n", 2),
        ("cash,5\ncurrency,JPY\ncode,name,price\n", 2), ("taxes,A,7%\ncode,name,price\n", 1),
        ("tax," + ",".join(f"{letter},1%" for letter in "ABCDEFGHIJK") + "\ncode,name,price\n", 1),
        ('code,name,price\nfw,"Flat white,3.50\n', 2), ("code,name,price\nfw,Fl\0at,3.50\n", 2),
    ],
)  # fmt: skip
def test_a_wrong_row_above_or_wrong_columns_are_named(text: str, line: int) -> None:
    found = faults(text)
    assert found
    assert found[0][0] == line, found


def test_what_is_no_utf8_is_named_by_its_line() -> None:
    assert faults(b"code,name,price\nfw,Caf\xe9,3.50\n")[0][0] == 2
    assert faults("code,name,price\n".encode("utf-16"))[0][0] == 1


def test_ten_classes_are_enough_and_prices_follow_the_decimals_of_their_currency() -> None:
    ten = ",".join(f"{letter},1%" for letter in "ABCDEFGHIJ")
    assert faults(f"tax,{ten}\n{HEADER}\n") == []
    assert faults(f"cash,10.00\n{HEADER}\n") == faults(f"currency,JPY\ncash,1000\n{HEADER}\n") == []
    assert read(f"currency,JPY\n{HEADER}\ntea,Tea,350,,\n").file.items[0].price_minor == 350
    assert faults(f"currency,JPY\n{HEADER}\ntea,Tea,3.50,,\n")[0][:2] == (3, "price")
    assert read(f"currency,KWD\ncash,0.005\n{HEADER}\ntea,Tea,1.250,,\n").file.items[0].price_minor == 1250


@given(st.binary(max_size=300) | st.text('codenameprice,\n"#0.5%', max_size=200).map(str.encode))
def test_whatever_the_bytes_are_reading_them_ends_in_words(data: bytes) -> None:
    found = read(b"code,name,price\n" + data)
    assert all(each.error.message for each in found.problems)


def test_every_wrong_line_of_many_is_named() -> None:
    rows = "".join(f"{4000 + at},Thing,1;00\n" for at in range(500))
    assert [line for line, _, _ in faults(f"code,name,price\n{rows}")] == list(range(2, 502))
