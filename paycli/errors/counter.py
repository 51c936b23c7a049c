"""Refusals at a shop's counter: of sales, shifts and drawers."""

from __future__ import annotations

from paycli.errors.base import named
from paycli.errors.refusals import Conflict, Short
from paycli.errors.rights import NotAllowed
from paycli.errors.usage import Usage


class DrawerShort(Short):
    """There is less in a till's drawer than is to be taken out. Amounts are decimal texts in `currency`."""

    code = "drawer_short"
    message_template = "The drawer of till {till} should have {available} {currency}, which is less than {needed}."
    facts = named("till", "available", "needed", "currency")


class TipsShort(Short):
    """A shop has less in its tips than is to be paid out. Amounts are decimal texts in `currency`."""

    code = "tips_short"
    message_template = "There are {available} {currency} of tips, which is less than {needed}."
    facts = named("available", "needed", "currency")


class CashShort(Short):
    """A guest gave less cash than the sale comes to."""

    code = "cash_short"
    message_template = "{given} {currency} is less than the sale comes to, which is {needed} {currency}."
    hint_template = "take the rest too, and give the whole sum"
    facts = named("given", "needed", "currency")


class TillUnclear(Usage):
    """Several tills of a shop are open, and none was named."""

    code = "till_unclear"
    message_template = "Several tills are open: {tills}."
    facts = named(choices="tills")


class ShiftOpen(Conflict):
    """A till has an open shift, and a second one should begin."""

    code = "shift_open"
    message_template = "Till {till} has an open day already, number {number}."
    facts = named("till", "number")


class ShiftClosed(Conflict):
    """What is done at a counter needs an open shift of its till, and the one that was named is closed or not there."""

    code = "shift_closed"
    message_template = "Till {till} has no open day."
    optional = frozenset({"help"})
    facts = named("till")


class SaleWaits(Conflict):
    """A shift cannot be closed while a sale of it waits for its payer."""

    code = "sale_waits"
    message_template = "Sale {number} still waits for its payer."
    facts = named("of", receipt="number")


class TillElsewhere(NotAllowed):
    """A till's key did something at another till, or outside of a shift."""

    code = "till_elsewhere"
    message_template = "The key of {name} only works at its own till, while its day is open."
    optional = frozenset({"help", "reason"})
    facts = named(mandate="name")


class SumsDiffer(Usage):
    """What an order says of a sum does not come to that sum: the tax classes of an amount, cash and its change."""

    code = "sums_differ"
    message_template = "{what} does not come to the amount."
    optional = frozenset({"help"})
    facts = named("what")
