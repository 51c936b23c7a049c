"""Refusals of exit status 5 of what may be a repeat, where no key says whether it is one, and of batches."""

from __future__ import annotations

from paycli.errors.base import named
from paycli.errors.refusals import Conflict, IdempotencyConflict


class AlreadyInFlight(Conflict):
    """The same sum of the same wallet is on its way by the same rail, and nobody said that another is wanted."""

    code = "already_in_flight"
    message_template = "{what} is in flight already ({short}), and this would move the money once more."
    facts = named("amount", "currency", "by")


class OutcomeUnreported(Conflict):
    """The same was done before, nobody was shown that it was, and no key tells whether this is a repeat."""

    code = "outcome_unreported"
    message_template = "The same was done before ({short}), and what became of it was never shown."


class RowChanged(IdempotencyConflict):
    """A row of a batch was paid before with other terms; `paid` are those, `id` is the payment's."""

    code = "row_changed"
    message_template = "Row {row} was paid before as {paid}, and now it says something else."
    hint_template = "put the row back as it was, or give what is to be paid besides an id of its own"
    optional = frozenset({"id"})
    facts = named("row")


class NameUsed(IdempotencyConflict):
    """The name of a batch was used before, for other rows or for rows that are paid the other way."""

    code = "name_used"
    message_template = "The name {name} was used before{detail}."
    hint_template = "repeat the first command exactly; what is to be paid besides wants another name"
