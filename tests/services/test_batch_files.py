"""The file of a batch is read strictly: what is wrong says where, and nothing is guessed."""

from __future__ import annotations

import io
import json

from paycli.domain.spool import FileRow
from paycli.errors import PaycliError
from paycli.services.batches.parse import Terms, read_rows
from paycli.services.batches.problems import Problem

TERMS = Terms({"EUR": 2, "JPY": 0}, "EUR")
HEADER = "to,amount,currency,note,id\n"


def read(text: str | bytes) -> list[tuple[object, ...]]:
    """Read a file; gives its rows, and of what is wrong the code, line and column."""
    found: list[tuple[object, ...]] = []
    try:
        for each in read_rows(io.BytesIO(text.encode() if isinstance(text, str) else text), TERMS):
            if isinstance(each, Problem):
                found.append((each.error.code, each.line, each.column))
            else:
                found.append(each)
    except PaycliError as error:
        found.append((error.code, error.values["line"], error.values["column"]))
    return found


UNREADABLE = {
    "empty": (b"", 1, 1),
    "no header": (b"li,5\n", 1, 1),
    "UTF-16": ("to,amount\nli,5\n".encode("utf-16"), 1, 1),
    "UTF-16 without a mark": ("to,amount\nli,5\n".encode("utf-16-le"), 1, 2),
    "Latin-1": (b"to,amount,note\nli,5,caf\xe9\n", 2, 9),
    "NUL": (b"to,amount\nli,5\x00\n", 2, 5),
    "semicolons": (b"to;amount\nli;12,50\n", 1, 1),
    "tabs": (b"to\tamount\nli\t5\n", 1, 1),
    "sep": (b"sep=;\nto;amount\n", 1, 1),
    "capitals": (b"To,amount\nli,5\n", 1, 1),
    "a strange column": (b"to,amount,iban\nli,5,x\n", 1, 3),
    "a column twice": (b"to,amount,to\nli,5,bo\n", 1, 3),
    "no amounts": (b"to,note\nli,x\n", 1, 1),
    "an open quote": (b'to,amount\nli,"5\n', 2, 1),
    "a quote inside": (b'to,amount\n"l"i,5\n', 2, 1),
    "a line without end": (b"to,amount,note\nli,5," + b"x" * 70_000, 2, 1),
}
WRONG = {
    "decimal comma": ('li,"12,50",,,', "amount_invalid", "amount"),
    "grouping": ('li,"1,000",,,', "amount_invalid", "amount"),
    "full-width digits": ("li,\uff11\uff12,,,", "amount_invalid", "amount"),
    "exponent": ("li,1e3,,,", "amount_invalid", "amount"),
    "NaN": ("li,NaN,,,", "amount_invalid", "amount"),
    "2^63": ("li,9223372036854775808,,,", "amount_invalid", "amount"),
    "negative": ("li,-5,,,", "amount_invalid", "amount"),
    "zero": ("li,0,,,", "amount_invalid", "amount"),
    "too many decimals": ("li,1.005,,,", "amount_invalid", "amount"),
    "a blank": ("li, 5,,,", "amount_invalid", "amount"),
    "no amount": ("li,,,,", "amount_invalid", "amount"),
    "a formula": ("li,=1+1,,,", "amount_invalid", "amount"),
    "a formula in a note": ('li,5,,"=HYPERLINK(""x"")",', "field_wrong", "note"),
    "an exported formula": ("li,5,,'=x,", "field_wrong", "note"),
    "a formula in an id": ("li,5,,,+1", "field_wrong", "id"),
    "a strange currency": ("li,5,XYZ,,", "currency_unknown", "currency"),
    "two currencies": ("li,5JPY,EUR,,", "field_wrong", "amount"),
    "no payee": (",5,,,", "handle_invalid", "to"),
    "a payee in capitals": ("Li,5,,,", "handle_invalid", "to"),
    "a blank before an id": ("li,5,,, a", "text_invalid", "id"),
    "a long note": (f"li,5,,{'x' * 501},", "text_invalid", "note"),
    "too few fields": ("li,5", "field_wrong", None),
    "too many fields": ("li,5,,,,", "field_wrong", None),
}
JSON_WRONG = {
    "a number": ('{"to":"li","amount":5}', "amount_invalid", "amount"),
    "NaN": ('{"to":"li","amount":NaN}', "amount_invalid", "amount"),
    "twice": ('{"to":"li","amount":"5","to":"bo"}', "field_wrong", None),
    "a list": ('["li","5"]', "field_wrong", None),
    "half": ('{"to":"li"', "field_wrong", None),
    "a strange field": ('{"to":"li","amount":"5","iban":"x"}', "field_wrong", None),
    "no text": ('{"to":["li"],"amount":"5"}', "field_wrong", "to"),
    "no amount": ('{"to":"li"}', "amount_invalid", "amount"),
}


def test_a_file_that_cannot_be_read_says_where() -> None:
    misses = {
        name: found[-1:]
        for name, (data, line, column) in UNREADABLE.items()
        if (found := read(data))[-1:] != [("file_unreadable", line, column)]
    }
    assert misses == {}


def test_a_row_that_is_wrong_says_where_and_is_never_guessed() -> None:
    rows = {name: (read(f"{HEADER}li,1,,,\n{row}\n")[1:], [(code, 3, at)]) for name, (row, code, at) in WRONG.items()}
    first = '{"to":"li","amount":"1"}'
    rows |= {name: (read(f"{first}\n{row}\n")[1:], [(code, 2, at)]) for name, (row, code, at) in JSON_WRONG.items()}
    assert {name: found for name, (found, wanted) in rows.items() if found != wanted} == {}


def test_the_same_rows_are_read_however_the_file_was_saved() -> None:
    wanted = [FileRow(2, "li", 12_50, "EUR", "a, b\nc", "é"), FileRow(4, "bo", 3, "JPY", None, None, "Bo")]
    csv = 'to,amount,currency,note,id,name\nli,12.50,,"a, b\nc",é,\n@bo,3,JPY,,,Bo\n'
    ways = [
        csv,
        "\ufeff" + csv,
        csv.replace("\n", "\r\n"),
        csv.replace("é", "e\u0301"),
        csv.replace("li,", '"li",').replace("12.50,", "12.50EUR,"),
        csv.removesuffix("\n"),
        csv + "\n\n",
    ]
    assert [read(way) for way in ways] == [wanted] * len(ways)
    lines = [
        {"to": "@li", "amount": "12.50", "note": "a, b\nc", "id": "é"},
        {"to": "bo", "amount": "3", "currency": "JPY", "name": "Bo", "note": None},
    ]
    text = "\n".join(map(json.dumps, lines))
    assert read(text) == [wanted[0]._replace(line=1), wanted[1]._replace(line=2)]
