"""What a person hears of the walk over a ledger's new entries, that it lasts and what it does not look at; of waits."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from paycli.console.output import warn
from paycli.services.proof.book import Listener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from paycli.errors import PaycliError

# Fewer are looked at, and their signatures checked, before half a second is over.
_MANY = 1_000


class Announcer(Listener):
    """Draws and warns on stderr."""

    def __init__(self) -> None:
        self._warned = False

    @contextmanager
    def walking(self, entries: int) -> Iterator[Callable[[int, int], None] | None]:
        """Draw a line while many entries are looked at."""
        if entries < _MANY:
            yield None
            return
        from paycli.console.progress import Progress

        with Progress("looking at what is new") as progress:
            yield progress.at

    def waiting(self) -> AbstractContextManager[object]:
        """Draw a line while the ledger is busy."""
        from paycli.console.progress import Progress

        return Progress("waiting for the ledger, which is busy")

    def granted(self, entries: int, *, first: bool) -> None:
        """Warn that entries were taken as they stood."""
        if first:
            warn(f"{entries} entries were there before you; they are taken as they stand. To prove them: {_AUDIT}")
        else:
            warn(f"{entries} entries are new, too many to look at each of them now. To prove them: {_AUDIT}")

    def forgetful(self, entries: int) -> None:
        """Warn what is taken for granted where nothing is remembered."""
        warn(
            "nothing is remembered here, so a ledger that was put back goes unnoticed, and its "
            f"{entries} entries are taken as they stand. Set PAYCLI_HOME."
        )

    def unremembered(self, error: PaycliError) -> None:
        """Warn, once, that nothing new is remembered."""
        if not self._warned:
            self._warned = True
            warn(f"what you see is not remembered, so an older copy of this ledger goes unnoticed. {error.message}")


_AUDIT = "paycli ledger audit"
