"""What to type next: the hint of each error as a line for a shell. Rules and services raise with values only.

A class whose hint is in plain words has it beside its message, in paycli/errors; here are those that name a command.
"""

from __future__ import annotations

from paycli import errors
from paycli.errors import PaycliError

_STOP_AND_AUDIT = "stop, keep a copy of the file, and run: paycli ledger audit"
_REPEAT_OR_LOOK = "repeat the command with the same --idempotency-key, or look: paycli log"

# A class that is not here has the hint of its parent, unless it states one of its own.
HINTS: dict[type[PaycliError], str] = {
    errors.CardDeclined: "try another card: paycli card list",
    errors.SaleExpired: "the shop charges again: paycli pos charge",
    errors.InviteGone: "ask the operator for a new one: paycli wallet invite HANDLE",
    errors.CardUnknown: "paycli card list",
    errors.NotAdmitted: "the operator types: paycli wallet admit HANDLE",
    errors.NotForYou: "paycli inbox",
    errors.KeyChanged: "ask {who} in person; if they say the same: paycli contact verify {name}",
    errors.ShopOnly: "paycli wallet new HANDLE --shop",
    errors.LimitExceeded: "the operator may change it: paycli ledger set most-per-order",
    errors.TooManyPackets: "the operator may change it: paycli ledger set most-packets",
    errors.TooLargePackets: "the operator may change it: paycli ledger set most-per-packet",
    errors.TooManyEnvelopes: "the operator may change it: paycli ledger set most-envelopes-per-day",
    errors.NotInitialised: "paycli init, or paycli join PATH",
    errors.WalletAmbiguous: "add --as PROFILE or set PAYCLI_AS; known: {known}",
    errors.ProfileAmbiguous: "name one with --as PROFILE, and its ledger with --ledger PATH",
    errors.NoKeyring: "start your keyring, or use a sealed file: --vault sealed with PAYCLI_PASSPHRASE_FILE",
    errors.LedgerMissing: "paycli init, or check the path",
    errors.SchemaOld: "the operator types: paycli ledger upgrade",
    errors.ClockWrong: "set this machine's clock; if the ledger's time is wrong: paycli ledger clock --set",
    errors.Broken: _STOP_AND_AUDIT,
    errors.NotFair: _STOP_AND_AUDIT,
    errors.InternalError: "please report it; with --debug you see where",
    errors.Pending: "paycli show {short}, or paycli tick",
    errors.CommitUnknown: _REPEAT_OR_LOOK,
    errors.OutputFailed: _REPEAT_OR_LOOK,
}


def template_of(error: type[PaycliError]) -> str:
    """Give the hint of a class with its fields in braces; empty where nothing helps."""
    for each in error.__mro__:
        if each in HINTS:
            return HINTS[each]
        if "hint_template" in vars(each):
            return str(vars(each)["hint_template"])
    return ""


def hint_of(error: PaycliError) -> str:
    """Say what to do next: what the raise site says of it, else the hint of the class; empty where nothing helps."""
    said = error.values.get("help")
    return str(said) if said is not None else error.filled(template_of(type(error)))


def words_of(help_: str | PaycliError) -> str:
    """Write what helps: plain words stand for themselves, an error for its hint."""
    return hint_of(help_) if isinstance(help_, PaycliError) else help_
