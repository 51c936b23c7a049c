"""Refusals of exit status 3, 4 and 5: no money, gone, or in conflict with what is there."""

from __future__ import annotations

from paycli.errors.base import PaycliError


# --- 3: short of money or declined ------------------------------------------------------------------------------------
class Short(PaycliError):
    """There is not enough money."""

    code, exit_status = "short", 3


class InsufficientFunds(Short):
    """{who} has {available}, {needed} needed."""

    code, hint_template = "insufficient_funds", "{help}"


class CardDeclined(Short):
    """{card} was declined: {reason}."""

    code, hint_template = "card_declined", "try another card: paycli card list"


# --- 4: gone, empty or expired ----------------------------------------------------------------------------------------
class Gone(PaycliError):
    """It is not there."""

    code, exit_status = "gone", 4


class NotFound(Gone):
    """There is no {what} {typed} here."""

    code, hint_template = "not_found", "{help}"


class PrefixAmbiguous(Gone):
    """{typed} fits {count} things."""

    code, hint_template = "prefix_ambiguous", "type more characters: {candidates}"


class EnvelopeEmpty(Gone):
    """This envelope is empty: all gone{detail}."""

    code = "envelope_empty"


class EnvelopeExpired(Gone):
    """This envelope expired{detail}; what was left went back to its sender."""

    code = "envelope_expired"


class EnvelopeCancelled(Gone):
    """The sender cancelled this envelope{detail}."""

    code = "envelope_cancelled"


class NotYetOpen(Gone):
    """This envelope opens {opens_at}."""

    code, hint_template = "not_yet_open", "try again then"


class NothingToGrab(Gone):
    """There is no envelope that you may grab."""

    code = "nothing_to_grab"


class SaleExpired(Gone):
    """This sale expired before it was paid."""

    code, hint_template = "sale_expired", "the shop charges again: paycli pos charge"


class SaleCancelled(Gone):
    """The shop cancelled this sale."""

    code = "sale_cancelled"


class InviteGone(Gone):
    """This invitation was used or has expired."""

    code, hint_template = "invite_gone", "ask the operator for a new one: paycli wallet invite {handle}"


class OrderExpired(Gone):
    """The order was good until {until}, and the ledger's time is {now}."""

    code, hint_template = "order_expired", "run the command again, so that a fresh order is signed"


class CardMissing(Gone):
    """No card is bound to this profile."""

    code, hint_template = "card_missing", "{help}"


class CardUnknown(Gone):
    """No card {typed} is bound to this profile."""

    code, hint_template = "card_unknown", "paycli card list"


# --- 5: conflicts -----------------------------------------------------------------------------------------------------
class Conflict(PaycliError):
    """It conflicts with what is already there."""

    code, exit_status = "conflict", 5


class IdempotencyConflict(Conflict):
    """The same id or key was used before for another order."""

    code, hint_template = "idempotency_conflict", "use a new key, or repeat the first command exactly"


class AlreadyGrabbed(Conflict):
    """You already took your packet from this envelope{detail}."""

    code = "already_grabbed"


class AlreadyPaid(Conflict):
    """This sale is already paid."""

    code = "already_paid"


class AlreadyEnded(Conflict):
    """It has already ended: {state}."""

    code = "already_ended"


class AlreadyRefunded(Conflict):
    """Of {paid} that was paid, {refunded} was refunded before: {left} is left to refund."""

    code = "already_refunded"


class HandleTaken(Conflict):
    """The handle @{handle} belongs to somebody else on this ledger."""

    code, hint_template = "handle_taken", "choose another name"


class KeyTaken(Conflict):
    """This key already belongs to somebody: a key belongs to one party for ever."""

    code = "key_taken"


class AlreadyAdmitted(Conflict):
    """This wallet is already admitted."""

    code = "already_admitted"


class AlreadyThere(Conflict):
    """{what} is already there."""

    code, hint_template = "already_there", "{help}"


class ReferenceTaken(Conflict):
    """The reference {reference} of rail {rail} was booked before."""

    code = "reference_taken"
