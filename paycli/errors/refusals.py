"""Refusals of exit status 3, 4 and 5: no money, gone, or in conflict with what is there."""

from __future__ import annotations

from paycli.errors.base import PaycliError, named


# --- 3: short of money or declined ------------------------------------------------------------------------------------
class Short(PaycliError):
    """Money is missing, or a card gave none."""

    code, exit_status = "short", 3
    message_template = "There is not enough money."


class InsufficientFunds(Short):
    """An account would fall below its floor; `credit` says how far that is below nothing, where it is.

    `available` is what can be spent, with the credit. Amounts are decimal texts in `currency`. `most` is
    the same as it is typed; empty where that is nothing.
    """

    code = "insufficient_funds"
    message_template = "{who} has {balance} {currency}{credit}, but needs {needed} {currency}."
    optional = frozenset({"credit", "help", "most", "wallet"})
    facts = named("wallet", "balance", "available", "needed", "currency", handle="who")


class BatchSpent(Short):
    """A batch has too little money, or no row, left for one more."""

    code = "batch_spent"
    message_template = (
        "The batch holds {available} {currency} for {rows_left} more rows, and this row wants {needed} {currency}."
    )
    facts = named("of", "available", "needed", "currency", "rows_left")


class CardDeclined(Short):
    """The bank behind a card says no."""

    code = "card_declined"
    message_template = "{card} was declined: {reason}."
    optional = frozenset({"help"})
    facts = named("reason", by="card")


# --- 4: gone, empty or expired ----------------------------------------------------------------------------------------
class Gone(PaycliError):
    """What an order is about is not there, or no longer."""

    code, exit_status = "gone", 4
    message_template = "It is not there."


class NotFound(Gone):
    """Nothing that the wallet may see is what was typed."""

    code = "not_found"
    message_template = "There is no {what} {typed} here{detail}."
    optional = frozenset({"detail", "help"})
    facts = named("what", "typed")


class ItemsMissing(NotFound):
    """The shop has no file of items on this account."""

    code = "items_missing"
    message_template = "There is no file of items for @{shop} here."
    facts = named("path")


class ContactUnknown(NotFound):
    """Nobody is known under that handle."""

    code = "contact_unknown"
    message_template = "There is no contact {who}."
    facts = named(handle="who")


class PrefixAmbiguous(Gone):
    """The beginning of an id is that of several things."""

    code = "prefix_ambiguous"
    message_template = "{count} ids begin with {typed}."
    hint_template = "type more characters: {candidates}"
    facts = named("typed", "ids")


class EnvelopeEmpty(Gone):
    """Every packet of an envelope was taken; `detail` says how many, and how fast, to those who may know."""

    code = "envelope_empty"
    message_template = "This envelope is empty: all gone{detail}."
    optional = frozenset({"detail"})
    facts = named("of")


class EnvelopeExpired(Gone):
    """An envelope's time is over; `at` (ms) is when that was, `detail` the same for people to read."""

    code = "envelope_expired"
    message_template = "This envelope expired{detail}; the rest goes back to its sender."
    optional = frozenset({"at", "detail"})
    facts = named("of", due="at")


class EnvelopeCancelled(Gone):
    """The sender took an envelope back; `detail` says how many packets were gone by then."""

    code = "envelope_cancelled"
    message_template = "The sender cancelled this envelope{detail}."
    optional = frozenset({"detail"})
    facts = named("of")


class NotYetOpen(Gone):
    """An envelope opens later: `opens_at` is when, for people to read, and `at` the same in ms."""

    code, retry = "not_yet_open", "later"
    message_template = "This envelope opens {opens_at}."
    hint_template = "try again then"
    optional = frozenset({"at"})
    facts = named("of", opens_at="at")


class NothingToGrab(Gone):
    """No open envelope has a packet for the wallet; `short` is one that opens later, `at` (ms) when that is."""

    code = "nothing_to_grab"
    message_template = "There is no envelope that you may grab{detail}."
    optional = frozenset({"at", "detail", "short"})
    facts = named(opens_at="at")


class SaleExpired(Gone):
    """A sale's time is over and nobody paid."""

    code = "sale_expired"
    message_template = "This sale expired before it was paid."
    facts = named("of")


class SaleCancelled(Gone):
    """The shop took a sale back."""

    code = "sale_cancelled"
    message_template = "The shop cancelled this sale."
    facts = named("of")


class InviteGone(Gone):
    """An invitation admits once, and for a day."""

    code = "invite_gone"
    message_template = "This invitation was used or has expired."
    facts = named("of")


class JoinRequestOver(Gone):
    """A wallet asked to be admitted longer ago than requests last, or was rejected."""

    code = "join_request_over"
    message_template = "This request to join was rejected or has expired."
    optional = frozenset({"wallet"})
    facts = named("wallet", handle="who")


class OrderExpired(Gone):
    """An order reaches the door after its time."""

    code = "order_expired"
    message_template = "The order was valid until {until}, and the ledger's time is {now}."
    hint_template = "run the command again, so that a fresh order is signed"
    facts = named(until="until_ms", clock="now_ms")


class CardMissing(Gone):
    """A card is needed, and the profile has none."""

    code = "card_missing"
    message_template = "No card is bound to this profile."
    optional = frozenset({"help"})


class CardUnknown(Gone):
    """The profile has no card of that name."""

    code = "card_unknown"
    message_template = "No card {typed} is bound to this profile."
    facts = named(card="typed")


# --- 5: conflicts -----------------------------------------------------------------------------------------------------
class Conflict(PaycliError):
    """What is there already stands against it."""

    code, exit_status = "conflict", 5
    message_template = "It conflicts with what is already there."


class IdempotencyConflict(Conflict):
    """One id or key stands for two different orders; `id` is that of the first, which `detail` says to people."""

    code = "idempotency_conflict"
    message_template = "The same id or key was used before for another order{detail}."
    optional = frozenset({"detail"})
    hint_template = "use a new key, or repeat the first command exactly"
    facts = named("n", "time")


class AlreadyGrabbed(Conflict):
    """A wallet takes from an envelope once; `detail` says what it took."""

    code = "already_grabbed"
    message_template = "You already took your packet from this envelope{detail}."
    optional = frozenset({"detail"})
    facts = named("of", "amount", "currency")


class AlreadyPaid(Conflict):
    """A sale is paid once; `at` (ms) is when the own wallet paid it, and `detail` says by whom or how."""

    code = "already_paid"
    message_template = "This sale is already paid{detail}."
    optional = frozenset({"help", "detail", "at"})
    facts = named("of", paid_at="at")


class AlreadyEnded(Conflict):
    """What has come to its end does not end again."""

    code = "already_ended"
    message_template = "It has already ended: {state}{detail}."
    optional = frozenset({"detail", "help"})
    facts = named("of", "state")


class AlreadyRefunded(Conflict):
    """No more is refunded than was paid; amounts are decimal texts in `currency`."""

    code = "already_refunded"
    message_template = (
        "{paid} {currency} was paid and {refunded} {currency} was refunded before:"
        " you can refund {available} {currency} more."
    )
    optional = frozenset({"help"})
    facts = named("of", "refunded", "available", "currency", paid_amount="paid")


class HandleTaken(Conflict):
    """A handle belongs to one party for ever."""

    code = "handle_taken"
    message_template = "The handle @{handle} belongs to somebody else on this ledger."
    hint_template = "choose another name"
    facts = named("handle")


class HandlePromised(HandleTaken):
    """A handle is reserved for somebody who was invited."""

    code = "handle_promised"
    message_template = "The handle @{handle} is reserved for somebody who was invited."
    hint_template = "give the code of the invitation, or choose another name"


class KeyTaken(Conflict):
    """A key belongs to one party for ever."""

    code = "key_taken"
    message_template = "This key already belongs to somebody, and a key can never change its owner."
    facts = named("key_id")


class AlreadyAdmitted(Conflict):
    """A wallet is admitted once."""

    code = "already_admitted"
    message_template = "This wallet is already admitted."
    optional = frozenset({"wallet"})
    facts = named("wallet", handle="who")


class AlreadyThere(Conflict):
    """Something that would be made anew is there, mostly with other values."""

    code = "already_there"
    message_template = "{what} is already there."
    optional = frozenset({"help"})
    facts = named("what")


class ReferenceTaken(Conflict):
    """A rail's reference is booked once."""

    code = "reference_taken"
    message_template = "The reference {reference} of rail {rail} was booked before."
    facts = named("reference", "rail")
