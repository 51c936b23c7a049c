"""The audit of a book in-process, for tests that have no profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli.services.audit.replay import Replay

if TYPE_CHECKING:
    from paycli.domain.orders import Seen
    from paycli.domain.ports import Book


def faults_of(book: Book, ledger: str, known: Seen | None = None) -> list[str]:
    """Replay a book and give every fault; none if the books are right."""
    with book.view() as view:
        replay = Replay(view)
        replay.faults.extend(view.faults())
        for _ in replay.run():
            pass
        replay.finish(ledger, known)
    return list(replay.faults)
