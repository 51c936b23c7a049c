"""The documents of an audit."""

from typing import NamedTuple

from paycli.console.documents.forms import Hash
from paycli.console.documents.ledgers import RanAhead
from paycli.console.documents.money import Money


class Known(NamedTuple):
    """A place of the log that this account knew."""

    entries: int
    root: Hash


class Audit(NamedTuple):
    """What the audit of the books saw. They are good where it found no faults."""

    entries: int
    signatures: int
    """How many signatures are good."""
    settled: int
    """How many entries nobody signs, since time alone makes them."""
    accounts: int
    """How many accounts there are."""
    sums: tuple[Money, ...]
    """The sum of all accounts, by currency: 0."""
    drawers: tuple[Money, ...]
    """The cash in the drawers of tills, as shops count it: outside of the ledger's money."""
    root: Hash
    known: Known | None
    """The place of the log that this account knew before, which it extends. Null at the first visit."""
    fault_count: int
    """How many faults there are."""
    faults: tuple[str, ...]
    """The faults in words; not all where there are very many."""
    clocks: tuple[RanAhead, ...]
    """The clocks that were ahead."""
    duration_ms: int
    """How long it took, in milliseconds."""
