"""Refusals of exit status 5 of what may be a repeat, where no key says whether it is one."""

from __future__ import annotations

from paycli.errors.base import named
from paycli.errors.refusals import Conflict


class AlreadyInFlight(Conflict):
    """The same sum of the same wallet is on its way by the same rail, and nobody said that another is wanted."""

    code = "already_in_flight"
    message_template = "{what} is in flight already ({short}), and this would move the money once more."
    facts = named("amount", "currency", "by")


class OutcomeUnreported(Conflict):
    """The same was done before, nobody was shown that it was, and no key tells whether this is a repeat."""

    code = "outcome_unreported"
    message_template = "The same was done before ({short}), and what became of it was never shown."
