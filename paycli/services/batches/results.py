"""What came of a batch: of each row, and of all of them."""

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.batch_kinds import NEW, ROW
from paycli.domain.money import Money

if TYPE_CHECKING:
    from paycli.domain.spool import SpooledRow


class RowResult(NamedTuple):
    """What came of a row: where it stands in the file, its payment's id if it is paid, whether it was before.

    `row` is the id that the file gives it, `kind` that of the order that pays it. `n` and `time` (ms) are those of the
    entry. `code` and `reason` say why it was refused.
    """

    line: int
    row: str | None
    id: str | None
    to: str
    money: Money
    note: str | None
    state: str
    replayed: bool = False
    n: int | None = None
    time: int | None = None
    code: str = ""
    reason: str = ""
    kind: str = ROW


def row_result(row: "SpooledRow", state: str) -> RowResult:
    """Give a row as the file has it, in a state, with why it was refused."""
    file = row.row
    return RowResult(
        line=file.line,
        row=file.id,
        id=None,
        to=f"@{file.handle}",
        money=Money(file.amount_minor, file.currency),
        note=file.note,
        state=state,
        code=row.code,
        reason=row.reason,
    )


class BatchPaid(NamedTuple):
    """What came of a batch: its name, the object that its money was set aside in (None where none was needed).

    Where all rows are one order, it is that order: `kind` says so.

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
    money: Money
    paid_money: Money
    returned: Money | None
    balance: Money
    refused: tuple[RowResult, ...]
    refused_rows: int
    equal: tuple[tuple[int, int], ...]
    dry_run: bool
    kind: str = NEW


class FileChecked(NamedTuple):
    """A file that could be paid: its rows and what they come to, how many are without an id, what there is to pay it.

    `equal` are the lines of rows that pay the same to the same payee.
    """

    rows: int
    money: Money
    without_id: int
    equal: tuple[tuple[int, int], ...]
    balance: Money
