"""The three short questions of `init`, and those of `join`; each has an option."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NamedTuple

from paycli.app.clocks import is_zone
from paycli.app.ledger_files import address_of, check_new
from paycli.console.ask import ask, ask_hidden, read_secret
from paycli.console.hints import hint_of
from paycli.console.options import named_ledger
from paycli.console.stream import can_ask, why_nobody
from paycli.domain.texts import clean_handle
from paycli.errors import AnswerMissing, CurrencyUnknown, HandleInvalid, Misconfigured, Usage
from paycli.services.people.onboarding import NewLedger, check_place

if TYPE_CHECKING:
    from paycli.app.machine import LocalMachine


class InitOptions(NamedTuple):
    """What the options of `init` said; None and False where one was not given."""

    handle: str | None
    currency: str | None
    play: bool
    real: bool
    share: str | None
    zone: str | None
    vault: str | None
    shop: bool
    name: str | None


def ask_new_ledger(machine: LocalMachine, given: InitOptions) -> NewLedger:
    """Gather what `init` needs, asking for what no option said. Raises AnswerMissing, Usage, HandleInvalid."""
    if given.play and given.real:
        raise Usage(problem="A ledger has play money or real money, not both", help="leave out one")
    named = named_ledger()
    address = address_of(named) if named else machine.default_address()
    check_place(machine, address, would_ask=_would_ask(given))
    if not machine.has_ledger(address):
        check_new(address, given.share, machine.home)
    handle = clean_handle(given.handle or _ask_until_handle(machine))
    currency = given.currency or (_ask_currency(machine) if can_ask() else "EUR")
    if given.zone is not None and not is_zone(given.zone):
        raise Usage(problem=f"There is no time zone {given.zone[:40]}", help="like Europe/Berlin or Asia/Shanghai")
    money = "real" if given.real else "play"
    if not given.play and not given.real:
        money = _ask_money()
    if money == "real" and os.environ.get("PAYCLI_NOW"):
        raise Misconfigured(problem="PAYCLI_NOW moves the clock of play ledgers only", help="unset PAYCLI_NOW")
    return NewLedger(
        handle=handle,
        currency=currency,
        money=money,
        address=address,
        group=given.share,
        zone=given.zone,
        vault=given.vault,
        shop=given.shop,
        name=given.name,
    )


def _would_ask(given: InitOptions) -> bool:
    """Tell whether some answer is missing."""
    return given.handle is None or (given.currency is None and can_ask()) or not (given.play or given.real)


def _ask_currency(machine: LocalMachine) -> str:
    while True:
        typed = ask("Currency", default="EUR", option="--currency").upper()
        try:
            machine.exponent_of(typed)
        except CurrencyUnknown:
            sys.stderr.write("Please type a code of ISO 4217 like EUR, USD, CNY.\n")
        else:
            return typed


def _ask_until_handle(machine: LocalMachine) -> str:
    suggestion = _login_handle(machine)
    _say_what_a_handle_is()
    while True:
        typed = ask("Handle", default=suggestion, option="--handle")
        try:
            return clean_handle(typed)
        except HandleInvalid as error:
            sys.stderr.write(f"{hint_of(error)}\n")


def _say_what_a_handle_is() -> None:
    if can_ask():
        sys.stderr.write("Your handle is the short name that others type to pay you, like ming.\n")


def _login_handle(machine: LocalMachine) -> str | None:
    """Suggest the account's name as a handle, where it has the form of one; never that of the superuser."""
    name = machine.login_name()
    try:
        return clean_handle(name) if name != "root" else None
    except HandleInvalid:
        return None


def _ask_money() -> str:
    if not can_ask():
        raise AnswerMissing(question="play or real money", why=why_nobody(), option="--play or --real")
    while True:
        typed = ask("Play or real money?", default="play", option="--play or --real").casefold()
        if typed in {"play", "real"}:
            return typed
        sys.stderr.write("Please type play or real.\n")


def find_ledger(machine: LocalMachine, typed: str) -> str:
    """Give the address of the ledger to join, so that nobody is asked about a file that is not there.

    Raises LedgerMissing, NotALedger, PermissionRefused.
    """
    address = address_of(typed)
    machine.book(address).close()
    return address


def ask_handle(machine: LocalMachine, typed: str | None) -> str:
    """Give the handle to join with: the option's, else the account's name, else asked for."""
    if typed is not None:
        return clean_handle(typed)
    suggestion = _login_handle(machine)
    if suggestion is None:
        _say_what_a_handle_is()
    return suggestion or clean_handle(ask("Handle", option="--handle"))


def ask_code(machine: LocalMachine, address: str, handle: str, source: str | None) -> str | None:
    """Give the invitation's code: from stdin for `-`, else asked for hidden; empty asks the operator instead.

    Somebody who is known on the ledger already is not asked again.
    """
    if source is not None:
        return read_secret(source, "Code", option="-")
    if not can_ask() or any((p.address, p.name) == (address, handle) for p in machine.profiles()):
        return None
    return ask_hidden("Code (Enter without one asks the operator)", option="-", empty=True) or None
