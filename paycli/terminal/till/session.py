"""A till with its journal: a turn counts once its changes are kept, and not a moment before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.errors import PaycliError
from paycli.terminal.till.events import heard
from paycli.terminal.till.model import Typist, begun, resumed, typed

if TYPE_CHECKING:
    from collections.abc import Callable

    from paycli.domain.carts import CartJournal
    from paycli.terminal.till.effects import Effect, Event
    from paycli.terminal.till.state import Shop, TillState, Turn


class TillSession:
    """A running till: `state` is what a screen shows. It goes on where its journal ends.

    `is_watched` says that somebody looks at what it answers, and can repeat a line that comes back.
    """

    def __init__(self, journal: CartJournal, shop: Shop, *, is_watched: bool = True, is_locked: bool = False) -> None:
        self._journal, self.shop, self._is_watched = journal, shop, is_watched
        self.state = resumed(journal.restore(), is_locked=is_locked)

    def type(self, line: str, *, is_ahead: bool = False) -> tuple[Effect, ...]:
        """Take a typed or scanned line; gives what is to be carried out then.

        `is_ahead` says that it stood there before the last answer did. Where it cannot be kept, it comes back with the
        reason as any other line, and nothing is done.
        """
        try:
            typist = Typist(looks=self._is_watched, is_ahead=is_ahead)
            return self._keep(typed(self.state, line, self.shop, typist))
        except PaycliError as error:
            self.state = self.state._replace(notice=error.message, is_refused=True, returned=line, cursor=len(line))
            return ()

    def begin(self, key: str) -> None:
        """Keep the idempotency key of the sale that is about to be made of the cart; raises Unavailable."""
        self._keep(begun(self.state, key))

    def hear(self, event: Event, show: Callable[[TillState], None] = lambda _: None) -> None:
        """Take what came of an effect; raises Unavailable where it could not be kept, and what `show` raises.

        It is shown before it is kept: a sale that a kill left unshown stands in the ledger under the key that was kept,
        and the next start finds it there.
        """
        turn = heard(self.state, event, self.shop)
        show(turn.state)
        self._keep(turn)

    def close(self) -> None:
        """Let another process have the till; the carts are kept."""
        self._journal.close()

    def _keep(self, turn: Turn) -> tuple[Effect, ...]:
        self._journal.record(turn.changes, turn.state.carts)
        self.state = turn.state
        return turn.effects
