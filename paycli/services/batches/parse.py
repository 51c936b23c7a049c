"""Reading the file of a batch strictly, CSV or JSON Lines: what is not as it should be is said, and not guessed."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

from paycli.domain.money import parse_money
from paycli.domain.spool import FileRow
from paycli.domain.texts import clean_handle, clean_label, clean_note, clean_text
from paycli.errors import AmountInvalid, FieldWrong, FileUnreadable, PaycliError
from paycli.services.batches.lines import Lines
from paycli.services.batches.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import BinaryIO

COLUMNS = ("to", "amount", "currency", "note", "id", "name")
_NEEDED = ("to", "amount")
HEADER = "to,amount,currency,note,id"
# What a spreadsheet takes for a formula, or marks as being none.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'=", "'+", "'-", "'@")


class Terms(NamedTuple):
    """What amounts may be: the ledger's currencies with their decimals, and the one that counts where none is named."""

    currencies: Mapping[str, int]
    default: str


def read_rows(file: BinaryIO, terms: Terms) -> Iterator[FileRow | Problem]:
    """Give the rows of a file, and what is wrong with those that are none.

    A first line that begins with `{` makes it JSON Lines, anything else CSV. Raises FileUnreadable where the file
    cannot be read on.
    """
    lines = Lines(file)
    if lines.peek().lstrip().startswith("{"):
        yield from _json_lines(lines, terms)
    else:
        yield from _csv(lines, terms)


# --- CSV -------------------------------------------------------------------------------------------------------------
def _csv(lines: Lines, terms: Terms) -> Iterator[FileRow | Problem]:
    reader = csv.reader(lines, strict=True)
    columns: Sequence[str] | None = None
    while True:
        before = lines.line
        try:
            fields = next(reader, None)
        except csv.Error as error:
            raise FileUnreadable(line=before + 1, column=1, reason=_csv_reason(error)) from None
        line = before + 1
        if fields is None:
            break
        if not fields:
            continue
        if columns is None:
            columns = _header(fields, line)
        elif len(fields) != len(columns):
            reason = f"its fields are not as many as the columns of the first line: {len(fields)}, not {len(columns)}"
            yield Problem(line, None, FieldWrong(reason=reason))
        else:
            yield _row(line, dict(zip(columns, fields, strict=True)), terms, from_csv=True)
    if columns is None:
        raise FileUnreadable(line=1, column=1, reason="the file is empty", help=f"begin it with: {HEADER}")


def _csv_reason(error: csv.Error) -> str:
    text = str(error)
    if "end of data" in text or "larger than field limit" in text:
        return "a quotation mark is not closed"
    if "new-line" in text:
        return "a line ends with CR alone"
    return "behind a quotation mark that closes there is something else than a comma"


def _header(fields: Sequence[str], line: int) -> Sequence[str]:
    """Read the names of the columns; raises FileUnreadable where they are others."""
    first, help_ = fields[0], f"the first line names the columns, like: {HEADER}"
    if first.lower().startswith("sep="):
        reason = "it begins with sep=, so its fields are not parted by commas"
        raise FileUnreadable(line=line, column=1, reason=reason, help="save it with commas, and without that line")
    other = next((sign for sign in (";", "\t", "|") if sign in first), None)
    if len(fields) == 1 and other is not None:
        sign = "tabs" if other == "\t" else other
        reason = f"its fields are parted by {sign} instead of commas"
        raise FileUnreadable(line=line, column=1, reason=reason, help="save it with commas, and amounts like 12.50")
    for at, name in enumerate(fields):
        if name not in COLUMNS:
            reason = f"there is no column {name[:20]!r}"
            raise FileUnreadable(line=line, column=at + 1, reason=reason, help=help_)
        if name in fields[:at]:
            raise FileUnreadable(line=line, column=at + 1, reason=f"the column {name} is there twice", help=help_)
    missing = [name for name in _NEEDED if name not in fields]
    if missing:
        raise FileUnreadable(line=line, column=1, reason=f"the column {missing[0]} is missing", help=help_)
    return fields


# --- JSON Lines ------------------------------------------------------------------------------------------------------
class _Twice(ValueError):
    """A key stands twice in one object."""


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Twice
    return found


def _number(typed: str) -> NoReturn:
    raise AmountInvalid(typed=typed[:60], reason='in JSON an amount is a text, like "12.50"')


_decoder = json.JSONDecoder(
    object_pairs_hook=_object, parse_float=_number, parse_int=_number, parse_constant=_number, strict=True
)


def _json_lines(lines: Lines, terms: Terms) -> Iterator[FileRow | Problem]:
    for text in lines:
        if text.strip():
            yield _json_row(lines.line, text.strip(), terms)


def _json_row(line: int, text: str, terms: Terms) -> FileRow | Problem:
    try:
        value = _decoder.decode(text)
    except AmountInvalid as error:
        return Problem(line, "amount", error)
    except _Twice:
        return Problem(line, None, FieldWrong(reason="a field stands there twice"))
    except (ValueError, RecursionError):
        return Problem(line, None, FieldWrong(reason="it is not JSON"))
    if not isinstance(value, dict):
        return Problem(line, None, FieldWrong(reason="it is not a JSON object"))
    for name, field in value.items():
        if name not in COLUMNS:
            return Problem(line, None, FieldWrong(reason=f"there is no field {name[:20]!r}"))
        if field is not None and not isinstance(field, str):
            return Problem(line, name, FieldWrong(reason="it is not a text"))
    return _row(line, {name: field or "" for name, field in value.items()}, terms, from_csv=False)


# --- a row -----------------------------------------------------------------------------------------------------------
def _row(line: int, fields: Mapping[str, str], terms: Terms, *, from_csv: bool) -> FileRow | Problem:
    column = ""
    try:
        for column in ("note", "id", "name"):
            if from_csv and fields.get(column, "").startswith(_FORMULA):
                _refuse_formula()
        column = "to"
        handle = clean_handle(fields.get("to", ""))
        column = "currency"
        currency = fields.get("currency", "")
        if currency and currency not in terms.currencies:
            parse_money(f"1{currency}", terms.currencies, terms.default)
        column = "amount"
        money = parse_money(fields.get("amount", ""), terms.currencies, currency or terms.default)
        if currency and money.currency != currency:
            _differs(currency)
        column = "note"
        # An editor that ends lines another way changes those inside of a note too.
        note = clean_note((fields.get("note") or "").replace("\r\n", "\n"))
        column = "id"
        id_ = clean_label(fields["id"], "id") if fields.get("id") else None
        column = "name"
        name = clean_text("name", fields["name"]) if fields.get("name") else None
    except PaycliError as error:
        return Problem(line, column, error)
    return FileRow(line, handle, *money, note=note, id=id_, name=name)


def _refuse_formula() -> NoReturn:
    raise FieldWrong(
        reason="a spreadsheet takes it for a formula, so it may not be what was written",
        help="write the rows as JSON Lines, which keeps every text",
    )


def _differs(currency: str) -> NoReturn:
    raise FieldWrong(reason=f"the amount has another currency than the column currency, {currency}")
