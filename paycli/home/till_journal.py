"""What is rung up at a till, kept line by line: after a power cut the till goes on where the screen was."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from paycli.disk.journal import Journal, peek
from paycli.domain.cart_changes import Compacted, PostingBegun
from paycli.domain.cart_records import change_data, read_change
from paycli.domain.carts import Carts, apply
from paycli.errors import Misconfigured, TillBusy

if TYPE_CHECKING:
    from pathlib import Path

    from paycli.domain.cart_changes import Change
    from paycli.domain.records import Profile

COMPACTED_FROM_BYTES = 64 * 1024
"""A longer file is made short again as soon as a cart is finished."""


class Followed(NamedTuple):
    """What another process has at a till now, and the idempotency key of the last sale that it began there."""

    carts: Carts
    last_key: str


def follow(home: Path, profile: Profile, till: int) -> Followed:
    """Look at the journal of a till that may run elsewhere; raises Misconfigured where it is damaged."""
    path = _path(home, profile, till)
    changes = [change for line in peek(path) for change in _changes(line, path)]
    keys = (change.key for change in reversed(changes) if isinstance(change, (PostingBegun, Compacted)) and change.key)
    return Followed(apply(Carts(), *changes), next(keys, ""))


def _path(home: Path, profile: Profile, till: int) -> Path:
    return home / "tills" / profile.ledger / profile.name / f"{till}.carts"


class TillJournal:
    """The journal of one till of a shop, below a home folder (`domain.carts.CartJournal`)."""

    def __init__(self, home: Path, profile: Profile, till: int) -> None:
        """Open it; raises TillBusy where the till runs already, Misconfigured where it is damaged."""
        path = _path(home, profile, till)
        self._journal = Journal.open(path, TillBusy(till=till))
        try:
            self._carts = apply(Carts(), *(change for line in self._journal.lines for change in _changes(line, path)))
        except BaseException:
            self.close()
            raise

    def restore(self) -> Carts:
        """Give the carts as they were when the last line was kept."""
        return self._carts

    def record(self, changes: tuple[Change, ...], after: Carts) -> None:
        """Keep what one line changed, durably and wholly or not at all; `after` is what it came to.

        Raises Unavailable where it was not kept.
        """
        if not changes:
            return
        self._journal.append(_line(changes))
        self._carts = after
        # Nothing can be undone then, so that all there is fits into one record.
        if not after.earlier and self._journal.length > COMPACTED_FROM_BYTES:
            self._journal.replace([_line((Compacted(after.cart, after.parked, after.recalled, after.key),))])

    def close(self) -> None:
        """Let another process have the till."""
        self._journal.close()


def _line(changes: tuple[Change, ...]) -> bytes:
    return json.dumps([change_data(each) for each in changes], ensure_ascii=False, separators=(",", ":")).encode()


def _changes(line: bytes, path: Path) -> list[Change]:
    try:
        return [read_change(each) for each in json.loads(line)]
    except (ValueError, TypeError, KeyError, IndexError):
        raise Misconfigured(
            problem=f"The journal {path} is not of this version",
            help="keep a copy of that file, then remove it; no money is in it",
        ) from None
