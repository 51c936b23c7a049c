"""What to type next, as a line for a shell: rules and services give values only (paycli.errors.steps).

A class whose hint is in plain words has it beside its message, in paycli/errors; here is what names a command.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from paycli import errors
from paycli.errors import PaycliError, Step, fill

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from paycli.errors import Help, StepName

_STOP_AND_AUDIT = "stop, keep a copy of the file, and run: paycli ledger audit"
_SET_CLOCK = "set this machine's clock; if the ledger's time is wrong: paycli ledger clock --set"
_REPEAT_OR_LOOK = "repeat it if it had an --idempotency-key; paycli resume says what became of it"

_ASK_AGAIN = "the other device makes a new one: paycli join PATH --wallet HANDLE"

# Of the fields of a class, these stand in its line as they would be typed.
_PLACES = frozenset({"path"})

# A class that is not here has the hint of its parent, unless it states one of its own.
HINTS: dict[type[PaycliError], str] = {
    errors.CardDeclined: "try another card: paycli card list",
    errors.AlreadyInFlight: "if you want one more, add --again; how it ended: paycli show {short}",
    errors.OutcomeUnreported: "to see it: paycli resume; if you want one more, type the command again after that",
    errors.SaleExpired: "the shop charges again: paycli pos charge",
    errors.DrawerShort: "count the drawer; if money was put in: paycli pos in AMOUNT WHY",
    errors.TillUnclear: "add --till N",
    errors.TillPinBlocked: "wait; the shop's own wallet chooses another one at once: paycli pos pin set",
    errors.TillLocked: "unlock it on a terminal: paycli pos",
    errors.TabPinWrong: "the guest types it again; to choose another one: paycli pos tab add",
    errors.TabLocked: "take cash meanwhile; with a new code of the guest at once: paycli pos tab add",
    errors.ShiftOpen: "how it stands: paycli pos x; to end it: paycli pos close --counted AMOUNT",
    errors.SaleWaits: "wait, or take it back: paycli cancel {number}",
    errors.NoGuestCode: "the operator types: paycli wallet invite -q | paycli pos guest --add - --as SHOP",
    errors.SaleStands: "take it back: paycli cancel {number}",
    errors.InviteGone: "ask the operator for a new one: paycli wallet invite HANDLE",
    errors.CardUnknown: "paycli card list",
    errors.ContactUnknown: "paycli contact list",
    errors.ItemsMissing: "take over a file: paycli item import FILE",
    errors.ItemsWrong: "correct these lines; all of them again: paycli item check FILE",
    errors.NotAdmitted: "the operator types: paycli wallet admit HANDLE",
    errors.NotForYou: "paycli inbox",
    errors.KeyChanged: "ask {who} in person; if they say the same: paycli contact verify {name}",
    errors.KeyRevoked: "see when: paycli wallet key list; to ask for a new one here: paycli join PATH --wallet HANDLE",
    errors.KeyWaits: "on another device of the wallet type: paycli wallet key add {request_code}",
    errors.KeyRequestOver: _ASK_AGAIN,
    errors.KeyRequestBad: _ASK_AGAIN,
    errors.MandateRefused: "the owner of the wallet makes another one: paycli mandate new",
    errors.WantsToBeAsked: "to let them accept it first: paycli send {who} AMOUNT --wait 24h",
    errors.ShopOnly: "make a shop: paycli wallet new HANDLE --shop",
    errors.LimitExceeded: "the operator may change it: paycli ledger set most-per-order",
    errors.RequestsRefused: "tell them in another way: they say who may ask them by paycli wallet set requests",
    errors.TooManyOpenRequests: (
        "wait for an answer, or take one back: paycli request list; the operator may change it:"
        " paycli ledger set most-open-requests"
    ),
    errors.TooManyRequests: "the operator may change it: paycli ledger set most-requests-per-day",
    errors.TooManyPackets: "the operator may change it: paycli ledger set most-packets",
    errors.TooLargePackets: "the operator may change it: paycli ledger set most-per-packet",
    errors.TooManyEnvelopes: "the operator may change it: paycli ledger set most-envelopes-per-day",
    errors.TooManyJoinRequests: (
        "the operator types: paycli wallet reject HANDLE, or paycli ledger set most-join-requests"
    ),
    errors.JoinRequestOver: "the operator may invite them: paycli wallet invite HANDLE",
    errors.TooFewFiles: "raise the limit: ulimit -n 256",
    errors.NotInitialised: "make one: paycli init, or join a ledger: paycli join PATH",
    errors.NoWalletThere: "to join it: paycli join {path}; your ledgers: paycli ledger list",
    errors.WalletAmbiguous: "add --as PROFILE or set PAYCLI_AS; your wallets: {known}",
    errors.ProfileAmbiguous: "name one with --as",
    errors.NoKeyring: "start your keyring, or use a sealed file: --vault sealed with PAYCLI_PASSPHRASE_FILE",
    errors.LedgerCopy: "leave out --ledger and PAYCLI_LEDGER, or name the ledger itself there",
    errors.LedgerMissing: "check the path; your ledgers: paycli ledger list",
    errors.PassphraseMissing: (
        "at a terminal: paycli unlock; elsewhere set PAYCLI_PASSPHRASE_FILE or PAYCLI_PASSPHRASE_COMMAND"
    ),
    errors.KeyWanted: "-k KEY makes a repeat safe; --no-key says that each run may do it again",
    errors.SchemaOld: "the operator types: paycli ledger upgrade",
    errors.ClockWrong: _SET_CLOCK,
    errors.Broken: _STOP_AND_AUDIT,
    errors.LedgerRewound: "keep a copy and ask the operator; if it was put back on purpose: paycli ledger accept",
    errors.NotFair: _STOP_AND_AUDIT,
    errors.InternalError: "please report it; with --debug you see where",
    errors.Pending: "paycli show {short}",
    errors.CommitUnknown: _REPEAT_OR_LOOK,
    errors.OutputFailed: _REPEAT_OR_LOOK,
}


# The line of each step. One that begins with a semicolon ends a sentence.
LINES: dict[StepName, str] = {
    # Looking
    "look_at_batches": "paycli batch list",
    "look_at_contacts": "paycli contact list",
    "look_at_days": "paycli pos report",
    "look_at_envelopes": "paycli envelope list",
    "look_at_groups": "paycli group list",
    "look_at_inbox": "paycli inbox",
    "look_at_items": "paycli item list",
    "look_at_keys": "paycli wallet key list",
    "look_at_ledger": "paycli ledger show",
    "look_at_log": "paycli log",
    "look_at_mandates": "paycli mandate list",
    "look_at_receipt": "paycli pos receipt {sale}",
    "look_at_sales": "paycli pos list",
    "look_at_thing": "paycli show {thing}",
    "look_at_wallets": "paycli wallet list",
    "look_at_withdrawals": "paycli log --kind withdrawal",
    "look_at_yourself": "paycli whoami",
    "take_near_group": "did you mean {near}? All of yours: paycli group list",
    "take_near_wallet": "did you mean {near}? All of them: paycli wallet list",
    # Money
    "say_yes": "paycli accept {thing}",
    "ask_first": "to let them accept it first: paycli send {who} {amount} --wait 24h",
    "be_paid_later": "like --due +7d",
    "say_no": "paycli decline {thing}",
    "fix_amounts": "change an --amount, or leave one out",
    "give_fixed": "like --amount bo=12.50",
    "give_parts": "like --share li=2",
    "let_pay_longer": "give them longer, like --expires 90d",
    "bind_test_card": "paycli card bind --test visa",
    "cancel": "paycli cancel {thing}",
    "charge_item": "paycli pos charge --item {code}",
    "currency_or_note": "a currency is written in capitals, like 100EUR; words like these go into -m: -m {note}",
    "grab": "paycli grab {envelope}",
    "grab_by_link": "paycli grab -",
    "grab_by_word": ("capitals and spaces do not matter, each letter does; ask the sender, then: paycli grab --word"),
    "mend_cash_in": "{who} types: paycli withdraw {amount} --cash",
    "open_day": "open it: paycli pos open --till {till} --float AMOUNT",
    "open_later": "like --open-at 20:00, 2026-11-30T20:00, +2h",
    "pay_code": "paycli pay {code}",
    "pay_out_cash": "paycli cash out {withdrawal}",
    "put_in_cash": "the operator takes cash: paycli cash in",
    "refund": "paycli refund {sale} {amount}",
    "give_back": "paycli give-back {thing}",
    "send_back": "paycli send {who} {amount}",
    "send_cash_back": "; the operator sends the money back: paycli cash out ID --refuse",
    "send_to_group": "a group gets envelopes: paycli envelope send {group} AMOUNT",
    "settle_due": "paycli tick",
    "share_equally": "leave yourself out, or: --rule equal",
    "topup": "paycli topup {amount}",
    "type_instead": "type {right} instead of {wrong}",
    "undo": "to ask for it back: paycli undo {thing}",
    "wait_or_delay": "leave out --wait or --delay",
    "wait_for_rail": "; paycli tick asks the bank how it ended",
    "want_fewer_packets": "leave out -n, or leave out the names: then everybody here may take one",
    # People
    "try_printer": "print a page: paycli pos printer test --till {till}",
    "set_printer": "say where it is: paycli pos printer set WHERE --till {till}",
    "add_tab": "at the till: paycli pos tab add",
    "choose_pin": "choose one: paycli pos pin set --till {till}",
    "check_receipt": "paycli receipt verify CODE",
    "add_to_group": "paycli group add {group} WHO",
    "admit": "paycli wallet admit {name}",
    "ask_for_key": _ASK_AGAIN,
    "be_admitted": "the operator types: paycli wallet admit {name}",
    "compare_keys_again": "remove that file, and compare their keys again: paycli contact verify WHO",
    "give_caps": "like --max 500/day --max 5000/month",
    "give_day_cap": "like --max 20/day",
    "join_tab": "the guest types: paycli tab join {shop} --max AMOUNT/day",
    "leave_tab": "paycli tab leave {shop}",
    "look_at_tabs": "paycli tab list",
    "make_group": "paycli group new HANDLE WHO",
    "name_payees": "like --to bo,li, or --to a group of yours, or --anybody",
    "revoke_mandate": "paycli mandate revoke {name}",
    "set_up_till": "the key of a till: paycli pos setup N",
    "unblock": "paycli contact unblock {name}",
    # Ledgers and this machine
    "add_ledger": "add --ledger {path}, or set PAYCLI_LEDGER to it",
    "admit_rail": "paycli ledger admit-rail {rail}",
    "audit_again": "after a crash of the machine: move that file away, then type: paycli ledger audit",
    "close_or_share": "chmod 600 {path}, or share it from the start: paycli init --share GROUP",
    "close_to_others": "chmod go= {path}",
    "give_ids": "give each row an id, or add --no-key",
    "give_number": "like: paycli ledger set {setting} 100",
    "join_at_till": "the till shows how to join its ledger; there somebody types: paycli pos guest",
    "have_ledger_shared": "ask for a shared ledger: paycli init --share GROUP",
    "have_rail_admitted": "the operator types: paycli ledger admit-rail {rail}",
    "join": "paycli join {address}",
    "join_or_choose_path": "join it with: paycli join PATH, or choose another path",
    "make_wallet": "paycli wallet new HANDLE",
    "make_wallet_or_ledger": (
        "another wallet on it: paycli wallet new HANDLE; another ledger: paycli init --ledger PATH"
    ),
    "name_group_of_ledger": "name its group with --share",
    "name_other_ledger": "name another file with --ledger",
    "put_ledger_back": "put back a copy of it; to begin another: paycli init --ledger PATH",
    "put_note_back": "put it back; without it, paycli tick asks the bank and starts nothing",
    "set_clock": _SET_CLOCK,
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
    if said is None:
        return fill(template_of(type(error)), _for_shell(error.values, _PLACES), error.optional)
    return line_of(said) if isinstance(said, Step) else str(said)


def line_of(step: Step) -> str:
    """Write a step as a line for a shell."""
    if step.name == "type_instead":
        from paycli.console.corrected import corrected

        return corrected(**{name: str(value) for name, value in step.values.items()}) or fill(
            LINES[step.name], step.values
        )
    if step.name == "ask_first":
        from paycli.console.corrected import typed_with

        line = typed_with("--wait", "24h", without="--delay", to=str(step.values["who"]))
        return f"to let them accept it first: {line}" if line else fill(LINES[step.name], _for_shell(step.values))
    return fill(LINES[step.name], _for_shell(step.values))


def _for_shell(values: Mapping[str, object], names: Collection[str] | None = None) -> dict[str, object]:
    """Write values as a shell takes them, all or only those of some names."""
    from shlex import quote

    return {
        name: value if names is not None and name not in names else quote(str(value)) for name, value in values.items()
    }


def words_of(help_: Help | PaycliError) -> str:
    """Write what helps: a step is a line, plain words stand for themselves, and an error for its hint."""
    if isinstance(help_, PaycliError):
        return hint_of(help_)
    return line_of(help_) if isinstance(help_, Step) else help_
