"""The bodies of batches: many payments under one name, set aside at once and paid row by row, or paid all at once."""

from typing import NamedTuple


class BatchNewBody(NamedTuple):
    """Set aside what so many rows may come to, for so long (ms); the label is a commitment to the batch's name."""

    label: str | None
    currency: str
    total_minor: int
    row_count: int
    expires_ms: int


class BatchRowBody(NamedTuple):
    """Pay a wallet out of a batch; the note is a commitment."""

    of: str
    to: str
    amount_minor: int
    currency: str
    note: str | None


class SentRow(NamedTuple):
    """One payment of a batch that is one order; the note is a commitment."""

    to: str
    amount_minor: int
    note: str | None


class BatchSendBody(NamedTuple):
    """Pay all rows or none; the label is a commitment to the batch's name."""

    label: str | None
    currency: str
    rows: tuple[SentRow, ...]

    @property
    def total_minor(self) -> int:
        """What all rows come to."""
        return sum(row.amount_minor for row in self.rows)

    @property
    def largest_minor(self) -> int:
        """The amount of the largest row."""
        return max(row.amount_minor for row in self.rows)
