"""The rows of a batch's file while they are checked and paid: kept outside of memory, since there may be a million."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

OPEN, DONE, REFUSED = "open", "done", "refused"


class FileRow(NamedTuple):
    """A row as its file has it, read strictly: where it stands, whom it pays and what, the id that it has there.

    `name` is the display name that the payee must have. `id` is None where the file gives none.
    """

    line: int
    handle: str
    amount_minor: int
    currency: str
    note: str | None = None
    id: str | None = None
    name: str | None = None


class SpooledRow(NamedTuple):
    """A row with what was found out about it: the key that it is paid under once, the payee's wallet, its state.

    `n` and `time` (ms) are those of its entry once it is paid; `code` and `reason` say why it was refused.
    """

    position: int
    row: FileRow
    key: str
    wallet: str
    state: str = OPEN
    n: int = 0
    time: int = 0
    code: str = ""
    reason: str = ""


class SpooledPayee(NamedTuple):
    """Whom rows pay: the handle, the wallet, its key and since when (ms), whether their key is new to this client."""

    handle: str
    wallet: str
    key: str
    since: int
    new: bool


class Equal(NamedTuple):
    """Rows that pay the same to the same payee: the lines of the first two, and how many there are."""

    first: int
    second: int
    times: int


class Sums(NamedTuple):
    """How many rows are in a state, and what they come to in minor units."""

    rows: int = 0
    amount_minor: int = 0


class Spool(Protocol):
    """A private file with the rows of one batch, gone when it is closed."""

    def add(self, row: FileRow) -> int | None:
        """Keep a row; gives the line of another one with the same id, and keeps nothing then.

        Without an id it is kept under what it pays to whom, and how many equal rows stand above it.
        """
        ...

    def handles(self, after: str, limit: int) -> Sequence[str]:
        """Give the payees' handles in order, some at a time, from behind `after`."""
        ...

    def lines_of(self, handle: str) -> Sequence[FileRow]:
        """Give the first row that pays a handle, and all of them that want a name."""
        ...

    def put_payees(self, payees: Iterable[SpooledPayee]) -> None:
        """Say whose the handles are."""
        ...

    def new_payees(self, after: str, limit: int) -> Sequence[SpooledPayee]:
        """Give the payees whose key is new and who were paid, some at a time."""
        ...

    def rows(self, state: str | None = None) -> Iterator[SpooledRow]:
        """Give the rows in the order of the file, all or those in a state; their states may be changed meanwhile."""
        ...

    def pay(self, rows: Sequence[tuple[int, int, int]]) -> None:
        """Say that rows are paid: the position of each, its entry's number and time (ms)."""
        ...

    def refuse(self, position: int, code: str, reason: str) -> None:
        """Say that a row was refused, and why."""
        ...

    def sums(self, state: str | None = None) -> Sums:
        """Add up the rows, all or those in a state."""
        ...

    def strangers(self, limit: int) -> tuple[Sequence[str], int]:
        """Give the first handles of payees whose key is new, and how many there are."""
        ...

    def equal_rows(self, limit: int) -> Sequence[Equal]:
        """Give rows with ids of their own that pay the same amount to the same payee."""
        ...
