"""The facts of errors: what their names mean, and the types that they have, where no document has the same name.

Nothing imports this: tools/error_schema.py reads it. Which error has which facts stands with the errors.
"""

from typing import Literal

from paycli.console.documents.audits import Audit
from paycli.console.documents.batches import RowFault
from paycli.console.documents.checks import Finding
from paycli.console.documents.forms import Amount, Hash, Id, Time


class Facts:
    """Names that stand in errors only."""

    available: Amount
    """The most that can be spent or refunded, in the same currency."""
    needed: Amount
    """The money that is needed, in the same currency."""
    limit: Amount | int
    """The limit: an amount in the same currency, or a number."""
    what: str
    """The thing that it is about, in words."""
    typed: str
    """The words that were typed."""
    reason: str
    """The reason, in words."""
    ids: tuple[Id, ...]
    """The ids of the things that could be meant."""
    reference: str
    """The reference that the rail gave."""
    key_now: str
    """The key that the handle has on the ledger now."""
    key_known: str
    """The key that was known."""
    field: str
    """The name of the text that cannot be used, or does not fit."""
    question: str
    """The question that nobody could be asked, in words."""
    choices: str
    """Those that there are, in words."""
    until: Time
    """Until when it was good."""
    clock: Time
    """The time that it is now: by this machine's clock, or on the ledger where that is later."""
    made: Time
    """When the order says that it was made."""
    last: Time
    """The ledger time of the last entry."""
    match: Literal["close", "different"]
    """How far the name of the payee is from the expected one."""
    rows_left: int
    """How many rows the batch has left."""
    sent_today: int
    """How many were sent today."""
    key_id: Hash
    """The id of the key."""
    entry: str
    """The name of the secret in the vault."""
    other_ledger: Id
    """The id of the ledger that is there, or that the code is of."""
    schema_needed: int
    """The version of a ledger's schema that this paycli needs."""
    files_free: int
    """How many more files the process can open."""
    files_needed: int
    """How many more files paycli needs."""
    step: str
    """The step of the tour."""
    option: str
    """The option that answers the question."""
    cursor: int | str
    """The place of the list that was typed: the number of an entry, or a name."""
    till: int
    """The number of the till."""
    seconds: int
    """How many seconds paycli waited."""
    lines_refused: int
    """How many of the lines were not taken."""
    tries_left: int
    """How many more PINs may be tried before the tab is locked."""
    column: int | str
    """The column of that line, from 1, or the name of the field."""
    details: Audit | tuple[Finding, ...] | tuple[RowFault, ...]
    """Everything that was found: by `paycli ledger audit`, by `paycli doctor`, or in the rows of a batch's file."""
