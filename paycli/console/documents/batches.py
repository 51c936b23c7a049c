"""Documents of batches: many payments from one file."""

from typing import NamedTuple

from paycli.console.documents.forms import Amount, Currency, Handle, Id, Kind, State, Time


class BatchRow(NamedTuple):
    """A row of a batch's file; with --jsonl each is a line of its own."""

    id: Id | None
    kind: Kind
    state: State
    line: int
    """The line of the file where it stands."""
    row: str | None
    """The id that the file gives the row. Null where it gives none."""
    n: int | None
    time: Time | None
    to: tuple[Handle, ...]
    amount: Amount
    currency: Currency
    note: str | None
    code: str | None
    """The code of the refusal, as docs/errors.md has it. Null where the row was not refused."""
    message: str | None
    """The refusal in words, for people. Null where the row was not refused."""
    replayed: bool


class BatchPaid(NamedTuple):
    """A batch: its state is `done` where each row of the file is paid, and `pending` where rows are left."""

    id: Id | None
    kind: Kind
    state: State
    label: str
    """The name that the batch was given."""
    part: int
    """How often money was set aside under this name before."""
    rows: int
    """The number of rows in the file."""
    paid: int
    """The number of rows that are paid, by this run or before."""
    refused: tuple[BatchRow, ...]
    """The first 1,000 rows that were refused; they are open, and the same line tries them again."""
    n: int | None
    time: Time | None
    amount: Amount
    currency: Currency
    paid_amount: Amount
    """The sum of the paid rows, in the same currency."""
    returned_amount: Amount | None
    """The money that no row took and that came back, in the same currency. Null where nothing did."""
    balance: Amount
    replayed: bool
    dry_run: bool


class RowFault(NamedTuple):
    """Something that is wrong with a row of a batch's file."""

    line: int
    """The line of the file where it stands."""
    column: int | str | None
    """The name of the field, or its place from 1. Null where the whole row is wrong."""
    code: str
    """The code of the error, as docs/errors.md has it."""
    message: str
    """The message for people."""


class BatchChecked(NamedTuple):
    """A file that could be paid as a batch."""

    rows: int
    """The number of rows in the file."""
    without_id: int
    """The number of rows that have no id of their own."""
    amount: Amount
    currency: Currency
    balance: Amount


class BatchPart(NamedTuple):
    """A sum that was set aside under the name of a batch, and how far it is."""

    n: int
    time: Time
    id: Id
    kind: Kind
    state: State
    label: str
    """The name that the batch was given."""
    rows: int
    """The number of rows that it was set aside for."""
    paid: int
    """The number of rows that are paid from it."""
    amount: Amount
    currency: Currency
    held: Amount
    """The money that it still holds, in the same currency."""
    due: Time
