"""Where the items of a shop are kept (`domain.goods.Shelf`): the text in its folder, with an index beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.home.shop_folder import ShopFolder
from paycli.store.sqlite.goods_index import make_index, open_index

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from paycli.domain.goods import Goods, ItemFile
    from paycli.domain.records import Profile


class ShopShelf:
    """The shelf of one shop below a home folder (`domain.goods.Shelf`)."""

    def __init__(self, home: Path, profile: Profile) -> None:
        self._folder = ShopFolder(home, profile)

    @property
    def path(self) -> str:
        """The path of the file, whether it is there or not."""
        return str(self._folder.items)

    def read(self) -> bytes | None:
        """Give the whole file; None where there is none. Raises PermissionRefused."""
        return self._folder.read_items()

    def write(self, data: bytes) -> None:
        """Put another file in its place, durably; raises PermissionRefused, Unavailable."""
        self._folder.write_items(data)

    def goods(self, digest: str, make: Callable[[], ItemFile]) -> Goods:
        """Give the goods of a text that was read; raises DiskFull, StorageFailed, and what `make` raises."""
        index = self._folder.index
        return open_index(index, digest) or make_index(index, digest, make())
