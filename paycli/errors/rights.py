"""Refusals of exit status 6 and 7: not allowed, or over a limit."""

from __future__ import annotations

from paycli.errors.base import PaycliError


# --- 6: not allowed ---------------------------------------------------------------------------------------------------
class NotAllowed(PaycliError):
    """{reason}."""

    code, exit_status = "not_allowed", 6


class WrongSigner(NotAllowed):
    """An order {kind} is not valid from this key: {reason}."""

    code = "wrong_signer"


class SignatureBad(NotAllowed):
    """The signature does not fit the order."""

    code = "signature_bad"


class KeyRefused(NotAllowed):
    """This public key is not acceptable: {reason}."""

    code = "key_refused"


class NotAdmitted(NotAllowed):
    """{who} is not admitted to this ledger yet."""

    code, hint_template = "not_admitted", "the operator types: paycli wallet admit HANDLE"


class NotForYou(NotAllowed):
    """There is no such envelope for you."""

    code, hint_template = "not_for_you", "paycli inbox"


class Blocked(NotAllowed):
    """{who} takes nothing from you."""

    code = "blocked"


class KeyChanged(NotAllowed):
    """The key of {who} is not the one that you knew: {now} instead of {known}."""

    code = "key_changed"
    hint_template = "ask {who} in person; if they say the same: paycli contact verify {name}"


class OwnEnvelope(NotAllowed):
    """You cannot take from your own lucky envelope."""

    code = "own_envelope"


class SelfPayment(NotAllowed):
    """Nobody pays themselves."""

    code = "self_payment"


class CodeWrong(NotAllowed):
    """That code is not right."""

    code = "code_wrong"


class OperatorOnly(NotAllowed):
    """Only the operator of this ledger can do that, and the operator's key is not on this account."""

    code = "operator_only"


class ShopOnly(NotAllowed):
    """Only a shop can do that, and {who} is a person's wallet."""

    code, hint_template = "shop_only", "paycli wallet new HANDLE --shop"


class SandboxRefused(NotAllowed):
    """The sandbox bank is play money, and this is a ledger of real money."""

    code = "sandbox_refused"


class CodeWanted(NotAllowed):
    """{card} wants a code from the bank, and it was wrong or missing."""

    code, hint_template = "code_wanted", "the sandbox's code is 246810"


# --- 7: limits --------------------------------------------------------------------------------------------------------
class LimitExceeded(PaycliError):
    """{amount} is over the limit of {limit} for one order."""

    code, exit_status = "limit_exceeded", 7
    hint_template = "the operator may change it: paycli ledger set most-per-order"


class TooManyPackets(LimitExceeded):
    """{count} packets are more than the {limit} that one envelope may have."""

    code, hint_template = "too_many_packets", "the operator may change it: paycli ledger set most-packets"


class TooLargePackets(LimitExceeded):
    """{amount} in {count} packets is more than {limit} for each."""

    code, hint_template = "too_large_packets", "the operator may change it: paycli ledger set most-per-packet"


class TooManyEnvelopes(LimitExceeded):
    """You have sent {sent} today, and the limit is {limit} a day; the next day begins at 00:00 UTC."""

    code, hint_template = "too_many_envelopes", "the operator may change it: paycli ledger set most-envelopes-per-day"


class TooManyWallets(LimitExceeded):
    """There is room for {limit} wallets, and that would be more."""

    code, hint_template = "too_many_wallets", ""


class AmountTooLarge(LimitExceeded):
    """{amount} is more than this ledger can hold in one account."""

    code, hint_template = "amount_too_large", ""
