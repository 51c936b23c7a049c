"""Errors of exit status 1 and 2: the user said no, or the command line needs fixing."""

from __future__ import annotations

from paycli.errors.base import PaycliError, named


# --- 1: the user said no ----------------------------------------------------------------------------------------------
class Cancelled(PaycliError):
    """A person was asked and did not say yes."""

    code, exit_status = "cancelled_by_user", 1
    message_template = "Cancelled: nothing was done."


# --- 2: the command line ----------------------------------------------------------------------------------------------
class Usage(PaycliError):
    """What was typed cannot be what was meant."""

    code, exit_status = "usage", 2
    message_template = "{problem}."
    optional = frozenset({"help"})


class AmountInvalid(Usage):
    """A text is no amount of money."""

    code = "amount_invalid"
    message_template = "{typed} is not an amount: {reason}."
    hint_template = "write it like 12.50, 12.50EUR or EUR12.50"
    facts = named("typed", "reason")


class HandleInvalid(Usage):
    """A text cannot be a name on a ledger."""

    code = "handle_invalid"
    message_template = "{typed} cannot be a handle: {reason}."
    hint_template = "2 to 32 of a-z 0-9 _ -, beginning with a letter, like @alice"
    facts = named("typed", "reason")


class TextInvalid(Usage):
    """A note, a name or a word is too long, or no text."""

    code = "text_invalid"
    message_template = "The {field} cannot be used: {reason}."
    facts = named("field", "reason")


class AnswerMissing(Usage):
    """Something must be asked, and nobody is there to answer; `why` says what keeps paycli from asking."""

    code = "answer_missing"
    message_template = "Nothing was done: {question} has no answer{why}."
    hint_template = "give {option}"
    optional = frozenset({"why"})
    facts = named("option", "question")


class AnswerEnded(AnswerMissing):
    """Something was asked, and whoever was asked ended the input."""

    code = "answer_ended"
    message_template = "Cancelled: nothing was done."
    hint_template = ""


class KeyWanted(Usage):
    """A script orders what a repeat would do once more, and does not say whether it may."""

    code = "key_wanted"
    message_template = "Nothing was done: if this command ran twice, it would do it twice."


class IdsMissing(Usage):
    """Rows of a batch without an id would be paid once more when somebody corrects them, where nobody looks."""

    code = "ids_missing"
    message_template = "{rows} rows have no id, so a row that is corrected would be paid once more."
    facts = named("rows")


class KeyNotUsable(Usage):
    """A repeat under the same key could mean something else than the first run."""

    code = "key_not_usable"
    message_template = "{what} depends on the moment, so it cannot be repeated under an idempotency key."
    facts = named("what")


class CurrencyUnknown(Usage):
    """The ledger does not have a currency."""

    code = "currency_unknown"
    message_template = "This ledger has no {currency}. It has {known}."
    facts = named("currency", choices="known")


class NoCurrency(CurrencyUnknown):
    """A word is the code of no currency at all."""

    code = "no_currency"
    message_template = "{currency} is not a currency."
    hint_template = "a code of ISO 4217, like EUR, USD, CNY or JPY"


class CursorUnknown(Usage):
    """A list is to go on behind a place that it does not have: the cursor is of another ledger or another list."""

    code = "cursor_unknown"
    message_template = "This list has no place {cursor} to go on from."
    hint_template = "begin at the top of the list again"
    facts = named("cursor")
