"""The goods of a shop: what an item is, and which words can stand for one at the till."""

import re
import unicodedata
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paycli.domain.cart import Pricing

WORD_LENGTH_MOST = 40
GTIN_LENGTHS = (8, 12, 13, 14)
"""How many digits the codes on wrappings have; the last one checks the others."""

RESERVED = frozenset({
    "all", "cancel", "card", "cash", "charge", "close", "drawer", "gift", "guest", "help", "house", "in", "item",
    "line", "list", "lock", "merge", "move", "no", "open", "out", "park", "pay", "print", "quit", "recall", "receipt",
    "refund", "report", "show", "split", "tab", "tip", "tips", "total", "undo", "void", "x", "yes", "z",
})  # fmt: skip
"""Words of the till, of today and to come: no item has one of them."""

LONG_NUMBER = re.compile(r"\d{7,}")
"""What a wand types: as much is never an amount and never a quantity."""

_WORD = re.compile(r"[^\W_][\w.-]*")
_READS_AS = (
    (re.compile(r"\d+x|x\d+"), "a quantity"),
    (re.compile(r"\d+-\d+"), "the number of a sale"),
    (re.compile(r"\d+[.,]\d*"), "an amount"),
)
_SHORTENED = re.compile(r"\d([.,]\d+)?e[+-]?\d+")
_SHORT_NUMBER_LEAST = 4


class Item(NamedTuple):
    """An article of a shop; `aliases` are further words for its code."""

    code: str
    name: str
    price_minor: int
    tax_class: str
    aliases: tuple[str, ...] = ()


class ItemFile(NamedTuple):
    """All that the file of a shop says: what its prices mean, and its articles."""

    pricing: "Pricing"
    items: tuple[Item, ...]


class Goods(Protocol):
    """The articles of a shop, to be looked up one by one; they stay as they were when they were opened."""

    @property
    def pricing(self) -> "Pricing":
        """Give what the prices mean."""
        ...

    def find(self, word: str) -> Item | None:
        """Give the article of a code or an alias, whatever its case; None for none."""
        ...

    def search(self, words: "Sequence[str]", most: int | None = None) -> "Sequence[Item]":
        """Give the articles that have all these words in their code, name or aliases, in the order of the file.

        Only the first `most` of them where that is given.
        """
        ...

    def count(self) -> int:
        """Give how many articles there are."""
        ...

    def close(self) -> None:
        """Close what they are read from."""
        ...


class Shelf(Protocol):
    """Where a shop's items are kept on this account."""

    @property
    def path(self) -> str:
        """Give the path of the file, whether it is there or not."""
        ...

    def read(self) -> bytes | None:
        """Give the whole file; None where there is none. Raises PermissionRefused."""
        ...

    def write(self, data: bytes) -> None:
        """Put another file in its place, durably; raises PermissionRefused, Unavailable."""
        ...

    def goods(self, digest: str, make: "Callable[[], ItemFile]") -> Goods:
        """Give the goods of a text that was read, by its index; `make` reads them where there is none of that text.

        Raises DiskFull, StorageFailed, and what `make` raises.
        """
        ...


def fold_code(word: str) -> str:
    """Bring a code or an alias to the form that is compared: case and width do not matter.

    A code of 8, 12, 13 or 14 digits is one with zeros before it: wands differ in how many they send.
    """
    folded = unicodedata.normalize("NFKC", word).casefold()
    return folded.zfill(max(GTIN_LENGTHS)) if _is_gtin_long(folded) else folded


def has_check_digit(code: str) -> bool:
    """Tell whether a word is a code of 8, 12, 13 or 14 digits whose last digit is right."""
    if not _is_gtin_long(code):
        return False
    *digits, check = (int(digit) for digit in code)
    # The digit beside the last one counts threefold, and every second one from there.
    weighted = sum(digit * (1 if place % 2 else 3) for place, digit in enumerate(reversed(digits)))
    return (weighted + check) % 10 == 0


def _is_gtin_long(word: str) -> bool:
    return len(word) in GTIN_LENGTHS and word.isascii() and word.isdecimal()


def word_problem(word: str) -> str | None:
    """Say why a word cannot be the code or an alias of an item; None where it can."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    if len(word) > WORD_LENGTH_MOST:
        return f"it has {len(word)} characters, {WORD_LENGTH_MOST} are allowed"
    if folded.isdecimal():
        return _number_problem(folded)
    if folded in RESERVED:
        return "it is a word of the till"
    if _SHORTENED.fullmatch(folded):
        return "a spreadsheet shortened the number: make its column a text"
    for form, what in _READS_AS:
        if form.fullmatch(folded):
            return f"at the till it would be {what}"
    if LONG_NUMBER.search(folded):
        return "seven digits or more inside of a word are a damaged scan"
    if not _WORD.fullmatch(folded):
        return "it can have letters and digits, and between them . - _"
    return None


def _number_problem(digits: str) -> str | None:
    if not digits.isascii():
        return "only the digits 0-9 are understood"
    if len(digits) < _SHORT_NUMBER_LEAST:
        return "a number this short is easily taken for an amount: give it 4 to 6 digits, or a word"
    if not LONG_NUMBER.search(digits) or has_check_digit(digits):
        return None
    if len(digits) in GTIN_LENGTHS:
        return "its last digit does not fit the others, so it is not a code from a wrapping"
    lost = "; a spreadsheet takes away zeros at the front" if has_check_digit(digits.zfill(12)) else ""
    return f"it has {len(digits)} digits, and codes on wrappings have 8, 12, 13 or 14{lost}"
