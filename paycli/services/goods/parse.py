"""Reading the file of a shop's items strictly: what is not as it should be is said, and not guessed.

Rows above the names of the columns say what the prices mean; docs/how-to/items.md has the format.
"""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.cart import Pricing
from paycli.domain.goods import Item, ItemFile, fold_code, word_problem
from paycli.domain.money import parse_money
from paycli.domain.texts import clean_text
from paycli.errors import ItemWrong, PaycliError
from paycli.services.goods.pricing import SETTINGS, PricingRows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

COLUMNS = ("code", "name", "price", "class", "aliases")
HEADER = ",".join(COLUMNS)
_NEEDED = ("code", "name", "price")
ITEMS_MOST = 1_000_000
FILE_BYTES_MOST = 64 * 1024 * 1024
_SAVE_AS = 'save the file as UTF-8 with commas, which spreadsheets call "CSV UTF-8"'


class Problem(NamedTuple):
    """What is wrong with a row: its line, the column if it is about one, and why."""

    line: int
    column: str | None
    error: PaycliError


class Read(NamedTuple):
    """What a file says, and all that is wrong with it; with any problem it is not to be used."""

    file: ItemFile
    problems: tuple[Problem, ...]


class _Row(NamedTuple):
    line: int
    cells: Sequence[str]


def read_items(data: bytes, currencies: Mapping[str, int], default: str) -> Read:
    """Read a whole file of items; `currencies` are the ledger's with their decimals, of which `default` is the first.

    Never raises for what is in it: each problem says where it is.
    """
    return _Reading(currencies, default).read(data)


def empty(currencies: Mapping[str, int], default: str) -> ItemFile:
    """Give the goods of a shop that has no file: none, in the first currency, and without tax."""
    return ItemFile(Pricing(default, currencies[default]), ())


class _Reading:
    """One reading of a file, with what is wrong in it so far."""

    def __init__(self, currencies: Mapping[str, int], default: str) -> None:
        self._terms = PricingRows(currencies, default, self._problem)
        self._problems: list[Problem] = []
        self._lines: dict[str, int] = {}

    def read(self, data: bytes) -> Read:
        rows = self._rows(data)
        columns: Sequence[str] | None = None
        items: list[Item] = []
        for row in rows:
            if columns is not None:
                items += self._item(row, columns)
            elif row.cells[0] in SETTINGS:
                self._terms.add(row.line, row.cells)
            else:
                columns = self._header(row)
                if columns is None:
                    break
        if columns is None and not self._problems:
            self._problem(1, None, f"the columns have no names: write a line {HEADER}")
        problems = sorted(self._problems, key=lambda each: each.line)
        return Read(ItemFile(self._terms.pricing, tuple(items)), tuple(problems))

    def _problem(self, line: int, column: str | None, reason: str) -> None:
        self._problems.append(Problem(line, column, ItemWrong(reason=reason)))

    def _rows(self, data: bytes) -> Iterator[_Row]:
        """Give the rows that are not blank, with the number of the line on which each begins; comments are left out."""
        text = self._text(data)
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        while True:
            line = reader.line_num + 1
            try:
                fields = next(reader, None)
            except csv.Error as error:
                self._problem(line, None, f"it is not CSV ({error})")
                return
            if fields is None:
                return
            cells = [cell.strip() for cell in fields]
            while cells and not cells[-1]:
                cells.pop()
            if cells and not cells[0].startswith("#"):
                yield _Row(line, cells)

    def _text(self, data: bytes) -> str:
        if len(data) > FILE_BYTES_MOST:
            self._problem(1, None, "the file is longer than 64 MiB")
            return ""
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            self._problem(line, None, f"it is not UTF-8: {_SAVE_AS}")
            return ""
        if "\0" in text:
            self._problem(text.count("\n", 0, text.index("\0")) + 1, None, f"there is a NUL in it: {_SAVE_AS}")
            return ""
        return text

    def _header(self, row: _Row) -> Sequence[str] | None:
        """Read the names of the columns; None where they cannot be used."""
        before = len(self._problems)
        first = row.cells[0]
        if len(row.cells) == 1 and any(sign in first for sign in ";\t|"):
            self._problem(row.line, None, f"its fields are not parted by commas: {_SAVE_AS}")
            return None
        for place, name in enumerate(row.cells):
            if name not in COLUMNS:
                self._problem(row.line, name[:20] or str(place + 1), f"there is no such column: write {HEADER}")
            elif name in row.cells[:place]:
                self._problem(row.line, name, "the column is there twice")
        for name in _NEEDED:
            if name not in row.cells:
                self._problem(row.line, name, "the column is missing")
        return row.cells if len(self._problems) == before else None

    # --- a row --------------------------------------------------------------------------------------------------------
    def _item(self, row: _Row, columns: Sequence[str]) -> Iterator[Item]:
        """Give the article of a row; none where something is wrong with it."""
        if len(row.cells) > len(columns):
            reason = f"it has {len(row.cells)} fields, and there are {len(columns)} columns"
            self._problem(row.line, None, f"{reason}; a text with a comma in it stands in quotation marks")
            return
        before = len(self._problems)
        fields = dict(zip(columns, row.cells, strict=False))
        code = self._word(row.line, "code", fields.get("code", ""))
        aliases = tuple(self._word(row.line, "aliases", word) for word in fields.get("aliases", "").split())
        item = Item(
            code=code,
            name=self._name(row.line, fields.get("name", "")),
            price_minor=self._price(row.line, fields.get("price", "")),
            tax_class=self._class(row.line, fields.get("class", "")),
            aliases=aliases,
        )
        if len(self._problems) == before:
            yield item

    def _word(self, line: int, column: str, word: str) -> str:
        """Check a code or an alias, which may stand there once in the whole file."""
        problem = word_problem(word) if word else "it is empty"
        if problem is not None:
            self._problem(line, column, f"{word[:40]}: {problem}" if word else problem)
            return word
        first = self._lines.setdefault(fold_code(word), line)
        if first != line:
            self._problem(line, column, f"{word}: it is on line {first} already")
        return word

    def _name(self, line: int, text: str) -> str:
        if not text:
            self._problem(line, "name", "it is empty")
        elif not text.isprintable():
            self._problem(line, "name", "it has a line break, a tab or something else that is not printed")
        else:
            try:
                return clean_text("name", text)
            except PaycliError as error:
                self._problems.append(Problem(line, "name", error))
        return text

    def _price(self, line: int, text: str) -> int:
        pricing = self._terms.pricing
        try:
            money = parse_money(text, {pricing.currency: pricing.exponent}, pricing.currency, zero=True)
        except PaycliError as error:
            self._problems.append(Problem(line, "price", error))
            return 0
        return money.amount_minor

    def _class(self, line: int, letter: str) -> str:
        pricing = self._terms.pricing
        if not letter:
            return pricing.default_class
        if pricing.rate_ppm(letter) is None:
            known = ", ".join(each.letter for each in pricing.classes)
            if letter.isdecimal():
                self._problem(line, "price", "it looks as if it had a comma in it: a price has a point, like 3.50")
                return letter
            have = f"the file has {known}" if known else f"write a line above, like: tax,{letter},7%"
            self._problem(line, "class", f"there is no tax class {letter[:20]}: {have}")
        return letter
