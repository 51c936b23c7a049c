"""Errors of exit status 1 and 2: the user said no, or the command line needs fixing."""

from __future__ import annotations

from paycli.errors.base import PaycliError


# --- 1: the user said no ----------------------------------------------------------------------------------------------
class Cancelled(PaycliError):
    """Cancelled: nothing was done."""

    code, exit_status = "cancelled_by_user", 1


# --- 2: the command line ----------------------------------------------------------------------------------------------
class Usage(PaycliError):
    """{problem}."""

    code, exit_status, hint_template = "usage", 2, "{help}"


class AmountInvalid(Usage):
    """{typed} is not an amount: {reason}."""

    code, hint_template = "amount_invalid", "write it like 12.50, 12.50EUR or EUR12.50"


class HandleInvalid(Usage):
    """{typed} cannot be a handle: {reason}."""

    code, hint_template = "handle_invalid", "2 to 32 of a-z 0-9 _ -, beginning with a letter, like @alice"


class TextInvalid(Usage):
    """The {field} cannot be taken: {reason}."""

    code = "text_invalid"


class AnswerMissing(Usage):
    """Nothing was done: {question} has no answer, and there is no terminal to ask on."""

    code, hint_template = "answer_missing", "give {option}"


class AnswerEnded(AnswerMissing):
    """Nothing was done: {question} has no answer, since the input ended."""

    code = "answer_ended"


class KeyNotUsable(Usage):
    """{what} depends on the moment, so it cannot be repeated under an idempotency key."""

    code, hint_template = "key_not_usable", "{help}"


class CurrencyUnknown(Usage):
    """{currency} is not a currency of this ledger, which has {known}."""

    code = "currency_unknown"
