"""A regular's tab at a shop, by the regular: a mandate that pays there alone, up to a cap of a day."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.codes import tab_text
from paycli.domain.ids import key_id
from paycli.domain.money import parse_money
from paycli.domain.scopes import DAY
from paycli.domain.tabs import TabTerms, tab_name, tab_scope, terms_of
from paycli.errors import AlreadyThere, NotAllowed, NotFound, SelfPayment, Usage, step
from paycli.services.engine.intents import Execution, Intent, carry_out, preflight
from paycli.services.engine.pins import check_pin
from paycli.services.people.mandates import mandate_as_key, mandate_body, revoke
from paycli.services.people.mandates_shown import ACTIVE, shown_mandate
from paycli.services.reading.around_orders import before_posting
from paycli.services.reading.names import resolve
from paycli.services.reading.reader import reading
from paycli.signing import public_of, tab_secret, tab_seed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paycli.domain.money import Money
    from paycli.domain.ports import App
    from paycli.domain.state import Key
    from paycli.errors import Help
    from paycli.services.people.mandates_shown import MandateShown
    from paycli.services.reading.reader import Reader


class TabWanted(NamedTuple):
    """A tab as it was typed: at which shop, the most of a day, like 20/day, until when (ms), when its days begin.

    `until_typed` is false where nobody said until when, so that a tab that is there may end at any time.
    """

    shop: str
    most: str
    until: int
    until_typed: bool
    day_at_ms: int


class TabShown(NamedTuple):
    """A tab: at which shop (its handle), and the mandate that it is."""

    shop: str
    mandate: MandateShown


class TabJoined(NamedTuple):
    """A tab after `join`: the code that the till reads; `changed` is false where it was there already."""

    tab: TabShown
    code: str
    changed: bool


class TabLeft(NamedTuple):
    """A tab after `leave`; `changed` is false where it was left before."""

    tab: TabShown
    changed: bool


def _agree(_tab: TabShown) -> None:
    """Agree without asking: what scripts and tests do."""


def join(app: App, wanted: TabWanted, agree: Callable[[TabShown], None] = _agree) -> TabJoined:
    """Give a shop a tab, and give the code that its till reads; a repeat gives the same code again.

    The key is derived from the wallet's own, so nothing has to be kept for that. Raises Usage, AmountInvalid, NotFound,
    NotAllowed for a wallet that is no shop, KeyChanged, and AlreadyThere for a tab there with another cap or end.
    """
    with before_posting(app, "key.add") as reader:
        shop = _shop(app, reader, wanted.shop)
        cap = _cap(reader, wanted.most)
        if wanted.until <= reader.time:
            raise _usage("The tab would be over before it begins", "give a later end")
        terms = TabTerms(shop, cap.currency, cap.amount_minor)
        scope = tab_scope(terms, wanted.until, wanted.day_at_ms)
        before = _keys_at(reader, shop)
        there = next((key for key in before if key.revoked_n is None), None)
    if there is not None:
        return _there(app, there, terms, wanted, number=len(before) - 1)
    # What is refused is refused before anybody is asked, also for a passphrase: by a key that is made up.
    trial = os.urandom(32)
    preflight(app, Execution(), Intent("key.add", lambda draft: mandate_body(draft, trial, scope)))
    with reading(app) as reader:
        agree(TabShown(reader.handle(shop), shown_mandate(reader, mandate_as_key(trial, reader.own, scope))))
    secret = tab_secret(app.signing_seed("wallet"), shop, len(before))
    carry_out(app, Execution(), Intent("key.add", lambda draft: mandate_body(draft, tab_seed(secret), scope)))
    with reading(app) as reader:
        key = next(key for key in _keys_at(reader, shop) if key.revoked_n is None)
        return TabJoined(_shown(reader, key), tab_text(app.profile.ledger, secret), changed=True)


def _there(app: App, key: Key, terms: TabTerms, wanted: TabWanted, *, number: int) -> TabJoined:
    """Show the code of a tab that is there again; raises AlreadyThere where another one is wanted."""
    scope = key.scope
    with reading(app) as reader:
        shown = _shown(reader, key)
        is_same = scope is not None and terms_of(scope) == terms and shown.mandate.state == ACTIVE
        if scope is None or not is_same or (wanted.until_typed and scope.until != wanted.until):
            raise AlreadyThere(what=f"A tab at {shown.shop}", help=step("leave_tab", shop=shown.shop.removeprefix("@")))
    secret = tab_secret(app.signing_seed("wallet"), terms.shop, number)
    if key_id(public_of(tab_seed(secret))) != key.id:
        raise AlreadyThere(what=f"A tab at {shown.shop}", help=step("leave_tab", shop=shown.shop.removeprefix("@")))
    return TabJoined(shown, tab_text(app.profile.ledger, secret), changed=False)


def _shop(app: App, reader: Reader, typed: str) -> str:
    shop = resolve(reader, typed)
    if shop == reader.own:
        raise SelfPayment
    if not reader.wallet(shop).shop:
        raise NotAllowed(reason=f"{reader.handle(shop)} is not a shop, so there is no till", help="")
    check_pin(app, reader.view, shop)
    return shop


def _cap(reader: Reader, typed: str) -> Money:
    amount, slash, period = typed.rpartition("/")
    if not slash or period != DAY:
        raise _usage(f"Cannot read {typed[:40]} as the most of a day", step("give_day_cap"))
    return parse_money(amount, reader.registry.currencies, reader.registry.default_currency)


def _usage(problem: str, help_: Help) -> Usage:
    return Usage(problem=problem, help=help_, money="No tab was made.")


def _keys_at(reader: Reader, shop: str) -> Sequence[Key]:
    """Give the keys of all tabs that were ever at a shop, oldest first."""
    found = [key for key in reader.view.mandates_of(reader.own) if key.scope and key.scope.name == tab_name(shop)]
    return [key for key in found if key.scope and terms_of(key.scope) is not None]


def _shown(reader: Reader, key: Key) -> TabShown:
    terms = None if key.scope is None else terms_of(key.scope)
    return TabShown(reader.handle(terms.shop) if terms else "", shown_mandate(reader, key))


def tabs(reader: Reader, *, left: bool = False) -> Sequence[TabShown]:
    """List the tabs of the own wallet, newest first; those that were left only where they are asked for."""
    keys = [key for key in reader.view.mandates_of(reader.own) if key.scope and terms_of(key.scope)]
    return [_shown(reader, key) for key in reversed(keys) if left or key.revoked_n is None]


def leave(app: App, typed: str) -> TabLeft:
    """Take a tab out of force, at every till and for good; one that was left stays so. Raises NotFound."""
    with before_posting(app, "key.revoke") as reader:
        shop = resolve(reader, typed)
        if not _keys_at(reader, shop):
            raise NotFound(what="tab at", typed=reader.handle(shop), help=step("look_at_tabs"))
        handle = reader.handle(shop)
    made = revoke(app, tab_name(shop))
    return TabLeft(TabShown(handle, made.mandate), made.changed)
