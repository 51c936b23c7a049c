"""Refusals between people: who wants to be asked first, who wants no requests, what was given back already."""

from __future__ import annotations

from paycli.errors.base import named
from paycli.errors.refusals import Conflict
from paycli.errors.rights import LimitExceeded, NotAllowed


class WantsToBeAsked(NotAllowed):
    """A payee takes money at once only from whom they trust."""

    code = "wants_to_be_asked"
    message_template = "{who} wants to be asked first."
    optional = frozenset({"wallet", "help"})
    facts = named("wallet", handle="who")


class RequestsRefused(NotAllowed):
    """A wallet takes no requests, or none of strangers."""

    code = "requests_refused"
    message_template = "{who} takes no requests {whose}."
    optional = frozenset({"wallet"})
    facts = named("wallet", handle="who")


class TooManyOpenRequests(LimitExceeded):
    """One wallet would have more requests of another one open than the operator's limit."""

    code = "too_many_open_requests"
    message_template = "{who} has {limit} open requests of yours already, and the limit is {limit}."
    optional = frozenset({"wallet"})
    facts = named("wallet", handle="who")


class TooManyRequests(LimitExceeded):
    """One wallet would make more requests in a day than the operator's limit."""

    code = "too_many_requests"
    message_template = "You have made {sent} today, and the limit is {limit} a day; the next day begins at 00:00 UTC."
    optional = frozenset({"sent_today"})
    facts = named("sent_today")


class AlreadyAsked(Conflict):
    """The payees of an order are asked for its money, and have not answered yet."""

    code = "already_asked"
    message_template = "You have asked for it back, and there is no answer yet."
    optional = frozenset({"help"})


class GivenBackAlready(Conflict):
    """No more is given back than was paid; amounts are decimal texts in `currency`."""

    code = "given_back_already"
    message_template = "Of {paid_amount} {currency} that you got, {available} {currency} can still be given back."
    facts = named("of", "paid_amount", "available", "currency")
