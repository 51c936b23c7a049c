"""Mandates: keys of the own wallet that can do little, each in a file of its own, for scripts and other hands."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.ids import claim_message, key_id, name_of
from paycli.domain.key_bodies import KeyAddBody, KeyRevokeBody
from paycli.domain.mandate_records import MandateFile
from paycli.domain.money import parse_money
from paycli.domain.scopes import CAN, DAY, MONTH, PAY_NOBODY, Grant, PayeesOf, Scope, mandate_name
from paycli.domain.tabs import is_tab_name
from paycli.domain.texts import clean_handle
from paycli.domain.till_names import till_of_mandate
from paycli.errors import AlreadyThere, NotAllowed, NotFound, PaycliError, Pending, Usage, step
from paycli.services.engine.intents import Execution, Intent, carry_out, preflight
from paycli.services.people.mandates_shown import MandateShown, shown_mandate
from paycli.services.reading.around_orders import before_posting
from paycli.services.reading.groups import group_open
from paycli.services.reading.names import is_group, known_owner, resolve
from paycli.services.reading.reader import reading
from paycli.signing import public_of, sign

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paycli.domain.ports import App
    from paycli.domain.scopes import Payees
    from paycli.domain.state import Key
    from paycli.errors import Help
    from paycli.services.engine.drafts import Draft
    from paycli.services.reading.reader import Reader

# What pays nobody needs no payees.
_PAYS_NOBODY = {word for word, kinds in CAN.items() if set(kinds) <= PAY_NOBODY}


class NewMandate(NamedTuple):
    """A mandate as it was typed: its name, what it is for, whom it may pay, its caps and its times (ms).

    `most` are amounts with a period, like 500/day; `orders` is a number for each day. `to` is empty where `anybody` may
    be paid. `out` is the path of its file, or `fd:N`.
    """

    name: str
    can: tuple[str, ...]
    out: str
    until: int
    to: tuple[str, ...] = ()
    anybody: bool = False
    most: tuple[str, ...] = ()
    per_order: str | None = None
    total: str | None = None
    orders: int | None = None
    starts_at: int | None = None
    day_at_ms: int = 0


class MandateMade(NamedTuple):
    """A mandate after a command; `changed` is false where it was so already. `out` is where its file is."""

    mandate: MandateShown
    changed: bool
    out: str = ""


def _agree(_mandate: MandateShown) -> None:
    """Agree without asking: what scripts and tests do."""


def new(app: App, terms: NewMandate, agree: Callable[[MandateShown], None] = _agree) -> MandateMade:
    """Give a key of its own a part of the own wallet's rights, and write it into a file.

    Raises Usage, AmountInvalid, NotFound, NotAllowed for somebody else's group, and what `make` raises.
    """
    return make(app, lambda reader: _scope_of(reader, terms), terms.out, agree)


def make(
    app: App, scope_of: Callable[[Reader], Scope], out: str, agree: Callable[[MandateShown], None] = _agree
) -> MandateMade:
    """Make a mandate with a scope, and write its key into a file.

    The file comes first, so that a repeat after a lost answer finds the key in it. Raises what reading the scope
    raises, and AlreadyThere for a name or a file that is in use.
    """
    with before_posting(app, "key.add") as reader:
        scope = scope_of(reader)
        found = _file(app, scope.name, out)
        there = _in_force(reader, scope.name)
        if there is not None:
            if found is None or there.id != key_id(public_of(found.seed)) or there.scope != scope:
                raise AlreadyThere(what=f"The mandate {scope.name}", help=step("revoke_mandate", name=scope.name))
            return MandateMade(shown_mandate(reader, there), changed=False, out=out)
    seed = os.urandom(32) if found is None else found.seed
    file = MandateFile(
        name=scope.name,
        address=app.profile.address,
        ledger=app.profile.ledger,
        wallet=app.profile.wallet,
        handle=app.profile.name,
        seed=seed,
        money=app.registry.money,
    )
    intent = Intent(
        "key.add",
        lambda draft: mandate_body(draft, seed, scope),
        ready=None if found is not None else lambda _: app.mandate_files.write(out, file),
    )
    preflight(app, Execution(), intent)
    with reading(app) as reader:
        agree(shown_mandate(reader, mandate_as_key(seed, file.wallet, scope)))
    _add(app, intent, out, is_new=found is None)
    with reading(app) as reader:
        return MandateMade(shown_mandate(reader, mandate_as_key(seed, file.wallet, scope)), changed=True, out=out)


def check_terms(app: App, terms: NewMandate) -> None:
    """Refuse terms that no mandate can be made by, before anybody is asked; raises what `new` raises of them."""
    with before_posting(app, "key.add") as reader:
        _file(app, _scope_of(reader, terms).name, terms.out)


def _file(app: App, name: str, out: str) -> MandateFile | None:
    """Read the file of a mandate if it is there; raises AlreadyThere where it is of another one."""
    found = app.mandate_files.read(out)
    if found is not None and (found.ledger, found.wallet, found.name) != (*_of(app), name):
        raise AlreadyThere(what=out, help="choose another path")
    return found


def _add(app: App, intent: Intent, out: str, *, is_new: bool) -> None:
    """Order the key; the file of one that was refused is of no use to anybody."""
    try:
        carry_out(app, Execution(), intent)
    except Pending:
        raise
    except PaycliError as error:
        if is_new and not isinstance(error, AlreadyThere):
            app.mandate_files.forget(out)
        raise


def _of(app: App) -> tuple[str, str]:
    return app.profile.ledger, app.profile.wallet


def mandate_as_key(seed: bytes, wallet: str, scope: Scope) -> Key:
    """Give the row that the key of a mandate would have."""
    from paycli.domain.state import Key

    public = public_of(seed)
    return Key(key_id(public), public, wallet, None, scope)


def mandate_body(draft: Draft, seed: bytes, scope: Scope) -> KeyAddBody:
    """Give the body of the order that adds the key of a mandate, with the proof that its seed is at hand."""
    wallet = str(draft.wallet)
    proof = sign(seed, claim_message(name_of(draft.id, wallet), wallet))
    return KeyAddBody(public=public_of(seed), scope=scope, proof=proof)


# --- reading what was typed ------------------------------------------------------------------------------------------
def _scope_of(reader: Reader, terms: NewMandate) -> Scope:
    if not mandate_name(terms.name):
        raise _usage(f"{terms.name[:40]} cannot be the name of a mandate", "1 to 32 of a-z 0-9 -, like payroll")
    if till_of_mandate(terms.name) is not None:
        raise _usage(f"{terms.name} would be the key of a till", step("set_up_till"))
    if is_tab_name(terms.name):
        raise _usage(f"{terms.name} would be a tab at a shop", step("join_tab", shop="SHOP"))
    unknown = [word for word in terms.can if word not in CAN]
    if unknown or not terms.can:
        problem = f"A mandate cannot be for {unknown[0][:20]}" if unknown else "Say what the mandate can do"
        raise _usage(problem, f"some of: {','.join(CAN)}")
    if terms.until <= reader.time or (terms.starts_at or 0) >= terms.until:
        raise _usage("The mandate would be over before it begins", "give a later end")
    limits, currency = _limits(reader, terms)
    kinds = tuple(sorted({kind for word in terms.can for kind in CAN[word]}))
    grant = Grant(currency, kinds, _payees(reader, terms), count_per_day=terms.orders, **limits)
    return Scope(terms.name, terms.starts_at, terms.until, terms.day_at_ms, (grant,))


def _usage(problem: str, help_: Help) -> Usage:
    return Usage(problem=problem, help=help_, money="No mandate was made.")


def _limits(reader: Reader, terms: NewMandate) -> tuple[dict[str, int], str]:
    """Read the caps; gives them by their field, and their one currency."""
    registry, typed = reader.registry, dict[str, str]()
    for each in terms.most:
        amount, _, period = each.rpartition("/")
        if period not in {DAY, MONTH} or f"per_{period}_minor" in typed:
            raise _usage(f"Cannot read {each[:40]} as a cap", step("give_caps"))
        typed[f"per_{period}_minor"] = amount
    typed |= {"per_order_minor": terms.per_order} if terms.per_order is not None else {}
    typed |= {"total_minor": terms.total} if terms.total is not None else {}
    read = {name: parse_money(text, registry.currencies, registry.default_currency) for name, text in typed.items()}
    currencies = {money.currency for money in read.values()} or {registry.default_currency}
    if len(currencies) > 1:
        raise _usage("The caps of a mandate are in one currency", "make another mandate for the other currency")
    return {name: money.amount_minor for name, money in read.items()}, currencies.pop()


def _payees(reader: Reader, terms: NewMandate) -> Payees:
    """Read whom it may pay: anybody, some wallets, or the members of one own group, whoever they are by then."""
    if terms.anybody or (not terms.to and set(terms.can) <= _PAYS_NOBODY):
        if terms.to:
            raise _usage("Either it pays anybody, or those whom you name", step("name_payees"))
        return None
    if not terms.to:
        raise _usage("Say whom it may pay", step("name_payees"))
    owners = [known_owner(reader, clean_handle(each)) for each in terms.to]
    if not any(owner is not None and is_group(owner) for owner in owners):
        return tuple(sorted({resolve(reader, each) for each in terms.to}))
    if len(terms.to) > 1:
        raise _usage("A mandate pays one group, or wallets that you name", "make another mandate for the others")
    group = group_open(reader, terms.to[0])
    if group.maker != reader.own:
        raise NotAllowed(reason="A mandate pays only a group that you made", help=step("make_group"))
    return PayeesOf(group.id)


# --- those that are there --------------------------------------------------------------------------------------------
def _in_force(reader: Reader, name: str) -> Key | None:
    found = [key for key in reader.view.mandates_of(reader.own) if key.scope is not None and key.scope.name == name]
    return next((key for key in found if key.revoked_n is None), None)


def mandates(reader: Reader, *, revoked: bool = False) -> Sequence[MandateShown]:
    """List the mandates of the own wallet, newest first; the revoked ones only where they are asked for."""
    keys = [key for key in reader.view.mandates_of(reader.own) if revoked or key.revoked_n is None]
    return [shown_mandate(reader, key) for key in reversed(keys)]


def show(reader: Reader, name: str) -> MandateShown:
    """Show one mandate: what it may do, and what is left of it. Raises NotFound."""
    key = _in_force(reader, name)
    if key is None:
        raise NotFound(what="mandate", typed=name[:40], help=step("look_at_mandates"))
    return shown_mandate(reader, key)


def revoke(app: App, name: str) -> MandateMade:
    """Take a mandate out of force for good; one that was revoked stays so. Raises NotFound."""
    with before_posting(app, "key.revoke") as reader:
        found = [key for key in reader.view.mandates_of(reader.own) if key.scope is not None and key.scope.name == name]
        if not found:
            raise NotFound(what="mandate", typed=name[:40], help=step("look_at_mandates"))
        key = next((each for each in found if each.revoked_n is None), None)
        if key is None:
            return MandateMade(shown_mandate(reader, found[-1]), changed=False)
    carry_out(app, Execution(), Intent("key.revoke", lambda _: KeyRevokeBody(key.id)))
    with reading(app) as reader:
        gone = next(each for each in reader.view.mandates_of(reader.own) if each.id == key.id)
        return MandateMade(shown_mandate(reader, gone), changed=True)
