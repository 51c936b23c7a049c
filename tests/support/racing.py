"""Processes that bring orders to one ledger's door at the same moment, each through a book of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from paycli.errors import PaycliError
from paycli.services.engine.posting import Posted, post, settle_due
from paycli.signing import CRYPTO
from paycli.store.sqlite.book import SqliteBook
from tests.support.circle import HandClock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from paycli.domain.orders import Submission


class Task(NamedTuple):
    """What a worker posts, and what its clock says; without an order it settles what is due."""

    submission: Submission | None
    now: int


def poster(path: Path) -> Callable[[int, Task], Callable[[], Any]]:
    """Let each worker post: it answers with what came of it, with the code of a refusal or how much it settled."""
    books: list[SqliteBook] = []

    def prepare(_number: int, task: Task) -> Callable[[], Any]:
        if not books:
            books.append(SqliteBook(path, CRYPTO))
        clock = HandClock(task.now)

        def act() -> object:
            if task.submission is None:
                return settle_due(books[0], clock)
            outcome = post(books[0], clock, [task.submission]).outcomes[0]
            return outcome.code if isinstance(outcome, PaycliError) else outcome

        return act

    return prepare


def taken(answers: Iterable[Any]) -> list[Posted]:
    """Give the answers to orders that were taken."""
    return [answer for answer in answers if isinstance(answer, Posted)]
