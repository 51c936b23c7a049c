"""What a proven view passes on as the rows say it: what they prove themselves, what its user checks, and sums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.domain.book import Unread
from paycli.services.proof.whole import Whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from paycli.domain.known import Known
    from paycli.domain.texts import Text


class PassingView(Whole):
    """The part of the View port that is the rows' own word, or is checked against its commitment by who uses it.

    And what the client noted of entries that it proved.
    """

    _known: Known

    def paid(self) -> Sequence[str]:
        """Give the wallets that orders of this account paid, as their proven entries say."""
        return self._known.paid

    def unread(self, wallet: str) -> Unread:
        """Give what came in for a wallet, as the walk over the entries noted it."""
        return Unread(self._known.unread(wallet), self._known.mark_of(wallet).read_at)

    def nodes_at(self, n: int) -> bytes:
        """Give the nodes of the Merkle tree that entry `n` completes, as they are stored."""
        return self.unproven.nodes_at(n)

    def due(self, time: int, limit: int) -> Sequence[str]:
        """Give ids of pending objects that hold money and whose due time is at or before `time`, oldest first."""
        return self.unproven.due(time, limit)

    def moved(self, wallet: str, before: int, limit: int) -> Sequence[int]:
        """Give the entries that moved a wallet's money, newest first: the last `limit` of those before `before`."""
        return self.unproven.moved(wallet, before, limit)

    def ordered(self, wallet: str, kinds: Iterable[str], before: int, limit: int) -> Sequence[int]:
        """Give the entries of some kinds that a wallet ordered, newest first: the last `limit` before `before`."""
        return self.unproven.ordered(wallet, kinds, before, limit)

    def credited(self, wallet: str, kinds: Iterable[str], after: int, before: int) -> Sequence[int]:
        """Give the entries of some kinds between two others that brought a wallet money, newest first."""
        return self.unproven.credited(wallet, kinds, after, before)

    def number_of(self, object_id: str) -> tuple[int, int] | None:
        """Give the till and the number there of what a shop made, as the row has it; None for what has none."""
        return self.unproven.number_of(object_id)

    def text(self, n: int, field: str) -> Text | None:
        """Give the personal text of an entry; None if there is none or it was erased."""
        return self.unproven.text(n, field)

    def handle_owner(self, handle: str) -> str | None:
        """Give the wallet or group that reserved a handle. The caller re-checks the commitment."""
        return self.unproven.handle_owner(handle)

    def handle_of(self, owner: str) -> str | None:
        """Give the handle that a wallet or group reserved."""
        return self.unproven.handle_of(owner)

    def seed(self, object_id: str) -> str | None:
        """Give the stored seed (64 hex digits) of a lucky envelope."""
        return self.unproven.seed(object_id)
