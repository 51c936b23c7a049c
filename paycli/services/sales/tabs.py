"""A regular's tab, by the shop: a till keeps its key under the guest's PIN, and a sale that waits is paid by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from paycli.domain.codes import TAB, bearer_secret, check_ledger, parse_text
from paycli.domain.ids import key_id
from paycli.domain.money import Money
from paycli.domain.pins import PinTries, check_digits
from paycli.domain.rules.mandates import used
from paycli.domain.scopes import caps_of
from paycli.domain.state import DONE, Needs
from paycli.domain.tabs import TabUse, TillTab, locked, tab_name, terms_of
from paycli.errors import (
    InsufficientFunds,
    MandateKind,
    MandateSpent,
    NotFound,
    QrMalformed,
    TabShort,
    TabSpent,
    TabUnfit,
    step,
)
from paycli.services.reading.around_orders import before_posting
from paycli.services.reading.names import resolve
from paycli.services.reading.reader import reading
from paycli.services.reading.under_key import ordered_under
from paycli.services.sales.at_till import at_till
from paycli.services.sales.pay import pay
from paycli.services.sales.receipt import find_sale, receipt
from paycli.signing import fingerprint, public_of, tab_seed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from paycli.domain.ports import App
    from paycli.domain.state import Key
    from paycli.services.engine.intents import Execution
    from paycli.services.reading.reader import Reader
    from paycli.services.sales.receipt import Receipt

READY, LOCKED, ENDED, LEFT = "ready", "locked", "ended", "left"


class TabAtTill(NamedTuple):
    """A guest's tab at a till: whose, how it stands, and until when (ms) no PIN is tried.

    `most` is what it allows in a day, `left` the rest of it now; it ends at `until` (ms). `fingerprint` is its key's.
    """

    guest: str
    till: int
    fingerprint: str
    state: str
    locked_until: int | None
    most: Money
    left: Money
    until: int


class Offered(NamedTuple):
    """A tab that a guest's code opens, before it is kept."""

    shown: TabAtTill
    guest: str
    seed: bytes


class TabAdded(NamedTuple):
    """A tab that a till has now; `changed` is false where this till had it already: it has a new PIN then."""

    tab: TabAtTill
    changed: bool


# --- given to a till -------------------------------------------------------------------------------------------------
def offered(app: App, code: str, typed_till: int | None) -> Offered:
    """Read the code of a tab at a till of the own shop.

    Raises QrMalformed, OtherLedgerCode, and TabUnfit where the code opens no tab here; none of them repeats it.
    """
    parsed = parse_text(code)
    check_ledger(parsed, app.profile.ledger)
    if parsed.kind != TAB:
        raise QrMalformed(what="code", reason="is not that of a tab", help="")
    seed = tab_seed(bearer_secret(parsed))
    name = key_id(public_of(seed))
    with reading(app) as reader:
        at = at_till(app, reader, typed_till)
        app.till_tabs(at.till)
        key = reader.view.load(Needs(keys=(name,))).keys.get(name)
        terms = None if key is None or key.scope is None else terms_of(key.scope)
        if key is None or terms is None:
            raise TabUnfit(why="it is that of no tab on this ledger")
        if terms.shop != reader.own:
            raise TabUnfit(why="it is for another shop")
        shown = _shown(reader, TillTab(key.party, name, PinTries()), at.till)
        _refuse_over(reader, shown.state)
    return Offered(shown, key.party, seed)


def _refuse_over(reader: Reader, state: str) -> None:
    """Raise TabUnfit for a tab that was left or is over."""
    if state in {LEFT, ENDED}:
        why = "the guest has left it" if state == LEFT else "its time is over"
        raise TabUnfit(why=why, help=step("join_tab", shop=reader.handle(reader.own).removeprefix("@")))


def keep(app: App, offer: Offered, pin: str) -> TabAdded:
    """Keep a tab at its till under the PIN that its guest chose. Raises PinInvalid, PermissionRefused."""
    tabs = app.till_tabs(offer.shown.till)
    before = tabs.find(offer.guest)
    key = key_id(public_of(offer.seed))
    tabs.keep(TillTab(offer.guest, key, PinTries()), offer.seed, check_digits(pin))
    return TabAdded(offer.shown, changed=before is None or before.key != key)


def tabs_at(app: App, reader: Reader, typed_till: int | None) -> Sequence[TabAtTill]:
    """List the tabs that are kept at a till, by the handles of their guests. Raises what `at_till` raises."""
    till = at_till(app, reader, typed_till).till
    return sorted(_shown(reader, each, till) for each in app.till_tabs(till).all())


def _shown(reader: Reader, tab: TillTab, till: int) -> TabAtTill:
    loaded = reader.view.load(Needs(keys=(tab.key,)))
    key = loaded.keys.get(tab.key)
    terms = None if key is None or key.scope is None else terms_of(key.scope)
    if key is None or key.scope is None or terms is None or (key.party, terms.shop) != (tab.guest, reader.own):
        raise TabUnfit(why="what is kept is not the key of a tab at this shop")
    (cap,) = caps_of(key.scope.grants[0])
    left = max(0, cap.limit - used(loaded, key, 0, cap, reader.time).value)
    tries = tab.tries.at(reader.time)
    return TabAtTill(
        guest=reader.handle(tab.guest),
        till=till,
        fingerprint=fingerprint(tab.key),
        state=_state(reader, key, tries),
        locked_until=tries.locked_until or None,
        most=Money(terms.per_day_minor, terms.currency),
        left=Money(left, terms.currency),
        until=key.scope.until,
    )


def _state(reader: Reader, key: Key, tries: PinTries) -> str:
    if key.revoked_n is not None or key.scope is None:
        return LEFT
    if reader.time >= key.scope.until:
        return ENDED
    return LOCKED if tries.locked_until else READY


# --- paying ----------------------------------------------------------------------------------------------------------
def tab_at(
    app: App, typed: str, typed_till: int | None, ask: Callable[[Exception | None], str], key: str | None = None
) -> TabUse:
    """Find a guest's tab at a till, for paying by it; `ask` asks for the PIN. Raises NotFound, TabUnfit, TabLocked.

    Where a sale was charged under the idempotency key before, how the tab stands now says nothing of whether it paid.
    """
    with before_posting(app, "sale.pay") as reader:
        till = at_till(app, reader, typed_till, key).till
        guest = resolve(reader, typed)
        handle = reader.handle(guest)
        tabs = app.till_tabs(till)
        found = tabs.find(guest)
        if found is None:
            detail = f" at till {till}" if till else ""
            raise NotFound(what="tab of", typed=handle, detail=detail, help=step("add_tab"))
        if ordered_under(reader, key) is None:
            _refuse_over(reader, _shown(reader, found, till).state)
            tries = found.tries.at(reader.time)
            if tries.locked_until:
                raise locked(tries, handle)
    return TabUse(found, tab_name(app.profile.wallet), handle.removeprefix("@"), tabs, ask)


def pay_by_tab(app: App, typed: str, payer: App, execution: Execution, *, full_ids_required: bool = False) -> Receipt:
    """Pay a sale of the own shop that waits by a guest's tab, and give its receipt; `payer` is the guest's wallet.

    A repeat of what this guest has paid gives the receipt again, and asks for no PIN. The door refuses the key for any
    other shop. Raises NotFound, TabPinWrong, TabLocked, TabShort, TabSpent, TabUnfit, AlreadyPaid, what paying raises.
    """
    with before_posting(app, "sale.pay") as reader:
        sale = find_sale(reader, typed, full_ids_required=full_ids_required)
        if sale.maker != reader.own:
            raise NotFound(what="sale of yours", typed=typed[:40], help="")
        if sale.state == DONE and sale.peer == payer.profile.wallet:
            return receipt(reader, sale.id)
    try:
        pay(payer, sale.id, None, execution)
    except InsufficientFunds as error:
        needed, currency = error.values["needed"], error.values["currency"]
        raise TabShort(who=f"@{payer.profile.name}", needed=needed, currency=currency, money=error.money) from None
    except MandateKind:
        why = f"it is not in {sale.currency}, as this sale is"
        raise TabUnfit(why=why, money="Nothing was paid.", help="take cash for it") from None
    except MandateSpent as error:
        found = error.values
        raise TabSpent(
            who=f"@{payer.profile.name}",
            limit=found["limit"],
            available=found["available"],
            amount=found["amount"],
            currency=found["currency"],
            money=error.money,
        ) from None
    with reading(app) as reader:
        return receipt(reader, sale.id)
