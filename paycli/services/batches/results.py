"""What came of a batch: of each row, and of all of them."""

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from paycli.domain.money import Money


class RowResult(NamedTuple):
    """What came of a row: where it stands in the file, its payment's id if it is paid, whether it was before.

    `row` is the id that the file gives it. `n` and `time` (ms) are those of the entry. `code` and `reason` say why it
    was refused.
    """

    line: int
    row: str | None
    id: str | None
    to: str
    money: "Money"
    note: str | None
    state: str
    replayed: bool = False
    n: int | None = None
    time: int | None = None
    code: str = ""
    reason: str = ""


class BatchPaid(NamedTuple):
    """What came of a batch: its name, the object that its money was set aside in (None where none was needed).

    `n` and `time` (ms) are those of the entry that set it aside. `rows` are in the file, `paid` of them are paid,
    `replayed` of those were before. `money` is what all rows come to, `paid_money` the paid ones, `returned` what no
    row took. `refused` are the first rows that were refused, and `refused_rows` how many were. `equal` are the lines of
    rows that pay the same to the same payee.
    """

    id: str | None
    short: str | None
    n: int | None
    time: int | None
    name: str
    part: int
    rows: int
    paid: int
    replayed: int
    money: "Money"
    paid_money: "Money"
    returned: "Money | None"
    balance: "Money"
    refused: tuple[RowResult, ...]
    refused_rows: int
    equal: tuple[tuple[int, int], ...]
    dry_run: bool


class FileChecked(NamedTuple):
    """A file that could be paid: its rows and what they come to, how many are without an id, what there is to pay it.

    `equal` are the lines of rows that pay the same to the same payee.
    """

    rows: int
    money: "Money"
    without_id: int
    equal: tuple[tuple[int, int], ...]
    balance: "Money"
