"""Refusals at a shop's counter: of sales, shifts and drawers."""

from __future__ import annotations

from paycli.errors.base import named
from paycli.errors.refusals import Conflict, Gone, Short
from paycli.errors.rights import NotAllowed
from paycli.errors.setup import Misconfigured
from paycli.errors.troubles import Pending, Unavailable, Unreadable
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


class RefundShort(Short):
    """A shop's wallet has less than is to go back; how much there is is nobody's business at a till."""

    code = "refund_short"
    message_template = "The wallet of {who} does not have {needed} {currency}."
    hint_template = "put money into it, or give back a smaller amount"
    facts = named("needed", "currency", handle="who")


class CashShort(Short):
    """A guest gave less cash than the sale comes to."""

    code = "cash_short"
    message_template = "{given} {currency} is less than the sale comes to, which is {needed} {currency}."
    hint_template = "take the rest too, and give the whole sum"
    facts = named("given", "needed", "currency")


class LineRefunded(Conflict):
    """A line of a sale, or too much of the sale, went back before; the amount is a decimal text in `currency`."""

    code = "line_refunded"
    message_template = (
        "Line {line} of sale {number} came to {amount} {currency}."
        " It was refunded before, or so much of the sale that this is no longer left."
    )
    optional = frozenset({"help"})
    facts = named("line", "amount", "currency", receipt="number")


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


class SaleStands(Pending):
    """A till was asked to stop, and could not take back the sale that waits; `until` is when its time is over."""

    code = "sale_stands"
    message_template = "Sale {number} was not taken back, and can still be paid until {at}. {why}"
    optional = frozenset({"of", "until"})
    facts = named("of", "until", receipt="number")


class LinesRefused(Usage):
    """Lines that a till read from a pipe were not taken; the reason stands in the answer to each of them."""

    code = "lines_refused"
    message_template = "Lines that were not taken: {count}. All others were."
    hint_template = "the answers say why"
    facts = named(lines_refused="count")


class NoGuestCode(Gone):
    """No code for a guest lies at this till that was not shown yet and can still be used."""

    code = "no_guest_code"
    message_template = "There is no code for a guest left at this till."


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


class PinInvalid(Usage):
    """What was typed cannot be a PIN; the message never repeats it."""

    code = "pin_invalid"
    message_template = "A PIN has 4 to 12 digits."


class PinOfGoods(Usage):
    """What was chosen as the PIN of a till could come from a scanner; the message never repeats it."""

    code = "pin_of_goods"
    message_template = "These digits are those of a code on goods, which a scan would type."
    hint_template = "choose others"


class TillPinMissing(Misconfigured):
    """A till has no PIN, so nothing could unlock it."""

    code = "till_pin_missing"
    message_template = "Till {till} has no PIN."
    facts = named("till")


class TillPinWrong(NotAllowed):
    """The PIN of a till is wrong; `left` is how many more may be tried before none is for a while."""

    code = "till_pin_wrong"
    message_template = "That is not the PIN of till {till}. Tries left: {left}."
    hint_template = "type it again"
    facts = named("till", tries_left="left")


class TillPinBlocked(NotAllowed):
    """Too many PINs were wrong, so none is tried at a till for a while; `until` is a moment in ms."""

    code = "till_pin_blocked"
    message_template = "No PIN is tried at till {till} for {minutes} more min, since {tries} were wrong."
    facts = named("till", opens_at="until")


class TillLocked(NotAllowed):
    """A till is locked, and nobody can be asked for its PIN."""

    code = "till_locked"
    message_template = "Till {till} is locked."
    facts = named("till")


class TabPinWrong(NotAllowed):
    """The PIN of a guest's tab is wrong; `left` is how many more may be tried before it is locked."""

    code = "tab_pin_wrong"
    message_template = "That is not the PIN of {who}. Tries left: {left}."
    facts = named(handle="who", tries_left="left")


class TabLocked(NotAllowed):
    """Too many PINs were wrong, so no PIN opens the tab for a while; `until` is a moment in ms."""

    code = "tab_locked"
    message_template = "The tab of {who} is locked for {minutes} more min, since {tries} PINs were wrong."
    facts = named(handle="who", opens_at="until")


class TabElsewhere(NotAllowed):
    """The file of a tab was given to another till than the one at which it is used."""

    code = "tab_elsewhere"
    message_template = "The file {path} has a tab that was given to another till."
    hint_template = "move it away; the guest gives the tab to each till"
    facts = named("path")


class TabUnfit(NotAllowed):
    """A tab cannot pay at this shop, or a code is none of a tab there."""

    code = "tab_unfit"
    message_template = "No tab pays here: {why}."
    optional = frozenset({"help"})
    facts = named(reason="why")


class TabSpent(NotAllowed):
    """The cap of a guest's tab does not last for a sale; `available` is the rest of it today."""

    code = "tab_spent"
    message_template = (
        "The tab of {who} allows {limit} {currency} a day. {available} {currency} of that is left, and this is"
        " {amount} {currency}."
    )
    hint_template = "take cash for it"
    facts = named("limit", "available", "amount", "currency", handle="who")


class TabShort(Short):
    """A guest who pays by their tab has too little money; how much they have is nobody's business at a till."""

    code = "tab_short"
    message_template = "{who} does not have {needed} {currency}."
    hint_template = "take cash, or let somebody else pay"
    facts = named("needed", "currency", handle="who")


class ReceiptInvalid(Unreadable):
    """A receipt is not what its orders come to, or nothing proves it."""

    code = "receipt_invalid"
    message_template = "Do not believe this receipt: {reason}."
    optional = frozenset({"help"})
    facts = named("reason")


class NotWitnessed(Unavailable):
    """No order of the shop knows a payment yet, so nobody but the shop can show that it stands in the ledger."""

    code = "not_witnessed"
    message_template = "{who} has signed nothing since it was paid, so its receipt would prove nothing yet."
    hint_template = "ask {who} for the file, or try again after its next sale"
    facts = named(handle="who")
