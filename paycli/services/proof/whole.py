"""What reads a ledger from end to end: only the audit does, which believes nothing anyway."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from paycli.domain.ports import StoredRow, StoredText, View
    from paycli.domain.state import State


class Whole:
    """The part of the View port that reads whole tables, as another view has them."""

    def __init__(self, view: View) -> None:
        self.unproven = view

    def everything(self) -> State:
        """Load the complete state."""
        return self.unproven.everything()

    def stored_rows(self) -> Iterator[StoredRow]:
        """Walk every row that a replay must come to, one after the other."""
        return self.unproven.stored_rows()

    def repeated_ids(self) -> Iterator[int]:
        """Give the entries whose id an entry before them has."""
        return self.unproven.repeated_ids()

    def all_texts(self) -> Iterator[StoredText]:
        """Walk the side table of texts, in order of entry and field."""
        return self.unproven.all_texts()

    def all_handles(self) -> Mapping[str, str]:
        """Give every reserved handle with its wallet or group."""
        return self.unproven.all_handles()

    def faults(self) -> Sequence[str]:
        """Say what is wrong with the storage itself."""
        return self.unproven.faults()
