"""Refusals of exit status 6 and 7: not allowed, or over a limit."""

from __future__ import annotations

from paycli.errors.base import PaycliError, named


# --- 6: not allowed ---------------------------------------------------------------------------------------------------
class NotAllowed(PaycliError):
    """The rules give this party no right to it; `then`, a step, says in the same sentence what is to be done.

    `by` is the id of the wallet that has the right: whoever has its profile here is told to act as that.
    """

    code, exit_status = "not_allowed", 6
    message_template = "{reason}{then}."
    optional = frozenset({"by", "help", "then"})
    facts = named("reason")


class WrongSigner(NotAllowed):
    """An order is signed by a key that is not that of its party."""

    code = "wrong_signer"
    message_template = "An order {kind} is not valid from this key: {reason}."
    facts = named("kind", "reason")


class MandateRefused(NotAllowed):
    """A mandate is not for that; `mandate` is its name."""

    code = "mandate_refused"
    message_template = "The mandate {mandate} does not allow that."
    optional = frozenset({"help"})
    facts = named("mandate")


class MandateKind(MandateRefused):
    """An order is of a kind, or in a currency, that none of a mandate's grants names."""

    code = "mandate_kind"
    message_template = "The mandate {mandate} cannot do that. It can only {granted}."
    optional = frozenset({"kind"})
    facts = named("kind")


class MandatePayee(MandateRefused):
    """An order would pay somebody whom a mandate may not pay."""

    code = "mandate_payee"
    message_template = "The mandate {mandate} may not pay {who}."
    optional = frozenset({"wallet"})
    facts = named("wallet", handle="who")


class MandateNotMaker(MandateRefused):
    """A mandate would take back what the wallet, or another mandate of it, has made."""

    code = "mandate_not_maker"
    message_template = "The mandate {mandate} takes back only what was made with it."
    facts = named("of")


class MandateNotInForce(MandateRefused):
    """A mandate has not begun, has ended or was revoked; `why` says which."""

    code = "mandate_not_in_force"
    message_template = "The mandate {mandate} {why}."
    facts = named(reason="why")


class MandateOrderTooLarge(MandateRefused):
    """One order is over the cap of a mandate for one; `cap` names it, as the scope does."""

    code = "mandate_order_too_large"
    message_template = (
        "The mandate {mandate} may spend {limit} {currency} in one order, and this is {amount} {currency}."
    )
    optional = frozenset({"cap"})
    facts = named("cap", "limit", "amount", "currency")


class MandateSpent(MandateRefused):
    """A mandate's cap of the day, the month or for ever does not last for an order; `available` is the rest of it."""

    code = "mandate_spent"
    message_template = (
        "The mandate {mandate} may spend {limit} {currency} {period}. {available} {currency} of that is left,"
        " and this is {amount} {currency}."
    )
    optional = frozenset({"cap"})
    facts = named("cap", "limit", "available", "amount", "currency")


class MandateCountReached(MandateRefused):
    """A mandate has given as many orders as it may in a day."""

    code = "mandate_count_reached"
    message_template = "The mandate {mandate} may give {most} orders a day, and gave them all."
    optional = frozenset({"cap"})
    facts = named("cap", limit="most")


class SignatureBad(NotAllowed):
    """The bytes of an order are not those that were signed."""

    code = "signature_bad"
    message_template = "The signature does not fit the order."


class KeyRefused(NotAllowed):
    """A public key is no point that signs safely, or not the one that an order names."""

    code = "key_refused"
    message_template = "This public key is not acceptable: {reason}."
    facts = named("reason")


class NotAdmitted(NotAllowed):
    """The operator has not let a wallet in yet."""

    code = "not_admitted"
    message_template = "{who} is not admitted to this ledger yet."
    optional = frozenset({"wallet"})
    facts = named("wallet", handle="who")


class NotForYou(NotAllowed):
    """An envelope is for others; whether there is such an envelope is not said.

    `detail` says the same of a link or a word, whatever the reason.
    """

    code = "not_for_you"
    message_template = "There is no such envelope for you{detail}."
    optional = frozenset({"detail", "help"})


class Blocked(NotAllowed):
    """A payee has blocked the payer."""

    code = "blocked"
    message_template = "{who} accepts nothing from you."
    optional = frozenset({"wallet"})
    facts = named("wallet", handle="who")


class KeyChanged(NotAllowed):
    """A handle has another key than the one that was remembered at the first payment."""

    code = "key_changed"
    message_template = "The key of {who} is not the key that you knew: it is {now}, not {known}."
    facts = named(handle="who", key_now="now", key_known="known")


class OwnEnvelope(NotAllowed):
    """Whoever sends a lucky envelope takes none of its luck."""

    code = "own_envelope"
    message_template = "You cannot take from your own lucky envelope."
    optional = frozenset({"help"})
    facts = named("of")


class NameDiffers(NotAllowed):
    """A payee does not have the display name that somebody expects; `match` says whether it is `close` to it."""

    code = "name_differs"
    message_template = '{who} {called}, and not "{wanted}".'
    hint_template = "ask them for their handle, and compare the key"
    facts = named("name", "match", handle="who")


class SelfPayment(NotAllowed):
    """Payer and payee are one wallet."""

    code = "self_payment"
    message_template = "You cannot pay yourself."


class CodeWrong(NotAllowed):
    """The secret of an invitation was mistyped, or is that of another one."""

    code = "code_wrong"
    message_template = "That code is not right."


class OperatorOnly(NotAllowed):
    """An order is the operator's, and the operator's key is not here."""

    code = "operator_only"
    message_template = "Only the operator of this ledger can do that, and the operator's key is not on this account."


class ShopOnly(NotAllowed):
    """An order is a shop's, and the wallet is a person's; `shops` names those of this account."""

    code = "shop_only"
    message_template = "Only a shop can do that, and {who} is a person's wallet.{shops}"
    optional = frozenset({"help", "shops", "wallet"})
    facts = named("wallet", handle="who")


class SandboxRefused(NotAllowed):
    """Play money would become real money."""

    code = "sandbox_refused"
    message_template = "The sandbox bank is play money, and this is a ledger of real money."


class CodeWanted(NotAllowed):
    """A bank asks for the code that it sent to the card's holder."""

    code = "code_wanted"
    message_template = "{card} needs a code from the bank. The code was wrong or missing."
    hint_template = "the sandbox's code is 246810"
    facts = named(by="card")


# --- 7: limits --------------------------------------------------------------------------------------------------------
class LimitExceeded(PaycliError):
    """One order would spend more than the operator's limit."""

    code, exit_status = "limit_exceeded", 7
    message_template = "{amount} {currency} is over the limit of {limit} {currency} for one order."
    facts = named("amount", "limit", "currency")


class TooManyPackets(LimitExceeded):
    """One envelope would have more packets than the operator's limit."""

    code = "too_many_packets"
    message_template = "One envelope can have at most {limit} packets, not {count}."
    facts = named(packets="count")


class TooLargePackets(LimitExceeded):
    """The packets of an envelope would be larger than the operator's limit."""

    code = "too_large_packets"
    message_template = "{amount} {currency} in {count} packets is more than {limit} {currency} for each."
    facts = named(packets="count")


class TooManyEnvelopes(LimitExceeded):
    """One wallet would send more envelopes in a day than the operator's limit."""

    code = "too_many_envelopes"
    message_template = "You have sent {sent} today, and the limit is {limit} a day; the next day begins at 00:00 UTC."
    optional = frozenset({"sent_today"})
    facts = named("sent_today")


class TooManyJoinRequests(LimitExceeded):
    """More wallets would wait to be admitted than the operator's limit."""

    code = "too_many_join_requests"
    message_template = "{limit} wallets already wait to be admitted, and the limit allows no more."


class TooManyWallets(LimitExceeded):
    """A list in an order would be longer than an order may have it."""

    code, hint_template = "too_many_wallets", ""
    message_template = "There are too many wallets: the limit is {limit}."


class AmountTooLarge(LimitExceeded):
    """An account would pass what its number can hold."""

    code, hint_template = "amount_too_large", ""
    message_template = "{amount} {currency} is more than this ledger can hold in one account."
