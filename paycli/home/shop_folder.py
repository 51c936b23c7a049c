"""The folder of a shop on this account: its items as a text file that people may edit, and the index over them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.disk.durable import write_atomic
from paycli.errors import PermissionRefused

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.domain.records import Profile


class ShopFolder:
    """The folder of a shop, by its ledger and handle, below a home folder; it is made with the first file in it."""

    def __init__(self, home: Path, profile: Profile) -> None:
        self.folder = home / "shops" / profile.ledger / profile.name
        self.items = self.folder / "items.csv"
        self.index = self.folder / "items.index"

    def read_items(self) -> bytes | None:
        """Give the whole file of items; None where there is none. Raises PermissionRefused.

        An editor may have made it anew with any mode: nobody else reaches into the folder that it lies in.
        """
        try:
            return self.items.read_bytes()
        except FileNotFoundError:
            return None
        except OSError as problem:
            raise PermissionRefused(path=self.items, reason=f"it cannot be read ({problem.strerror})") from None

    def write_items(self, data: bytes) -> None:
        """Put another file of items in the place of the old one, durably; raises PermissionRefused, Unavailable."""
        write_atomic(self.items, data)
