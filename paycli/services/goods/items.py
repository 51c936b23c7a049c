"""The items of a shop: checking a file, taking it over, and opening them for a till."""

from __future__ import annotations

import json
from contextlib import closing
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.goods import Item, fold_code
from paycli.errors import ItemsMissing, ItemsWrong, ShopOnly
from paycli.services.goods.parse import empty, read_items
from paycli.services.reading.reader import reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from paycli.domain.cart import Pricing
    from paycli.domain.goods import Goods, ItemFile
    from paycli.domain.ports import App
    from paycli.services.goods.parse import Problem, Read

# The index of an older paycli is not this one's: raise it when reading or the index changes.
_INDEX_VERSION = 1


class ItemsChecked(NamedTuple):
    """A file of items that can be used: where it lies, what its prices mean, how many items it has.

    `changed` says whether it took the place of another one.
    """

    path: str
    pricing: Pricing
    items: int
    changed: bool = False
    dry_run: bool = False


class _NoGoods:
    """The goods of a shop without a file (`domain.goods.Goods`)."""

    def __init__(self, pricing: Pricing) -> None:
        self._pricing = pricing

    @property
    def pricing(self) -> Pricing:
        """What the prices mean."""
        return self._pricing

    def find(self, word: str) -> Item | None:
        """Find nothing."""
        del word
        return None

    def search(self, words: Sequence[str], most: int | None = None) -> Sequence[Item]:
        """Find nothing."""
        del words, most
        return ()

    def count(self) -> int:
        """Count none."""
        return 0

    def close(self) -> None:
        """Close nothing."""


def check(app: App, data: bytes | None, path: str) -> ItemsChecked:
    """Check a file of items, the shop's own where `data` is None; raises ItemsWrong, ItemsMissing."""
    if data is None:
        path = app.shelf().path
        data = app.shelf().read()
        if data is None:
            raise ItemsMissing(shop=app.profile.name, path=path)
    file = _used(_read(app, data), path)
    return ItemsChecked(path, file.pricing, len(file.items))


def take_over(app: App, data: bytes, path: str, *, dry_run: bool = False) -> ItemsChecked:
    """Check a whole file of items and put it in the place of the shop's, with its index.

    Raises ShopOnly for a person's wallet, and ItemsWrong where anything in it is wrong: nothing is changed then. Raises
    PermissionRefused, Unavailable.
    """
    with reading(app) as reader:
        if not reader.wallet(reader.own).shop:
            raise ShopOnly(who=reader.handle(reader.own), money="Nothing was changed.")
    shelf = app.shelf()
    file = _used(_read(app, data), path)
    changed = shelf.read() != data
    if changed and not dry_run:
        shelf.write(data)
        shelf.goods(_digest(app, data), lambda: file).close()
    return ItemsChecked(shelf.path, file.pricing, len(file.items), changed, dry_run)


def open_goods(app: App) -> Goods:
    """Open the items of the shop as they are now; none, and no tax, where it has no file.

    A file that was edited is read anew, whatever its times and its length say. Raises ItemsWrong, PermissionRefused,
    DiskFull, StorageFailed.
    """
    return open_file(app) or _NoGoods(empty(app.registry.currencies, app.registry.default_currency).pricing)


def open_file(app: App) -> Goods | None:
    """Do the same; None where the shop has no file."""
    shelf = app.shelf()
    data = shelf.read()
    return None if data is None else shelf.goods(_digest(app, data), lambda: _used(_read(app, data), shelf.path))


def pricing_of(app: App) -> Pricing:
    """Say what the prices of the shop mean, and what coins can pay; raises as `open_goods`."""
    with closing(open_goods(app)) as goods:
        return goods.pricing


def listed(app: App, words: Sequence[str], most: int | None = None) -> tuple[Pricing, Sequence[Item]]:
    """Give what prices mean, and the items that have all these words, an exact code first; raises as `open_goods`.

    With `most` not more than these are read, and one more tells whether there are others.
    """
    with closing(open_goods(app)) as goods:
        found, pricing = goods.search(words, None if most is None else most + 1), goods.pricing
        exact = goods.find(words[0]) if len(words) == 1 else None
    if exact is not None:
        found = [exact, *(item for item in found if fold_code(item.code) != fold_code(exact.code))]
    return pricing, found


def _digest(app: App, data: bytes) -> str:
    """Give what a text is known by: what is read from it depends on the ledger's currencies too."""
    terms = json.dumps([_INDEX_VERSION, dict(app.registry.currencies), app.registry.default_currency]).encode()
    return blake2b(data, digest_size=32, key=blake2b(terms).digest()).hexdigest()


def _read(app: App, data: bytes) -> Read:
    return read_items(data, app.registry.currencies, app.registry.default_currency)


def _used(read: Read, path: str) -> ItemFile:
    """Give what was read where nothing is wrong with it; raises ItemsWrong with all that is."""
    if not read.problems:
        return read.file
    first, more = read.problems[0], len(read.problems) - 1
    others = f"; {more} more {'are' if more > 1 else 'is'} wrong" if more else ""
    raise ItemsWrong(
        path=path,
        line=first.line,
        column=first.column,
        reason=f"{f'{first.column}: ' if first.column else ''}{first.error.message.rstrip('.')}{others}",
        details=[_detail(each) for each in read.problems],
        money="Nothing was changed.",
    )


def _detail(problem: Problem) -> dict[str, object]:
    error = problem.error
    return {"line": problem.line, "column": problem.column, "code": error.code, "message": error.message}
